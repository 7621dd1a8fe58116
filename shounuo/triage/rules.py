"""Decides the priority of a ticket, with its reasons (2-priorities, 3.1-factors, 3.2-keywords, 3.2-history, 4.1-unsure-higher)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shounuo.kernel.words import Words
from shounuo.policy.triage_model import Row, TriageSection
from shounuo.triage import form
from shounuo.triage.evidence import Evidence, Fault, gather
from shounuo.triage.factors import Weighed, higher, read_all
from shounuo.triage.faults import join
from shounuo.triage.history import History
from shounuo.triage.judgement import FactorReading, Judgement, Match, as_facts
from shounuo.triage.ticket import Ticket

__all__ = ["FactorReading", "History", "Judgement", "Match", "Ticket", "as_facts", "judge"]


CLEAR, SILENT = (
    0.65,
    0.45,
)  # confidence above which the past is not asked, and below which the form has decided


class HasTriage(Protocol):
    """What triage needs of a policy: its [triage] section and its event types."""

    @property
    def triage(self) -> TriageSection | None: ...

    @property
    def event_types(self) -> Sequence[Any]: ...


@dataclass(frozen=True)
class _Verdict:
    level: str
    factor: str
    confidence: float
    deciding: Words
    event: str | None = None


def judge(ticket: Ticket, policy: HasTriage) -> Judgement:
    """The priority of a ticket and why.

    1. Gather the words, each judged in its context.
    2. Weigh every fault in the policy's grid, by the thing it hits and how many it reaches.
    3. Read the six factors; the highest that any of them argues for decides.
    4. Where no fault is left, the customer wants something of us: a question, a small change, a piece of work.
    5. Where the text is silent, the form counts, and the customer's history.
    6. Outside production nothing is P0 or P1.
    """
    section = policy.triage
    if section is None:
        raise ValueError("this policy has no [triage] section")
    evidence = gather(ticket, section, {kind.id: kind.level for kind in policy.event_types})
    evidence.faults = join(evidence, section.thresholds)
    weighed = [_weigh(fault, ticket, evidence, section) for fault in _telling(evidence)]
    worst = min(weighed, key=lambda w: w.level, default=None)
    readings = read_all(evidence, worst, section)
    verdict = _by_factors(readings, worst, evidence) or _by_stance(evidence) or _by_form(ticket, section)
    notes: list[Words] = []
    verdict, notes = _with_history(verdict, ticket, evidence, section, notes)
    verdict, notes = _outside_production(verdict, ticket, evidence, section, notes)
    return Judgement(
        level=verdict.level,
        confidence=round(verdict.confidence, 2),
        factors=readings,
        matches=tuple(evidence.matches[:200]),
        deciding=verdict.deciding,
        reasons=(verdict.deciding, *notes, *_reading_reasons(readings)),
        deciding_factor=verdict.factor,
        event_type=verdict.event if verdict.level in ("P0", "P1") else None,
    )


# ------------------------------------------------------------------ 2. weigh


def _telling(evidence: Evidence) -> list[Fault]:
    """The faults that tell: a headline gives way to a body that says the same more exactly."""
    inside = [f for f in evidence.faults if f.clause.place == "body"]
    exact = evidence.has("eases", "workaround", "others_fine") or evidence.has("scopes", "few", "none")
    return inside if inside and exact else evidence.faults


def _weigh(fault: Fault, ticket: Ticket, evidence: Evidence, section: TriageSection) -> Weighed:
    scope, from_form = fault.scope, False
    if scope == "unknown":
        scope = form.scope(ticket, section.form)
        from_form = scope != "unknown"
        scope = _not_belittled(scope, fault)
    if _others_fine(fault, evidence) and scope == "all" and fault.thing in ("whole", "plain"):
        scope = "group"
    row = _row(section, fault.thing, fault.kind)
    level = levels_of(row)[scope]
    if (
        level == "P1"
        and evidence.has("eases", "workaround", "mitigated")
        and scope in ("unknown", "some", "few")
    ):
        level = "P2"
    event = _event(fault, scope, row, level, evidence)
    return Weighed(fault, scope, level, Words(row.because.zh, row.because.en), from_form, event)


def _not_belittled(scope: str, fault: Fault) -> str:
    """The form's scope, unless it belittles what the text calls broken: then the higher (4.1-unsure-higher)."""
    if scope == "some" and (fault.thing, fault.kind) == ("key", "down"):
        return "unknown"
    return "some" if scope in ("few", "none") and fault.thing in ("whole", "key") else scope


