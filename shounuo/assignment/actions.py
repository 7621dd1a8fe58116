"""The only writer of offers; and the record that a case was taken over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.assignment.models import Offer
from shounuo.cases.models import Case
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.logbook.actions import record

VERB_OF = {
    "accepted": "offer.accepted", "declined": "offer.declined", "expired": "offer.expired", "withdrawn": "offer.withdrawn",
}  # fmt: skip


def offer(
    case: Case, taker: User, kind: str, reason: dict[str, str], why: dict[str, Any], *, until: datetime, by: Actor, at: datetime
) -> Offer:  # fmt: skip
    """Whoever has the case offers it to `taker`. An open offer of the same case must have been answered before."""
    assert case.assignee
    made = Offer.objects.create(
        case=case,
        giver=case.assignee,
        taker=taker,
        kind=kind,
        reason=reason,
        why=why,
        asked_at=at,
        answer_by=until,
    )
    record(
        "offer.made", stream=case.stream, by=by, at=at, offer=made.pk, user=taker.pk, kind=kind,
        private={"to": taker.name, "giver": case.assignee.name, "reason": reason},
    )  # fmt: skip
    return made


def answer(held: Offer, said: str, *, note: str = "", by: Actor, at: datetime) -> None:
    """Accepted, declined, expired or withdrawn: whoever comes second finds it answered."""
    changed = Offer.objects.filter(pk=held.pk, answer="").update(answer=said, answered_at=at, note=note)
    if not changed:
        raise Refusal("offer.over", t("这次交接已有结果", "This offer has been answered already"))
    held.answer, held.answered_at, held.note = said, at, note
    record(
        VERB_OF[said], stream=held.case.stream, by=by, at=at, offer=held.pk,
        private={"to": held.taker.name, "giver": held.giver.name} | ({"note": note} if note else {}),
    )  # fmt: skip


def take_over(case: Case, giver: User, *, by: Actor, at: datetime) -> None:
    """On record: the case went from whoever it started with to somebody it is for. [5.3.2-P0-team]"""
    record("case.taken_over", stream=case.stream, by=by, at=at, private={"giver": giver.name})
