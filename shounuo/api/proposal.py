"""What would be judged and promised, before anything is sent. [3.2-customer-choice, 5.2-priority]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.api.answer import spoken
from shounuo.cases.actions import NewCase
from shounuo.casework.open_case import weigh
from shounuo.commitments.offer import Offer, offers
from shounuo.policy.model import Policy


def proposed(new: NewCase, policy: Policy, at: datetime) -> dict[str, Any]:
    decisions = weigh(new, policy)
    machine = next(one for one in decisions if one.source == "machine")
    held = decisions[-1]
    return {
        "priority": held.level,
        "priority_source": held.source,
        "judged": machine.level,
        "judgement": spoken(machine.judgement),
        "promises": [_promise(offer) for offer in offers(policy, held.level, at)],
    }


def _promise(offer: Offer) -> dict[str, Any]:
    return {"track": offer.track, "label": offer.label, "within": offer.span, "due_at": offer.due_at}
