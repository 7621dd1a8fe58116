"""What would be judged and promised, before anything is sent. [3.2-customer-choice, 5.2-priority]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.api.answer import spoken
from shounuo.calendars.loading import load as load_hours
from shounuo.cases.actions import NewCase
from shounuo.casework.open_case import weigh
from shounuo.commitments import rules
from shounuo.commitments.events import TRACKS
from shounuo.customers.terms import contract_in_force, terms
from shounuo.policy import reads as policies
from shounuo.policy.model import Policy


def proposed(new: NewCase, at: datetime) -> dict[str, Any]:
    policy = terms(policies.current_hash(), contract_in_force(new.requester.customer_id))
    decisions = weigh(new, policy)
    machine = next(one for one in decisions if one.source == "machine")
    held = decisions[-1]
    return {
        "priority": held.level,
        "priority_source": held.source,
        "judged": machine.level,
        "judgement": spoken(machine.judgement),
        "promises": _promised(policy, held.level, at),
    }


def _promised(policy: Policy, level: str, at: datetime) -> list[dict[str, Any]]:
    """Response, first update and resolution as they would be due if the case were opened and answered now."""
    target = policy.targets[level]  # type: ignore[index]
    hours = load_hours(policy.clocks.calendar)
    within = {"response": target.response, "update": target.update, "resolution": target.resolution}
    return [
        {
            "track": track, "label": str(TRACKS[track]), "clause": target.clause, "within": budget,
            "due_at": rules.start(at, budget, hours).due_at,
        }
        for track, budget in within.items()
    ]  # fmt: skip
