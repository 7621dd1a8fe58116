"""A draft of the next update for the customer: condition, what was done, what we need, when they hear from us again.

It is made from codes and moments only – which steps are done, whether the service is verified to be back, whose turn it is – and never
from a text that anybody wrote: so nothing internal can be in it. A person reads and sends it. [5.3.2-P0-customer-comms]
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shounuo.cases.models import Case
from shounuo.commitments.actions import target_of
from shounuo.commitments.spell import spell
from shounuo.customers.terms import terms
from shounuo.incidents.models import Incident, Step
from shounuo.kernel.words import Words, speaking

DONE: dict[str, Words] = {
    "assess": Words("值班工程师已完成初步评估", "The duty engineer has assessed the problem"),
    "impact": Words("已确定影响范围", "We have determined what is affected"),
    "hand_over": Words("资深工程师已接手", "A senior engineer has taken over"),
    "form_team": Words("已组建专项响应团队", "A response team has been formed"),
    "diagnose": Words("已完成问题诊断", "The problem has been diagnosed"),
    "standard_procedure": Words("已按标准流程处理", "The standard procedure has been followed"),
    "assess_impact": Words("已评估影响范围", "The impact has been assessed"),
    "prepare_rollback": Words("已准备好回滚和恢复方案", "Rollback and recovery are prepared"),
    "workaround": Words("已实施临时解决方案", "A workaround is in place"),
    "solution": Words("已实施解决方案", "The solution is in place"),
    "prepare_fix": Words("永久修复方案已准备好", "The permanent fix is prepared"),
    "service_restored": Words("已验证服务恢复", "We have verified that service is restored"),
    "function_restored": Words("已验证功能恢复", "We have verified that the function is restored"),
    "data_intact": Words("已确认数据完整", "We have confirmed that the data is intact"),
}
"""What a step means in the words of whoever waits; steps that are not here are our own affair."""
DOING: dict[str, Words] = {
    "diagnose": Words("正在诊断问题", "We are diagnosing the problem"),
    "assess_impact": Words("正在评估影响范围", "We are assessing the impact"),
    "prepare_rollback": Words("正在准备回滚和恢复方案", "We are preparing rollback and recovery"),
    "workaround": Words("正在实施临时解决方案，优先恢复服务", "We are putting a workaround in place; service comes first"),
    "solution": Words("正在实施解决方案", "We are carrying out the solution"),
    "monitor": Words("正在持续监控系统状态", "We keep watching the system"),
    "prepare_fix": Words("正在准备永久修复方案", "We are preparing the permanent fix"),
}  # fmt: skip
CONDITIONS: dict[str, Words] = {
    "working": Words("服务尚未恢复，我们的团队正在全力处理。", "The service is not back yet; our team is working on it with full force."),
    "restored": Words("服务已恢复，我们已经验证，并在持续观察。", "The service is back; we have verified it and keep watching."),
    "monitoring": Words("功能已恢复，现处于监控阶段。", "The function is back; it is now being watched."),
}  # fmt: skip
NEEDS: dict[str, Words] = {
    "confirm": Words("请您确认业务是否已经恢复。", "Please confirm whether your business is back."),
    "answer": Words("请回复我们上一条消息里的问题。", "Please answer the question in our last message."),
    "nothing": Words("目前不需要您做什么。", "There is nothing you need to do for now."),
}
BACK = frozenset({"service_restored", "function_restored"})


@dataclass(frozen=True)
class Known:
    """What the customer may know. `done` and `doing` are codes of steps; `since`: when we last wrote; `next_by`: when we write again."""

    level: str
    condition: str
    done: tuple[str, ...]
    doing: tuple[str, ...]
    need: str
    at: datetime
    next_by: datetime
    since: datetime | None = None


def draft(known: Known) -> str:
    """In the active language and zone."""
    done = [str(words) for words in dict.fromkeys(DONE[step] for step in known.done if step in DONE)]
    doing = [str(words) for words in dict.fromkeys(DOING[step] for step in known.doing if step in DOING)]
    return "\n".join(
        [
            str(Words.of("【现状】{text}", "Condition: {text}", text=CONDITIONS[known.condition])),
            *_listed(_since(known), done),
            *_listed(Words("【正在进行】", "Under way:"), doing),
            str(Words.of("【需要您配合】{text}", "What we need from you: {text}", text=NEEDS[known.need])),
            str(
                Words.of(
                    "【下次更新】最晚 {moment}",
                    "Next update: by {moment} at the latest",
                    moment=spell(known.next_by, known.at),
                )
            ),
        ]
    )


def _since(known: Known) -> Words:
    if known.since is None:
        return Words("【已采取的措施】", "What has been done:")
    moment = spell(known.since, known.at)
    return Words.of("【{moment} 以来的进展】", "Since {moment}:", moment=moment)


def _listed(heading: Words, lines: list[str]) -> list[str]:
    return [str(heading), *(f"· {line}" for line in lines)] if lines else []


def prepared(case: Case, incident: Incident, *, at: datetime) -> str:
    """The draft for this case, in the customer's language and zone."""
    user = case.requester.user
    language, zone = (user.language, user.time_zone) if user else ("zh-hans", "Asia/Shanghai")
    with speaking(language), timezone.override(zoneinfo.ZoneInfo(zone)):
        return draft(known_of(case, incident, at=at))


def known_of(case: Case, incident: Incident, *, at: datetime) -> Known:
    """Two queries: the states of the steps, and when we last wrote. No text is read."""
    steps = list(incident.steps.order_by("done_at", "pk").only("step", "state", "done_at", "stage"))
    spoken = case.messages.filter(kind="public", by_kind="staff", said_at__gte=incident.trigger_at)
    since = spoken.order_by("-said_at").values_list("said_at", flat=True).first()
    fresh = [one for one in steps if one.state == "done" and (since is None or _when(one) > since)]
    done = {one.step for one in steps if one.state == "done"}
    interval = target_of(terms(case.policy_hash, case.contract_id), incident.level).update
    return Known(
        incident.level, _condition(incident, done), tuple(one.step for one in fresh),
        tuple(one.step for one in steps if one.state == "doing"), _need(case, done), at, at + interval, since,
    )  # fmt: skip


def _when(step: Step) -> datetime:
    assert step.done_at
    return step.done_at


def _condition(incident: Incident, done: set[str]) -> str:
    if incident.state == "monitoring":
        return "monitoring"
    return "restored" if done & BACK else "working"


def _need(case: Case, done: set[str]) -> str:
    if done & BACK and "customer_confirms" not in done:
        return "confirm"
    return "answer" if case.state == "waiting" else "nothing"
