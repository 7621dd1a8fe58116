"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "message.sent": Words("已通知 {kind}", "Notice sent: {kind}"),
    "message.failed": Words("通知未能送出：{kind}", "Notice could not be sent: {kind}"),
    "message.unknown": Words("通知去向不明：{kind}", "Fate of a notice is unknown: {kind}"),
    "message.tried": Words(
        "{by} 向 {to} 发送了测试邮件：{answer}", "{by} sent a test mail to {to}: {answer}"
    ),
    "alarm.raised": Words("警报：{kind}", "Alarm: {kind}"),
    "alarm.cleared": Words("{by} 解除了警报：{kind}", "{by} cleared the alarm: {kind}"),
}
