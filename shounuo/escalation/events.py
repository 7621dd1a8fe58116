"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "case.escalated": Words("升级（{trigger}）：{to}", "Escalated ({trigger}): {to}"),
    "case.help_asked": Words("{by} 请 {to} 协助（{kind}）", "{by} asked {to} for help ({kind})"),
    "case.help_answered": Words("{by} 对协助请求的答复：{answer}", "{by} on the request for help: {answer}"),
    "case.aws_proposed": Words("建议升级至 AWS Support：{why}", "AWS Support proposed: {why}"),
}
