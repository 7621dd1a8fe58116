"""What the system would do with a case if it were sent now, in plain words. [2-priorities, 3.2-customer-choice, 5.1]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from shounuo.cases.actions import Decision, NewCase
from shounuo.casework.open_case import weigh
from shounuo.commitments.offer import Offer, offers
from shounuo.kernel.words import Words
from shounuo.policy.model import Level, Policy
from shounuo.policy.model.priorities import Priority

MOST_WORDS = 6


@dataclass(frozen=True)
class Proposal:
    """`level` is what takes effect, `machine` what the system judged, `choice` what the customer wishes (None: as the
    system says); `words` are the customer's own that were decisive."""

    level: str
    priority: Priority
    machine: str
    choice: str | None
    why: Words
    words: tuple[str, ...]
    offers: list[Offer]

    @property
    def raised(self) -> bool:
        return self.choice is not None and self.level == self.choice != self.machine

    @property
    def not_lowered(self) -> bool:
        return self.choice is not None and self.level != self.choice


def propose(new: NewCase, policy: Policy, at: datetime) -> Proposal:
    decisions = weigh(new, policy)
    level = decisions[-1].level
    machine = next(one for one in decisions if one.source == "machine")
    return Proposal(
        level, policy.priorities[cast(Level, level)], machine.level, new.choice, Words(machine.reason["zh"], machine.reason["en"]),
        _matched(machine), offers(policy, level, at),
    )  # fmt: skip


def _matched(machine: Decision) -> tuple[str, ...]:
    matches = (machine.judgement or {}).get("matches", [])
    return tuple(dict.fromkeys(match["word"] for match in matches if match["counted"]))[:MOST_WORDS]
