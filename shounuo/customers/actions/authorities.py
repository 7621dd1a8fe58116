"""Who, by name, may authorise a data recovery."""

from __future__ import annotations

from datetime import datetime

from shounuo.customers.models import Contact, RecoveryAuthority
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record


def authorise_recovery(contact: Contact, *, by: Actor, at: datetime) -> RecoveryAuthority:
    """From now on this person may authorise a data recovery."""
    held = RecoveryAuthority.objects.filter(contact=contact, ended_at=None)
    if contact.ended_at or held.exists():
        raise Refusal(
            "recovery.known",
            t("这位联系人已获授权或已停用", "This contact has the authority already, or has ended"),
            status=422,
        )
    with atomic():
        one = RecoveryAuthority.objects.create(contact=contact, since=at, by_name=by.name)
        _note("customer.recovery_authorised", one, by, at)
    return one


def end_authority(one: RecoveryAuthority, *, by: Actor, at: datetime) -> None:
    """From now on no more; what it was stays on record. A second time changes nothing."""
    with atomic():
        open_ = RecoveryAuthority.objects.filter(pk=one.pk, ended_at=None)
        if open_.update(ended_at=at, ended_by_name=by.name):
            _note("customer.recovery_ended", one, by, at)


def _note(verb: str, one: RecoveryAuthority, by: Actor, at: datetime) -> None:
    record(
        verb, stream=f"customer:{one.contact.customer_id}", by=by, at=at, contact=one.contact_id,
        private={"name": one.contact.name},
    )  # fmt: skip
