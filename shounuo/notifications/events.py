"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "message.sent": Words("已通知 {kind}", "Notice sent: {kind}"),
    "message.failed": Words("通知未能送出：{kind}", "Notice could not be sent: {kind}"),
    "message.unknown": Words("通知去向不明：{kind}", "Fate of a notice is unknown: {kind}"),
    "message.delivered": Words("供应商确认已送达：{kind}", "The vendor says it arrived: {kind}"),
    "message.undelivered": Words("供应商称未能送达：{kind}", "The vendor says it did not arrive: {kind}"),
    "page.opened": Words("开始呼叫（{occasion}，{level}）", "Calling people ({occasion}, {level})"),
    "page.answered": Words("{by} 应答了呼叫（{via}）", "{by} answered the call ({via})"),
    "page.answered_late": Words(
        "{by} 在呼叫结束后应答（{via}）", "{by} answered after the calling had ended ({via})"
    ),
    "page.acknowledged": Words(
        "{by} 应答，呼叫停止（{via}）", "{by} answered and the calling stopped ({via})"
    ),
    "page.withdrawn": Words("呼叫撤销（{occasion}）", "Calling withdrawn ({occasion})"),
    "page.told": Words("呼叫完毕（{occasion}）", "Calling done ({occasion})"),
    "message.tried": Words(
        "{by} 向 {to} 发送了测试邮件：{answer}", "{by} sent a test mail to {to}: {answer}"
    ),
    "alarm.raised": Words("警报：{kind}", "Alarm: {kind}"),
    "alarm.cleared": Words("{by} 解除了警报：{kind}", "{by} cleared the alarm: {kind}"),
}
