"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "evidence.asked": Words("{by} 请求诊断数据：{what}", "{by} asked for evidence: {what}"),
    "evidence.pulled": Words("取到诊断数据：{what}（{n} 条）", "Evidence pulled: {what} ({n} rows)"),
    "evidence.failed": Words("没有取到诊断数据：{what}（{why}）", "Evidence not pulled: {what} ({why})"),
    "access.set": Words("{by} 设置了账号 {account} 的只读访问", "{by} set the read-only access to {account}"),
    "access.ended": Words("{by} 收回了账号 {account} 的访问", "{by} ended the access to {account}"),
    "alarms.source_made": Words("{by} 建立了告警来源 {name}", "{by} made the source of alarms {name}"),
    "alarms.source_ended": Words("{by} 停用了告警来源 {name}", "{by} ended the source of alarms {name}"),
    "alarms.subscribed": Words("SNS 订阅已确认", "The subscription to SNS was confirmed"),
    "alarms.rang": Words("告警：{title}（第 {n} 次）", "Alarm: {title} (number {n})"),
    "alarms.recovered": Words("告警恢复：{title}", "Alarm recovered: {title}"),
}
