"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "waiting.revived": Words(
        "{by} 让放弃的到期事项 {row}（{kind} {subject}）重新到期",
        "{by} made row {row} ({kind} {subject}), which was given up, due again",
    ),
}