def _event(fault: Fault, scope: str, row: Row, level: str, evidence: Evidence) -> str | None:
    """The event type of this level that the fault is an instance of: by who is hit, by how, by what."""
    by_scope = fault.scope_events if scope == "group" or fault.thing == "key" else ()
    candidates = (*by_scope, row.event, fault.event)
    return next((event for event in candidates if event and evidence.types.get(event) == level), None)


def levels_of(row: Row) -> dict[str, str]:
    return {str(scope): level for scope, level in row.levels.items()}


def _others_fine(fault: Fault, evidence: Evidence) -> bool:
    """Whether the words around a fault say that the rest is well."""
    near = fault.clause.sentence
    return any(f.sense == "others_fine" and abs(f.clause.sentence - near) <= 1 for f in evidence.eases)


def _row(section: TriageSection, thing: str, kind: str) -> Row:
    """The grid's row for this thing and fault; where it has none, the thing's row for what fails."""
    rows: dict[tuple[str, str], Row] = {(row.thing, row.fault): row for row in section.grid}
    return rows.get((thing, kind)) or rows.get((thing, "fails")) or rows["plain", "fails"]


# ------------------------------------------------------------------ 3. factors


def _by_factors(
    readings: Sequence[FactorReading], worst: Weighed | None, evidence: Evidence
) -> _Verdict | None:
    if worst is None and not evidence.events and not evidence.has("pressures", "countdown"):
        return None
    arguing = [r for r in readings if r.level and not (r.factor == "affected_users" or r.level == "P4")]
    top = min(arguing, key=lambda r: r.level or "P4", default=None)
    if top is None or top.level is None:
        return None
    event = next((f.hit.group.event for f in evidence.events if evidence.level(f) == top.level), None)
    if event is None and worst is not None and worst.level == top.level:
        event = worst.event
    return _Verdict(top.level, top.factor, _confidence(top, worst, evidence), _deciding(top), event)


def _deciding(top: FactorReading) -> Words:
    words = "、".join(top.words) or "-"
    return Words.of(
        "{level}:{because}({words})", "{level}: {because_en} ({words})",
        level=top.level, because=top.because.zh, because_en=top.because.en, words=words,
    )  # fmt: skip


def _confidence(top: FactorReading, worst: Weighed | None, evidence: Evidence) -> float:
    sure = 0.9 if evidence.events and top.factor == "data_integrity" else 0.8
    if worst is not None and worst.from_form:
        sure -= 0.15
    if worst is not None and worst.scope == "unknown":
        sure -= 0.2
    if evidence.uncounted:
        sure -= 0.1
    return max(0.1, sure)


# ------------------------------------------------------------------ 4. stance


def _by_stance(evidence: Evidence) -> _Verdict | None:
    asked = evidence.words("stances", "question", "wish", "notice", "small_change", "paper_request")
    work = evidence.words("stances", "work")
    if evidence.setting.recovered_upto >= 0:
        return _calm("P4", Words("已经恢复,当前没有影响", "it has recovered; nothing is hit now"))
    if evidence.setting.drill:
        return _calm("P4", Words("是演练或练习,没有真实影响", "a drill or an exercise; nothing is hit"))
    if work and not evidence.has("stances", "question", "small_change", "wish"):
        return _calm(
            "P3", Words("可以安排的工作,当前没有故障", "work that can be scheduled; nothing is broken")
        )
    if asked:
        return _calm(
            "P4", Words("咨询、建议或小改动,没有业务影响", "a question, a wish or a small change; no impact")
        )
    if evidence.uncounted or evidence.setting.planned:
        return _calm("P4", Words("提到的问题并没有正在发生", "what is mentioned is not happening"))
    return None


