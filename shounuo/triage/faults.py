"""Joins what is broken with the thing it is broken in and with how many it hits, each taken from nearest by."""

from __future__ import annotations

import re
from collections.abc import Iterable

from shounuo.policy.triage_model import Thresholds
from shounuo.triage import numbers
from shounuo.triage.evidence import Evidence, Fault, Found, fine
from shounuo.triage.passage import Clause

SEVERITY = ("down", "fails", "slow10", "slow", "flaw")
SCOPES = ("all", "most", "group", "some", "few", "none")
CARRIER = "interfaces"  # 接口, 通道: what matters is what they carry
GENERIC = frozenset({"whole", CARRIER})  # things that yield to what stands before them


def join(evidence: Evidence, limits: Thresholds) -> list[Fault]:
    """One fault for each clause that speaks of something broken, with the thing and the scope nearest to it."""
    by_clause: dict[int, list[Found]] = {}
    for symptom in evidence.symptoms:
        by_clause.setdefault(symptom.clause.index, []).append(symptom)
    return [_fault(evidence, found, limits) for found in by_clause.values()]


def _fault(evidence: Evidence, found: list[Found], limits: Thresholds) -> Fault:
    clause = found[0].clause
    worst = min(found, key=lambda f: SEVERITY.index(f.sense))
    thing = _thing_of(evidence, worst)
    scope, named = _scope_of(evidence, worst)
    kind = worst.sense
    slow10 = kind in ("slow", "fails") and _slowness(evidence, clause) >= limits.slow_times
    if slow10 and (kind == "slow" or scope not in ("all", "most", "group")):
        kind = "slow10"
    words = tuple(dict.fromkeys([*([thing.word] if thing else []), worst.word, *(f.word for f in named[:2])]))
    if scope == "all" and {"orders", "payment"} <= _thing_groups(evidence, clause):
        return Fault("whole", "down", scope, words, clause, limits.both_event)
    return Fault(
        thing=thing.sense if thing else "plain",
        kind=kind,
        scope=scope,
        words=words,
        clause=clause,
        event=thing.hit.group.event if thing else None,
        scope_events=tuple(f.hit.group.event for f in _narrowest_first(named) if f.hit.group.event),
    )


def _narrowest_first(named: list[Found]) -> list[Found]:
    return sorted(named, key=lambda f: f.hit.group.sense != "segment")


def _thing_groups(evidence: Evidence, clause: Clause) -> set[str]:
    return {t.hit.group.id for t in evidence.things if t.clause.index == clause.index}


def _slowness(evidence: Evidence, clause: Clause) -> float:
    """How many times slower than normal this sentence or a neighbour says it is; 1 where none does."""
    if not evidence.slowness:
        texts: dict[int, list[str]] = {}
        for c in evidence.clauses:
            texts.setdefault(c.sentence, []).append(c.text if c.zone == "text" else "")
        evidence.slowness = {n: _times_slower(",".join(pieces)[:600]) for n, pieces in texts.items()}
    return max(evidence.slowness.get(clause.sentence + step, 1.0) for step in (-1, 0, 1))


def _times_slower(text: str) -> float:
    return max(numbers.times(text) or 1.0, _grown(text))


_GROWN = re.compile(
    r"从|由|原来|平时|平常|正常|以前|之前|本来|往常|变成|变为|涨到|升到|飙到|现在|from|usually|normally|used to|instead of|now|up to"
)


def _grown(text: str) -> float:
    spans = numbers.durations(text)
    if len(spans) < 2 or not _GROWN.search(text):
        return 1.0
    return max(spans[:3]) / min(spans[:3])


def _thing_of(evidence: Evidence, symptom: Found) -> Found | None:
    """The thing a symptom speaks of: the nearest before it in its clause, else in its sentence, else in the subject."""
    clause = symptom.clause
    here = [t for t in evidence.things if t.clause.index == clause.index]
    before = [t for t in here if t.hit.start < symptom.hit.end]
    title = [t for t in evidence.things if t.clause.place == "subject"]
    if here:
        head = _head(before[::-1] or here)
        specific = [t for t in title if t.hit.group.id not in GENERIC]
        return _head(specific[::-1]) if head.hit.group.id == CARRIER and specific else head
    sentence = [
        t for t in evidence.things if t.clause.sentence == clause.sentence and not fine(evidence, t.clause)
    ]
    earlier = [t for t in sentence if t.clause.index < clause.index]
    if earlier or sentence:
        return min(earlier or sentence, key=_criticality)
    return _head(title[::-1]) if title else None


def _head(nearest_first: list[Found]) -> Found:
    """Chinese puts the head last: in 订单报表 it is the report. A bare 系统 or 接口 yields to what stands before it."""
    return next((t for t in nearest_first if t.hit.group.id not in GENERIC), nearest_first[0])


def _criticality(thing: Found) -> int:
    return ("key", "whole", "minor", "tool", "look", "paper").index(thing.sense)


def _scope_of(evidence: Evidence, worst: Found) -> tuple[str, list[Found]]:
    """The scope said nearest to a symptom: in its clause, in its sentence, anywhere."""
    clause = worst.clause
    told = [s for s in evidence.scopes if not fine(evidence, s.clause) or s.sense == "none"]
    parts = [s for s in told if s.sense == "segment"]
    if _all_of_it(worst):
        return ("group", parts) if parts else ("all", [])
    here = [s for s in evidence.scopes if s.clause.index == clause.index]
    for near in (here, [s for s in told if s.clause.sentence == clause.sentence], told):
        if near:
            return _resolved(near, told)
    return "unknown", []


def _resolved(near: list[Found], told: list[Found]) -> tuple[str, list[Found]]:
    sense = widest(f.sense for f in near)
    few = [f for f in told if f.sense == "few"]
    if sense == "group" and few and not any(f.sense in ("all", "group") for f in near):
        return "few", few
    named = {"segment", "all", "group"} if sense == "group" else {sense}
    return sense, [f for f in near if f.sense in named]


def _all_of_it(symptom: Found) -> bool:
    """全黑, 全挂了, 全打不开: 全 straight before what is wrong."""
    start = symptom.hit.start
    return (
        start > 0
        and symptom.clause.text[start - 1] == "全"
        and symptom.clause.text[start - 2 : start] != "安全"
    )


def widest(senses: Iterable[str]) -> str:
    """Only-this-one outweighs everything, and a named part limits "all" to itself; else the wider (4.1-unsure-higher)."""
    known = set(senses)
    if "few" in known and "most" not in known:
        return "few"
    if known & {"segment", "group"}:
        known = (known - {"segment", "group", "all"}) | ({"group"} if "some" not in known else set())
    return min(known, key=SCOPES.index)
