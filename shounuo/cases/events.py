"""The verbs of this room and their sentences; timeline, mail and audit speak the same one."""

from shounuo.kernel.words import Words

SENTENCES: dict[str, Words] = {
    "case.opened": Words("{by} 提交了案例，优先级 {priority}", "{by} submitted the case at {priority}"),
    "case.priority_decided": Words(
        "{by} 将优先级定为 {level}({source})", "{by} decided the priority {level} ({source})"
    ),
    "case.priority_changed": Words(
        "{by} 将优先级由 {was} 改为 {level}", "{by} changed the priority from {was} to {level}"
    ),
    "case.assigned": Words("{by} 将案例分配给 {to}", "{by} assigned the case to {to}"),
    "case.unassigned": Words("{by} 未找到合适的工程师", "{by} found no fitting engineer"),
    "case.relieved": Words(
        "{by} 解除了受理人，等待重新分配", "{by} relieved who had the case; it waits for somebody"
    ),
    "case.accepted": Words("{by} 受理了案例，优先级 {level}", "{by} accepted the case at {level}"),
    "case.replied": Words("{by} 回复了客户", "{by} replied to the customer"),
    "case.customer_replied": Words("{by} 回复", "{by} replied"),
    "case.noted": Words("{by} 写了内部备注", "{by} wrote an internal note"),
    "case.diagnosed": Words("{by} 写了诊断记录", "{by} wrote a diagnosis note"),
    "case.file_added": Words("{by} 添加了附件 {file}", "{by} attached {file}"),
    "case.waiting": Words("{by} 等待客户答复", "{by} is waiting for the customer"),
    "case.resumed": Words("{by} 恢复处理", "{by} resumed the work"),
    "case.resolved": Words("{by} 标记为已解决", "{by} resolved the case"),
    "case.confirmed": Words("{by} 确认问题已解决", "{by} confirmed that it is solved"),
    "case.reopened": Words(
        "{by} 表示问题未解决，案例重新打开", "{by} said it is not solved; the case is open again"
    ),
    "case.closed": Words("{by} 关闭了案例", "{by} closed the case"),
    "case.planned": Words("{by} 计划于 {when} 处理", "{by} planned the work for {when}"),
    "case.tied": Words(
        "{by} 将案例安排在维护窗口 {when} 处理", "{by} put the case into the maintenance window of {when}"
    ),
    "case.tied_late": Words(
        "{by} 已知悉：这个维护窗口晚于承诺的解决时间 {due}",
        "{by} knew that the window lies after {due}, when the solution is promised",
    ),
    "case.plan_ended": Words("{by} 取消了处理计划", "{by} ended the plan"),
    "maintenance.agreed": Words(
        "{by} 约定了维护窗口“{title}”", "{by} agreed the maintenance window “{title}”"
    ),
    "maintenance.announced": Words("{by} 已告知客户维护窗口", "{by} told the customer of the window"),
    "maintenance.begun": Words("{by} 开始维护", "{by} began the maintenance"),
    "maintenance.finished": Words("{by} 完成维护", "{by} finished the maintenance"),
    "maintenance.cancelled": Words("{by} 取消了维护窗口", "{by} cancelled the maintenance window"),
    "history.opened": Words("{by} 在原系统建单", "{by} opened it in the system it comes from"),
    "history.changed": Words("{by} 在原系统更新", "{by} changed it in the system it comes from"),
    "history.reassigned": Words("{by} 在原系统改派", "{by} reassigned it in the system it comes from"),
    "history.reopened": Words("{by} 在原系统重新打开", "{by} reopened it in the system it comes from"),
    "history.resolved": Words("{by} 在原系统解决", "{by} resolved it in the system it comes from"),
    "history.closed": Words("{by} 在原系统关闭", "{by} closed it in the system it comes from"),
    "history.brought": Words(
        "{by} 导入了历史记录 {file}：{cases} 个案例", "{by} brought in the history {file}: {cases} cases"
    ),
}
