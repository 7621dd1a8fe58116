"""The verbs of this room and their sentences."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "incident.begun": Words("{level} 应急响应启动，战情室已打开", "The {level} response has begun; the war room is open"),
    "incident.changed_level": Words("应急响应按 {level} 流程继续", "The response goes on as a {level}"),
    "incident.confirmed": Words("{by} 确认为真正的 {level} 事件", "{by} confirmed that it is a {level}"),
    "incident.went_on": Words("评估时限已到，无人答复：按 {level} 继续", "Nobody assessed it in time: it goes on as a {level}"),
    "incident.role_needed": Words("{by} 认为需要{role}", "{by} needs {role}"),
    "incident.coming": Words("{by} 正在赶来（{role}）", "{by} is coming ({role})"),
    "incident.arrived": Words("{by} 已到场（{role}）", "{by} has arrived ({role})"),
    "incident.left": Words("{by} 离开战情室", "{by} left the war room"),
    "incident.command": Words("{commander} 担任事件指挥（{how}）", "{commander} commands ({how})"),
    "incident.relief_offered": Words("{commander} 已指挥多时，建议换人", "{commander} has commanded for long: relief is offered"),
    "incident.step_started": Words("{by} 开始：{step}", "{by} began: {step}"),
    "incident.step_done": Words("{by} 完成：{step}", "{by} did: {step}"),
    "incident.step_undone": Words("{by} 撤回：{step}", "{by} took back: {step}"),
    "incident.step_not_needed": Words("{by} 认为不需要：{step}", "{by} says it isn't needed: {step}"),
    "incident.operated": Words("{by} 操作：{what}", "{by} did: {what}"),
    "incident.synced": Words("{by} 内部同步：{what}", "{by} synced: {what}"),
    "incident.customer_back": Words("客户 {by} 确认业务已恢复", "{by}, the customer: our business is back"),
    "incident.customer_not_back": Words("客户 {by} 反馈业务还没有恢复", "{by}, the customer: our business is not back"),
    "incident.restored": Words("服务已恢复", "The service is restored"),
    "incident.monitoring": Words("转入监控阶段", "Monitoring has begun"),
    "incident.lifted": Words("{by} 解除紧急状态", "{by} lifted the emergency"),
    "incident.stood_down": Words("{by} 宣布解除响应：{reason}", "{by} stood the response down: {reason}"),
    "incident.ended": Words("应急响应结束", "The response has ended"),
    "incident.security": Words("{by} 标记为安全事件，战情室仅限指定人员", "{by} marked a security incident: named people only"),
}  # fmt: skip
