"""The words for what messages and alarms are about."""

from shounuo.kernel.words import Words

KINDS: dict[str, Words] = {
    "case.acknowledged": Words("案例确认", "acknowledgement"),
    "case.assigned": Words("案例分配", "assignment"),
    "case.accepted": Words("工程师受理", "acceptance"),
    "case.has_engineer": Words("工程师变更", "new engineer"),
    "case.priority_changed": Words("优先级变更", "priority change"),
    "case.replied": Words("公开回复", "public reply"),
    "case.customer_replied": Words("客户回复", "customer's reply"),
    "case.resolved": Words("请确认解决", "please confirm"),
    "case.closed": Words("案例关闭", "closing"),
    "case.closed_already": Words("案例早已关闭", "case closed already"),
    "case.reopened": Words("案例重新打开", "reopening"),
    "case.report": Words("事件报告", "report"),
    "case.unassigned": Words("无人受理", "nobody fits"),
    "case.unfit": Words("技能或级别不足", "skill or level missing"),
    "commitment.warning": Words("承诺预警", "promise at risk"),
    "commitment.breach": Words("承诺超时", "promise broken"),
    "commitment.broken": Words("承诺超时", "promise broken"),
    "message.failed": Words("通知未能送出", "message not sent"),
    "message.unknown": Words("通知去向不明", "fate of a message unknown"),
    "mail.stranger": Words("陌生来信", "mail from a stranger"),
    "mail.forwarded": Words("他人来信", "mail from somebody else"),
    "mail.flood": Words("来信过多", "too many mails"),
    "waiting.dead": Words("到期事项失败", "a due item failed"),
    "work.passed_on": Words("工作交接", "work passed on"),
    "permanent": Words("永久修复", "permanent fix"),
    "workaround": Words("临时方案", "workaround"),
}
