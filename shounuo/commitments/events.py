"""The verbs of this room, the names of the tracks, and their sentences."""

from shounuo.accounts.roles import ROLES
from shounuo.kernel.words import Words

_SINGLE: dict[str, Words] = {
    "response": Words("响应", "Response"),
    "update": Words("进展更新", "Update"),
    "resolution": Words("解决", "Resolution"),
    "report": Words("报告", "Report"),
    "permanent_fix": Words("永久修复", "Permanent fix"),
    "quarterly_training": Words("季度培训", "Quarterly training"),
    "case_sharing": Words("案例分享会", "Case sharing"),
    "make_up": Words("补训", "Make-up training"),
    "onboarding": Words("入职培训", "Onboarding"),
    "certification": Words("认证计划", "Certification plan"),
    "take_over": Words("资深工程师接管", "Take-over"),
    "hand_over": Words("转交资深工程师", "Hand-over to a senior engineer"),
    "first_contact": Words("首次联系客户", "First contact with the customer"),
    "preventive_action": Words("改进措施", "Preventive action"),
    "approval": Words("级别调整审批", "Approval of the level"),
    "request": Words("答复升级请求", "Answer to the request"),
    "survey_follow_up": Words("低分回访", "Follow-up of a low score"),
    "sync": Words("内部同步", "Internal sync"),
    "knowledge_review": Words("知识复审", "Review of an article"),
    "audit": Words("审核", "Audit"),
    "audit_finding": Words("审核整改", "Audit finding"),
    "aws_handover": Words("提交给 AWS Support", "Hand-over to AWS Support"),
}
FAMILIES: dict[str, Words] = {
    "arrival": Words("{name}到场", "Arrival: {name}"),
    "told": Words("通知{name}", "{name} told"),
    "stage": Words("{name}", "{name}"),
}
"""Tracks of which there is one for each role or stage of a flow: "arrival:operations", "stage:assess"."""
STAGES: dict[str, Words] = {
    "notify": Words("立即通知", "Notice"),
    "assess": Words("评估", "Assessment"),
    "take_over": Words("资深工程师接管", "Take-over"),
    "parallel": Words("并行处理", "Parallel work"),
    "diagnose": Words("问题诊断", "Diagnosis"),
    "implement": Words("解决方案实施", "Carrying out the solution"),
    "restore": Words("服务恢复确认", "Restoration"),
    "after": Words("事后分析", "Analysis afterwards"),
}

OF_FLOW = frozenset({"take_over", "hand_over", "sync"})
"""Promises of a flow that are one of their own."""


def family_of(track: str) -> str:
    """What kind of promise it is: "arrival" of "arrival:operations"; a track without a family is one of its own."""
    return track.partition(":")[0]


def in_flow(track: str) -> bool:
    """Whether it is promised by the flow of a P0 or P1 and shown in the war room."""
    return ":" in track or track in OF_FLOW


class _Tracks(dict[str, Words]):
    """The tracks by name, those of the families included."""

    def __missing__(self, track: str) -> Words:
        family, _, name = track.partition(":")
        if family not in FAMILIES:
            raise KeyError(track)
        named = STAGES.get(name) or ROLES.get(name) or Words(name, name)
        return Words(FAMILIES[family].zh.format(name=named.zh), FAMILIES[family].en.format(name=named.en))

    def get(self, track: str, default: Words | None = None) -> Words | None:  # type: ignore[override]
        return self[track] if track in self or track.partition(":")[0] in FAMILIES else default


TRACKS = _Tracks(_SINGLE)

SENTENCES: dict[str, Words] = {
    "commitment.made": Words("{by} 作出承诺：{track}", "{by} made a promise: {track}"),
    "commitment.met": Words("承诺兑现：{track}", "Promise met: {track}"),
    "commitment.warned": Words(
        "承诺临近到期：{track}，已用 {share}%", "Promise at risk: {track}, {share}% used"
    ),
    "commitment.broken": Words("承诺未按时兑现：{track}", "Promise broken: {track}"),
    "commitment.paused": Words("承诺暂停计时：{track}", "Promise paused: {track}"),
    "commitment.resumed": Words("承诺恢复计时：{track}", "Promise resumed: {track}"),
    "commitment.retargeted": Words(
        "承诺按新级别 {level} 重新计时：{track}", "Promise re-targeted under {level}: {track}"
    ),
    "commitment.withdrawn": Words("承诺不再适用：{track}", "Promise no longer owed: {track}"),
    "commitment.reopened": Words("承诺继续计时：{track}", "Promise runs again: {track}"),
}
