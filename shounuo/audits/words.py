"""What the codes of this room are called."""

from shounuo.kernel.words import Words

KINDS: dict[str, Words] = {
    "daily": Words("每日审核", "Daily audit"),
    "weekly": Words("每周审核", "Weekly audit"),
    "monthly": Words("每月审核", "Monthly review"),
    "quarterly": Words("季度回顾", "Quarterly review"),
}
STATES: dict[str, Words] = {
    "open": Words("进行中", "open"),
    "done": Words("已完成", "done"),
    "nothing": Words("无可审核", "nothing to audit"),
}
FINDINGS: dict[str, Words] = {
    "open": Words("待整改", "open"),
    "done": Words("待验证", "to be verified"),
    "verified": Words("已验证", "verified"),
}
SAID: dict[str, Words] = {
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "na": Words("不适用", "n/a"),
    "unknown": Words("系统无法判断", "the machine can't tell"),
}
