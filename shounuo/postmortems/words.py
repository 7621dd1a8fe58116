"""The sections of a report and its states, as people call them."""

from shounuo.kernel.words import Words

SECTIONS: dict[str, Words] = {
    "summary": Words("摘要", "Summary"),
    "impact": Words("影响", "Impact"),
    "why1": Words("为什么 1", "Why 1"),
    "why2": Words("为什么 2", "Why 2"),
    "why3": Words("为什么 3", "Why 3"),
    "why4": Words("为什么 4", "Why 4"),
    "why5": Words("为什么 5", "Why 5"),
    "people": Words("人员", "People"),
    "method": Words("流程", "Process"),
    "machine": Words("系统", "Systems"),
    "material": Words("依赖与数据", "Dependencies and data"),
    "measurement": Words("监控", "Monitoring"),
    "environment": Words("环境", "Environment"),
    "root_cause": Words("根本原因（结论）", "Root cause (conclusion)"),
    "went_well": Words("做得好的", "What went well"),
    "went_badly": Words("需要改进的", "What did not"),
    "fix": Words("临时与永久修复", "Workaround and permanent fix"),
    "contingency": Words(
        "应急预案的更新（没有更新请写明原因）", "Changes to the contingency plan (or why there are none)"
    ),
}
WHYS = ("why1", "why2", "why3", "why4", "why5")
FISHBONE = ("people", "method", "machine", "material", "measurement", "environment")
STATES: dict[str, Words] = {
    "draft": Words("草稿", "Draft"),
    "in_review": Words("审核中", "In review"),
    "approved": Words("已批准", "Approved"),
    "sent": Words("已发出", "Sent"),
}
ACTIONS: dict[str, Words] = {
    "open": Words("进行中", "Open"),
    "done": Words("已完成", "Done"),
    "dropped": Words("已取消", "Dropped"),
}
