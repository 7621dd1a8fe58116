"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "survey.sent": Words("满意度调查已发出", "The satisfaction survey left"),
    "survey.reminded": Words("再次请客户评价", "The customer was asked for their score once more"),
    "survey.answered": Words("客户评分 {score}/5", "The customer gave {score} of 5"),
    "survey.commented": Words("客户评价：{comment}", "The customer wrote: {comment}"),
    "survey.followed_up": Words(
        "{by} 就低分回访了客户：{words}", "{by} spoke with the customer about the score: {words}"
    ),
}
