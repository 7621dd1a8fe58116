"""Who is called in an emergency, in which order."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max, QuerySet

from shounuo.customers.models import Contact, Customer, EmergencyContact
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff.rules import reordered


def call_in_emergency(contact: Contact, *, by: Actor, at: datetime) -> EmergencyContact:
    """This person is called too, after those there are. Somebody without a number can't be called."""
    if not contact.phone or contact.ended_at:
        raise Refusal(
            "emergency.no_phone",
            t("紧急联系人需要电话号码", "An emergency contact needs a telephone number"),
            status=422,
        )
    with atomic():
        Customer.objects.select_for_update().get(pk=contact.customer_id)
        held = _of(contact.customer_id)
        if held.filter(contact=contact).exists():
            raise Refusal(
                "emergency.known", t("已经是紧急联系人", "Is an emergency contact already"), status=422
            )
        last = held.aggregate(last=Max("place"))["last"] or 0
        one = EmergencyContact.objects.create(contact=contact, place=last + 1, since=at, by_name=by.name)
        _note("customer.emergency_added", one, by, at)
    return one


def move_emergency(one: EmergencyContact, step: int, *, by: Actor, at: datetime) -> None:
    """One place up (-1) or down (1)."""
    with atomic():
        Customer.objects.select_for_update().get(pk=one.contact.customer_id)
        ids = list(_of(one.contact.customer_id).order_by("place", "pk").values_list("pk", flat=True))
        if one.pk not in ids or (wanted := reordered(ids, one.pk, step)) == ids:
            return
        for place, pk in enumerate(wanted, 1):
            EmergencyContact.objects.filter(pk=pk).update(place=place)
        _note("customer.emergency_moved", one, by, at)


def end_emergency(one: EmergencyContact, *, by: Actor, at: datetime) -> None:
    """Not called any more. A second time changes nothing."""
    with atomic():
        if EmergencyContact.objects.filter(pk=one.pk, ended_at=None).update(ended_at=at):
            _note("customer.emergency_ended", one, by, at)


def _of(customer_id: int) -> QuerySet[EmergencyContact]:
    return EmergencyContact.objects.filter(contact__customer_id=customer_id, ended_at=None)


def _note(verb: str, one: EmergencyContact, by: Actor, at: datetime) -> None:
    record(
        verb, stream=f"customer:{one.contact.customer_id}", by=by, at=at, contact=one.contact_id,
        private={"name": one.contact.name},
    )  # fmt: skip
