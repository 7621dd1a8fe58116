"""Whoever was called answers: "I have it". From a link, a key on the phone, the desk or the API, once or many times. [5.2-accept]

Called as the one who has the case, or as the next on duty, answering accepts it; called in a role it means coming. The calling
stops where the ladder called; who was only to know says that they come, and the ladder climbs on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shounuo.accounts.rights import may
from shounuo.cases import actions as cases
from shounuo.casework.accept import accept
from shounuo.casework.act import working_on
from shounuo.casework.incident.roles import say_coming
from shounuo.channels.models import Provider
from shounuo.channels.shape import Receipt
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic, attempt
from shounuo.notifications.actions.fates import hear
from shounuo.notifications.actions.pages import NEW_CASE, answer_call
from shounuo.notifications.models import Call
from shounuo.notifications.reads import delivery_of

TAKES = frozenset({"assignee", "next_on_call"})


@dataclass(frozen=True)
class Answered:
    """What an answer came to: `took` the case, `first` to answer, or somebody else has it (`refused` says so in words)."""

    took: bool
    first: bool
    refused: str = ""


def acknowledge(call: Call, via: str, *, at: datetime) -> Answered:
    """This person's answer to this call. Never refused: who is late is written down as late, and told who has it."""
    case, user = call.page.case, call.user
    took, refused = False, ""
    with atomic():
        _take_turns(call)
        first = call.answered_at is None
        if first and would_take(call):
            try:
                with attempt():  # a refusal undoes what it began, not the answer
                    accept(case, user, via=via, at=at)
                took = True
            except Refusal as refusal:
                refused = refusal.sentence
        with working_on(case, at=at) as act:
            act.nothing_done = True
            call.refresh_from_db(fields=["answered_at", "answered_via", "part"])
            answer_call(call, via, at=at)
            say_coming(act, call, via, at=at)
    return Answered(took, first, refused)


def _take_turns(call: Call) -> None:
    """Who answers at the same moment waits here for the case, and then sees what the one before has changed."""
    call.page.case.state = cases.lock(call.page.case).state
    call.refresh_from_db(fields=["answered_at", "answered_via", "part", "whom"])
    call.page.refresh_from_db(fields=["state"])


def would_take(call: Call) -> bool:
    """Whether this person's answer takes the case; else it says that they come. Late, it takes only what nobody has taken:
    whoever comes after somebody else helps them."""
    return (
        call.part == "ladder"
        and call.user.is_active
        and call.whom in TAKES
        and call.page.occasion == NEW_CASE
        and call.page.case.is_open
        and (call.page.state == "open" or call.page.case.state == "new")
        and may(call.user, "accept")
    )


def hear_receipts(provider: Provider, receipts: tuple[Receipt, ...], *, at: datetime) -> int:
    """What a vendor tells of submissions of ours, late, twice or out of order; how many were news. A pressed key answers."""
    news = 0
    for receipt in receipts:
        delivery = delivery_of(provider, receipt)
        if delivery is None:
            continue
        with atomic():
            news += hear(delivery, receipt, at)
        call = getattr(delivery.message, "call", None)
        if receipt.fate == "acknowledged" and call is not None:
            acknowledge(call, "keypad" if provider.channel == "voice" else provider.channel, at=at)
    return news
