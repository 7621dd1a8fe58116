"""What states of a problem are called."""

from shounuo.kernel.words import Words

STATES: dict[str, Words] = {
    "open": Words("查找原因", "Looking for the cause"),
    "known": Words("已知根因", "Cause known"),
    "planned": Words("已计划修复", "Fix planned"),
    "fixed": Words("已永久修复", "Fixed for good"),
    "closed": Words("已关闭", "Closed without a fix"),
}
WHYS: dict[str, Words] = {
    "repeat": Words("重复问题", "Repeated"),
    "reopened": Words("重新打开", "Reopened"),
    "long_term": Words("转为长期优化", "Long-term improvement"),
    "by_hand": Words("人工关联", "Tied by hand"),
}
