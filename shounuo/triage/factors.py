"""Reads the six factors of 3.1 from the evidence. Each says which level it alone argues for, and with which words."""

from __future__ import annotations

from dataclasses import dataclass

from shounuo.kernel.words import Words
from shounuo.policy.triage_model import TriageSection
from shounuo.triage.evidence import Evidence, Fault
from shounuo.triage.judgement import FactorReading

LEVELS = ("P0", "P1", "P2", "P3", "P4")

_SCOPE_WORDS = {
    "all": Words("影响所有用户", "all users are hit"),
    "most": Words("影响大部分用户", "most users are hit"),
    "group": Words("一个地区或一类客户整体受影响", "a whole region or customer group is hit"),
    "some": Words("影响部分用户", "some users are hit"),
    "few": Words("只影响个别用户", "only a few users are hit"),
    "none": Words("不影响用户", "no user is hit"),
    "unknown": Words("没有说明影响了多少用户", "how many users are hit is not said"),
}
_SCOPE_LEVELS = {
    "all": "P0",
    "most": "P1",
    "group": "P1",
    "some": "P2",
    "few": "P3",
    "none": "P4",
    "unknown": None,
}
_NOTHING = Words("没有提到", "not mentioned")


@dataclass(frozen=True)
class Weighed:
    """A fault with the scope that counts in the end, and its level in the grid."""

    fault: Fault
    scope: str
    level: str
    because: Words
    from_form: bool
    event: str | None = None


def higher(one: str | None, other: str | None) -> str | None:
    """The more urgent of two levels; None is no level."""
    return min((level for level in (one, other) if level), default=None)


def step_up(level: str, *, at_most: str) -> str:
    """One level more urgent, but no further than `at_most`; a level already beyond it stays."""
    up = LEVELS[max(0, LEVELS.index(level) - 1)]
    return min(level, max(up, at_most))


def read_all(evidence: Evidence, worst: Weighed | None, section: TriageSection) -> tuple[FactorReading, ...]:
    return (
        _continuity(evidence, worst),
        _users(evidence, worst),
        _by_events(
            evidence,
            "data_integrity",
            Words("数据或安全事件正在发生", "a data or security event is happening"),
        ),
        _financial(evidence, worst),
        _compliance(evidence, worst),
        _time(evidence, worst),
    )


def _continuity(evidence: Evidence, worst: Weighed | None) -> FactorReading:
    events = _by_events(
        evidence,
        "business_continuity",
        Words("业务中断或关键业务停摆", "the business or a key part of it has stopped"),
    )
    if worst is None or (events.level and events.level <= worst.level):
        return events
    return FactorReading("business_continuity", worst.level, worst.fault.words, worst.because)


def _users(evidence: Evidence, worst: Weighed | None) -> FactorReading:
    if worst is None:
        words = evidence.words("scopes")
        return FactorReading("affected_users", None, words, _SCOPE_WORDS["unknown"])
    said = evidence.words("scopes", worst.scope)
    because = _SCOPE_WORDS[worst.scope]
    if worst.from_form:
        because = Words(because.zh + "(按表单)", because.en + " (as the form says)")
    return FactorReading("affected_users", _SCOPE_LEVELS[worst.scope], said, because)


def _by_events(evidence: Evidence, factor: str, because: Words) -> FactorReading:
    events = [f for f in evidence.events if f.hit.group.factor == factor]
    if not events:
        return FactorReading(factor, None, (), _NOTHING)
    level = min(evidence.level(f) for f in events)
    words = tuple(dict.fromkeys(f.word for f in events if evidence.level(f) == level))
    return FactorReading(factor, level, words, because)


def _financial(evidence: Evidence, worst: Weighed | None) -> FactorReading:
    events = _by_events(
        evidence, "financial_loss", Words("每分钟都在造成损失", "money is lost by the minute")
    )
    if events.level:
        return events
    words = evidence.words("pressures", "loss")
    if not words or worst is None:
        return FactorReading(
            "financial_loss",
            None,
            words,
            Words("有金额提及,未见损失", "money is mentioned, no loss") if words else _NOTHING,
        )
    level = step_up(worst.level, at_most="P1")
    return FactorReading(
        "financial_loss",
        level,
        words,
        Words("正在造成经济损失,提高一级", "money is being lost: one level up"),
    )


def _compliance(evidence: Evidence, worst: Weighed | None) -> FactorReading:
    words = evidence.words("pressures", "authority")
    if not words or worst is None or evidence.has("eases", "no_hurry"):
        return FactorReading("compliance", None, words, _NOTHING)
    narrow = worst.scope in ("few", "none")
    level = step_up(worst.level, at_most="P2" if narrow else "P1")
    because = Words("涉及监管或合规要求,提高一级", "the law or a regulator is concerned: one level up")
    return FactorReading("compliance", level, words, because)


def _time(evidence: Evidence, worst: Weighed | None) -> FactorReading:
    rushing = evidence.words("pressures", "countdown")
    if rushing:
        level = step_up(worst.level, at_most="P1") if worst else "P1"
        return FactorReading(
            "time_sensitivity",
            level,
            rushing,
            Words("时间紧迫,拖延会扩大后果", "time presses: waiting makes it worse"),
        )
    calm = evidence.words("eases", "no_hurry")
    if calm:
        return FactorReading(
            "time_sensitivity", "P4", calm, Words("客户说不急", "the customer says there is no hurry")
        )
    return FactorReading("time_sensitivity", None, (), _NOTHING)
