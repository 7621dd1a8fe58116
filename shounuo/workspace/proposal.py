"""What the system would do with a case if it were opened now, in plain words. [3.2-keywords, 5.1]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from shounuo.cases.actions import NewCase
from shounuo.casework.open_case import weigh
from shounuo.commitments.offer import Offer, offers
from shounuo.kernel.words import Words
from shounuo.policy.model import Level, Policy
from shounuo.policy.model.priorities import Priority


@dataclass(frozen=True)
class Proposal:
    """`level` is what takes effect; `words` are those that were decisive."""

    level: str
    priority: Priority
    why: Words
    words: tuple[str, ...]
    offers: list[Offer]


def propose(new: NewCase, policy: Policy, at: datetime) -> Proposal:
    decisions = weigh(new, policy)
    level = decisions[-1].level
    machine = next(one for one in decisions if one.source == "machine")
    matches = (machine.judgement or {}).get("matches", [])
    words = tuple(dict.fromkeys(match["word"] for match in matches if match["counted"]))
    why = Words(machine.reason["zh"], machine.reason["en"])
    return Proposal(
        level, policy.priorities[cast(Level, level)], why, words[:6], offers(policy, level, at)
    )  # fmt: skip