def _calm(level: str, because: Words) -> _Verdict:
    return _Verdict(level, "business_continuity", 0.7, because)


# ------------------------------------------------------------------ 5. form and history


def _by_form(ticket: Ticket, section: TriageSection) -> _Verdict:
    scope = form.scope(ticket, section.form)
    level = form.level(ticket, section.form)
    if ticket.problem_type != "consulting" and scope != "unknown":
        by_scope = levels_of(_row(section, *form.cell(ticket)))[scope]
        grave = ticket.problem_type in ("security", "data") and scope in ("some", "few")
        level = min(level, by_scope) if grave else by_scope
    because = Words("描述里没有可判断的内容,按表单的选择判定", "the text is silent, so the form decides")
    return _Verdict(level, "affected_users", 0.4, because)


def _with_history(
    verdict: _Verdict, ticket: Ticket, evidence: Evidence, section: TriageSection, notes: list[Words]
) -> tuple[_Verdict, list[Words]]:
    """The pattern of past cases tips a judgement that stands on little (3.2-history)."""
    history = ticket.history
    if history is None or verdict.confidence > CLEAR or not (evidence.faults or verdict.confidence <= SILENT):
        return verdict, notes
    usual = history.usual(section.history.share) if history.total >= section.history.enough_cases else None
    if history.open_incidents and evidence.faults:
        usual = higher(usual, section.history.highest)
    if usual is None or usual >= verdict.level:
        return verdict, notes
    level = max(usual, section.history.highest, _one_up(verdict.level))
    if level >= verdict.level:
        return verdict, notes
    because = Words.of(
        "依据不足,参考该客户的历史工单,由 {old} 提高到 {new}",
        "little to go by: the customer's past cases raise it from {old} to {new}",
        old=verdict.level, new=level,
    )  # fmt: skip
    return _Verdict(level, verdict.factor, verdict.confidence, because, verdict.event), [
        *notes,
        verdict.deciding,
    ]


def _one_up(level: str) -> str:
    return f"P{max(0, int(level[1]) - 1)}"


# ------------------------------------------------------------------ 6. environment


def _outside_production(
    verdict: _Verdict, ticket: Ticket, evidence: Evidence, section: TriageSection, notes: list[Words]
) -> tuple[_Verdict, list[Words]]:
    if not _is_outside(ticket, evidence) or verdict.level > "P2":
        return verdict, notes
    rule = section.outside_production
    blocked = evidence.has("pressures", "team_blocked")
    level = rule.blocked if blocked else rule.otherwise
    because = (
        Words("不是生产环境,但团队或发布被阻塞", "outside production, but a team or a release is blocked")
        if blocked
        else Words("不是生产环境", "outside production")
    )
    return _Verdict(level, "business_continuity", verdict.confidence, because), [*notes, verdict.deciding]


def _is_outside(ticket: Ticket, evidence: Evidence) -> bool:
    """The text names the environment, or else the form does; "production too" is production."""
    if evidence.has("frames", "production"):
        return False
    return ticket.environment == "staging" or evidence.has("frames", "other_environment")


def _reading_reasons(readings: Sequence[FactorReading]) -> list[Words]:
    names = {
        "business_continuity": ("业务连续性", "business continuity"),
        "affected_users": ("用户影响范围", "affected users"),
        "data_integrity": ("数据完整性", "data integrity"),
        "financial_loss": ("财务影响", "financial loss"),
        "compliance": ("合规要求", "compliance"),
        "time_sensitivity": ("时间敏感性", "time sensitivity"),
    }
    return [
        Words(f"{names[r.factor][0]}:{r.because.zh}", f"{names[r.factor][1]}: {r.because.en}")
        for r in readings
        if r.level
    ]
