"""What triggers, kinds and states of this room are called."""

from datetime import timedelta

from shounuo.kernel.words import Words

TRIGGERS: dict[str, Words] = {
    "no_progress": Words("无进展", "no progress"),
    "sla_risk": Words("SLA 超时风险", "promise at risk"),
    "complexity": Words("技术复杂度", "technical difficulty"),
    "impact": Words("影响扩大", "growing impact"),
    "customer": Words("客户要求", "customer's request"),
    "repeat": Words("重复问题", "repeated problem"),
}
KINDS: dict[str, Words] = {
    "path": Words("升级移交", "Handed up"),
    "urgent": Words("紧急升级", "Urgent"),
    "consult": Words("咨询", "Consulted"),
    "invite": Words("邀请协助", "Invited"),
    "aws": Words("AWS Support", "AWS Support"),
    "risk": Words("升级告知", "Told"),
}
STATES: dict[str, Words] = {
    "asked": Words("等待答复", "Asked"),
    "accepted": Words("已加入", "Joined"),
    "declined": Words("未加入", "Declined"),
    "proposed": Words("待确认", "Proposed"),
    "done": Words("已执行", "Done"),
}


def silence(after: timedelta) -> Words:
    """So long without progress, as the reason of a step that happened by itself."""
    minutes = int(after.total_seconds() // 60)
    return Words(f"{minutes} 分钟无进展", f"{minutes} minutes without progress")


AWS_STATES: dict[str, Words] = {
    "wanted": Words("待提交", "To be opened"),
    "open": Words("进行中", "Open"),
    "closed": Words("已结束", "Closed"),
    "failed": Words("未被受理", "Not taken"),
}
AWS_SEVERITIES: dict[str, Words] = {
    "critical": Words("关键业务系统停机", "Business-critical system down"),
    "urgent": Words("生产系统停机", "Production system down"),
    "high": Words("生产系统受损", "Production system impaired"),
    "normal": Words("系统受损", "System impaired"),
    "low": Words("一般咨询", "General guidance"),
}
"""As AWS Support names them."""
