"""Staff open a case for a caller: the same case, promises and acknowledgement as if the caller had written. [4.1-phone]"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.actions import NewCase
from shounuo.casework.reply import note
from shounuo.casework.submit import Submitted, submit
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t


@dataclass(frozen=True)
class Caller:
    """Who is on the telephone: a `contact` that is known, or a new one by name; `phone` is the number of this call."""

    customer: Customer
    contact: Contact | None
    name: str = ""
    phone: str = ""
    email: str = ""


def open_for_caller(
    caller: Caller, said: Callable[[Contact], NewCase], *, key: str, user: User, at: datetime
) -> Submitted:
    """The case of this call; a caller who is not known yet becomes a contact. With the same `key` again: the same case."""
    with atomic():
        contact = caller.contact or _known(caller) or _new(caller, user, at)
        sent = submit(said(contact), (), key=key, user=user, at=at)
        if sent.fresh and caller.phone and caller.phone != contact.phone:
            words = t("来电号码：{phone}", "Called from {phone}", phone=caller.phone)
            note(sent.case, "internal", words, by=user.actor, at=at)
        return sent


def _known(caller: Caller) -> Contact | None:
    """The same address at the same customer is the same person; without one, the same name and number."""
    contacts = Contact.objects.filter(customer=caller.customer, ended_at=None).order_by("id")
    if caller.email:
        return contacts.filter(email=caller.email.lower()).first()
    return contacts.filter(name=caller.name, phone=caller.phone).first()


def _new(caller: Caller, user: User, at: datetime) -> Contact:
    return customers.add_contact(
        caller.customer, caller.name, email=caller.email, phone=caller.phone, by=user.actor, at=at
    )
