"""Why the priority is what it is: the six factors as they were read, the words that were found, every decision.

[3.1-factors, 3.2-keywords, 3.2-engineer-confirms]
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from shounuo.cases.models import Case, PriorityDecision
from shounuo.cases.words import SOURCES
from shounuo.customers.terms import terms
from shounuo.kernel.words import Words
from shounuo.policy.model import Level, Policy


@dataclass(frozen=True)
class Factor:
    """`level` is what this factor alone speaks for; empty where it has nothing to say."""

    name: str
    level: str
    because: Words
    decided: bool


@dataclass(frozen=True)
class Decided:
    level: str
    source: Words
    by: str
    at: datetime
    reason: Words | None


def judged(case: Case, decisions: list[PriorityDecision]) -> dict[str, Any]:
    """No query beyond the decisions. `confidence` in whole percent."""
    policy = terms(case.policy_hash, case.contract_id)
    machine = next((one for one in decisions if one.judgement), None)
    facts = (machine.judgement or {}) if machine else {}
    return {
        "level": case.priority, "name": policy.priorities[cast(Level, case.priority)].name,
        "source": SOURCES[case.priority_source], "confirmed": case.priority_source == "engineer",
        "machine": machine.level if machine else "", "confidence": round(facts.get("confidence", 0) * 100),
        "deciding": _pair(facts.get("deciding")), "factors": _factors(facts, policy), "words": _words(facts),
        "opinions": [one for one in facts.get("opinions", []) if one["level"] <= facts.get("level", "P4")],
        "asks": bool(facts.get("asks")), "passed_over": _passed_over(facts), "decisions": [_decided(one) for one in reversed(decisions)],
    }  # fmt: skip


def _factors(facts: dict[str, Any], policy: Policy) -> list[Factor]:
    names = {factor.id: factor.name for factor in policy.factors}
    return [
        Factor(
            str(names.get(read["factor"], read["factor"])), read["level"] or "", _pair(read["because"]) or Words("", ""),
            read["factor"] == facts.get("deciding_factor"),
        )
        for read in facts.get("factors", ())
    ]  # fmt: skip


def _words(facts: dict[str, Any]) -> list[str]:
    """The matched words that counted, each once."""
    return list(dict.fromkeys(match["word"] for match in facts.get("matches", ()) if match["counted"]))


def _passed_over(facts: dict[str, Any]) -> list[tuple[str, Words]]:
    """Words that were found and did not count, with the reason: negated, past, not in production …"""
    found = {
        match["word"]: _pair(match["because"]) or Words("", "")
        for match in facts.get("matches", ())
        if not match["counted"]
    }
    return list(found.items())


def _decided(one: PriorityDecision) -> Decided:
    repeats = one.source == "customer"
    return Decided(
        one.level, SOURCES[one.source], one.by_name, one.decided_at, None if repeats else _pair(one.reason)
    )


def _pair(said: dict[str, str] | None) -> Words | None:
    return Words(said["zh"], said["en"]) if said and said.get("zh") else None
