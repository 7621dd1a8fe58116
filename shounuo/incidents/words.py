"""What states and ways of this room are called."""

from shounuo.kernel.words import Words

STATES: dict[str, Words] = {
    "running": Words("响应中", "Response under way"),
    "monitoring": Words("监控中", "Being watched"),
    "over": Words("已结束", "Over"),
}
ENDED: dict[str, Words] = {
    "lifted": Words("紧急状态已解除", "Emergency lifted"),
    "stood_down": Words("已解除响应", "Stood down"),
    "resolved": Words("案例已解决", "Case resolved"),
}
HOW: dict[str, Words] = {
    "acting": Words("代理", "acting"),
    "taken": Words("主动接过", "took it"),
    "handed": Words("由前任交接", "handed over"),
    "relieved": Words("换班接替", "relieved"),
}
ANSWERS: dict[str, Words] = {
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "done": Words("完成", "done"),
    "not_done": Words("未完成", "not done"),
    "handed": Words("已转交", "handed over"),
}
DECISIONS: dict[str, Words] = {
    "proposed": Words("待决定", "To be decided"),
    "approved": Words("已批准", "Approved"),
    "refused": Words("未批准", "Refused"),
    "started": Words("执行中", "Under way"),
    "done": Words("已完成", "Done"),
    "withdrawn": Words("已撤回", "Withdrawn"),
}
KINDS_OF_DECISION: dict[str, Words] = {
    "emergency_fix": Words("紧急修复", "Emergency fix"),
    "call_in_resources": Words("调动技术资源", "Calling in resources"),
    "major_architecture_change": Words("重大架构变更", "Major architecture change"),
    "data_recovery": Words("数据恢复", "Data recovery"),
    "other": Words("其他关键决策", "Another key decision"),
}
STEPS: dict[str, Words] = {
    "todo": Words("待办", "To do"),
    "doing": Words("进行中", "Under way"),
    "done": Words("完成", "Done"),
    "not_needed": Words("不需要", "Not needed"),
}
ORIGINS: dict[str, Words] = {
    "machine": Words("系统判定", "Judged by the machine"),
    "customer": Words("客户选择", "Chosen by the customer"),
    "engineer": Words("工程师判定", "Decided by an engineer"),
    "upgrade": Words("级别上调", "Raised"),
    "reopened": Words("重新打开", "Reopened"),
}
MIRRORS: dict[str, Words] = {
    "robot": Words("群机器人", "Group robot"),
    "group": Words("企业微信群聊", "WeCom group"),
}
MIRROR_STATES: dict[str, Words] = {
    "wanted": Words("准备建群", "To be made"),
    "open": Words("同步中", "Told of it"),
    "over": Words("已结束", "Over"),
    "failed": Words("未同步", "Not told"),
}
