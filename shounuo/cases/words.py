"""The words of this room's values, for screens, mails and errors."""

from __future__ import annotations

from shounuo.kernel.words import Words

STATES: dict[str, Words] = {
    "new": Words("待受理", "New"),
    "working": Words("处理中", "In progress"),
    "waiting": Words("等待客户", "Waiting for customer"),
    "resolved": Words("待确认", "Resolved, to be confirmed"),
    "closed": Words("已关闭", "Closed"),
}
SOURCES: dict[str, Words] = {
    "machine": Words("系统判定", "Machine-triaged"),
    "customer": Words("客户选择", "Chosen by the customer"),
    "engineer": Words("工程师确认", "Confirmed by an engineer"),
}
KINDS: dict[str, Words] = {
    "public": Words("公开回复", "Public reply"),
    "internal": Words("内部备注", "Internal note"),
    "diagnosis": Words("诊断记录", "Diagnosis note"),
}
SOLUTIONS: dict[str, Words] = {
    "workaround": Words("临时解决方案", "Workaround"),
    "permanent": Words("永久修复方案", "Permanent fix"),
}
CHANNELS: dict[str, Words] = {
    "portal": Words("客户门户", "Portal"),
    "api": Words("接口", "API"),
    "mail": Words("邮件", "E-mail"),
    "phone": Words("电话", "Telephone"),
    "desk": Words("工作台", "Desk"),
    "alarm": Words("监控告警", "Monitoring alarm"),
}
WINDOWS: dict[str, Words] = {
    "planned": Words("已约定", "Agreed"),
    "announced": Words("已告知客户", "Customer told"),
    "running": Words("进行中", "Under way"),
    "done": Words("已完成", "Done"),
    "cancelled": Words("已取消", "Cancelled"),
}
