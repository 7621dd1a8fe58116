"""The prepared update for the customer: how it stands, what was done, what we need, when they hear next. [5.3.2-P0-customer-comms]

Made from what customers may know and nothing else: the steps of the standard, the time of the restoration, the promised rhythm.
Notes, operations and decisions of the house never come near it.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shounuo.cases.models import Case
from shounuo.commitments.actions import target_of
from shounuo.commitments.spell import spell
from shounuo.customers.terms import terms
from shounuo.incidents.models import Incident
from shounuo.kernel.words import speaking, t


@dataclass(frozen=True)
class Known:
    """What the draft is made from. `done`: ids of steps done; `restored`, `confirmed`: the service, the customer's word; `next_update`: the
    moment as people say it."""

    level: str
    done: frozenset[str]
    restored: bool
    confirmed: bool
    next_update: str
    asked: bool = False
    """The case waits for the customer's answer."""


def prepared(case: Case, incident: Incident, *, at: datetime) -> str:
    """The draft for this case, in the language and the zone of whoever gets it. One query; no text is read."""
    reader = case.requester.user
    language, zone = (reader.language, reader.time_zone) if reader else ("zh-hans", "Asia/Shanghai")
    with speaking(language), timezone.override(zoneinfo.ZoneInfo(zone)):
        return draft(known_of(case, incident, at=at))


def known_of(case: Case, incident: Incident, *, at: datetime) -> Known:
    done = frozenset(incident.steps.filter(state="done").values_list("step", flat=True))
    every = target_of(terms(case.policy_hash, case.contract_id), case.priority).update
    return Known(
        incident.level, done, incident.restored_at is not None, "customer_confirms" in done,
        spell(at + every, at) if case.is_open else "", case.state == "waiting",
    )  # fmt: skip


def draft(known: Known) -> str:
    """The text, in the language that is spoken now."""
    parts = [
        t("【当前状态】{condition}", "[Condition] {condition}", condition=_condition(known)),
        t("【已完成】{actions}", "[Done] {actions}", actions=t("；", "; ").join(_actions(known))),
        t("【需要您】{needs}", "[We need] {needs}", needs=_needs(known)),
    ]
    if known.next_update:
        parts.append(t("【下次更新】不晚于 {moment}", "[Next update] by {moment}", moment=known.next_update))
    return "\n".join(parts)


def _condition(known: Known) -> str:
    if known.restored and known.confirmed:
        return t("服务已恢复，您已确认。", "The service is back, and you have confirmed it.")
    if known.restored:
        return t("服务已恢复，我们正在逐项确认。", "The service is back; we are confirming each part.")
    if {"workaround", "solution"} & known.done:
        return t("临时方案已实施，正在验证效果。", "A workaround is in place; we are verifying it.")
    if {"diagnose", "standard_procedure"} & known.done:
        return t("已定位问题，正在实施恢复。", "The problem is located; we are restoring the service.")
    return t("正在紧急处理，资深工程师在主导诊断。", "We are at it; a senior engineer leads the diagnosis.")


SAID: Sequence[tuple[str, str, str]] = (
    ("confirm", "已确认事件级别", "the severity is confirmed"),
    ("hand_over", "资深工程师已接管", "a senior engineer has taken over"),
    ("assess_impact", "影响范围已评估", "the impact is assessed"),
    ("diagnose", "问题诊断已完成", "the diagnosis is done"),
    ("prepare_rollback", "回滚方案已就绪", "a rollback is ready"),
    ("workaround", "临时方案已实施", "a workaround is in place"),
    ("solution", "解决方案已实施", "the solution is in place"),
    ("data_intact", "数据完整性已确认", "the data is confirmed intact"),
)
"""Steps as a customer is told of them."""


def _actions(known: Known) -> list[str]:
    said = [t(zh, en) for step, zh, en in SAID if step in known.done]
    return said or [t("应急响应已启动，相关人员已到位", "the response is under way and its people are there")]


def _needs(known: Known) -> str:
    if known.restored and not known.confirmed:
        return t(
            "请验证业务是否恢复正常，并告诉我们结果。",
            "Please check that your business runs as usual, and tell us.",
        )
    if known.asked:
        return t("请回复我们上一条消息里的问题。", "Please answer the question in our last message.")
    return t(
        "目前不需要您操作；如发现新的现象请直接回复。",
        "Nothing for now; if you notice anything new, simply reply.",
    )
