"""A customer's people: added, described, given an account, ended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from shounuo.accounts.actions import enrol
from shounuo.accounts.entry import require_customer_roles, require_free, require_name
from shounuo.accounts.models import User
from shounuo.accounts.passwords import require_good
from shounuo.customers.models import Contact, Customer, EmergencyContact, RecoveryAuthority
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record


def add_contact(
    customer: Customer,
    name: str,
    *,
    email: str,
    phone: str = "",
    position: str = "",
    user: User | None = None,
    by: Actor,
    at: datetime,
) -> Contact:
    _require_own_address(email, None)
    with atomic():
        contact = Contact.objects.create(
            customer=customer, user=user, name=name, email=email.lower(), phone=phone, position=position
        )
        _note("customer.contact_added", contact, by, at, email=email)
    return contact


def describe_contact(
    contact: Contact, *, name: str, email: str, phone: str, position: str, by: Actor, at: datetime
) -> None:
    """The person's name, address, number and what they do there, from now on; the same ones change nothing."""
    wanted = {"name": name, "email": email.lower(), "phone": phone, "position": position}
    was = {field: getattr(contact, field) for field in wanted}
    if was == wanted:
        return
    _require_own_address(email, contact.pk)
    with atomic():
        for field, value in wanted.items():
            setattr(contact, field, value)
        contact.save(update_fields=list(wanted))
        _note("customer.contact_described", contact, by, at, was=was, now=wanted)


def _require_own_address(email: str, pk: int | None) -> None:
    """One address is one person: a mail from an address of two would be nobody's."""
    others = Contact.objects.filter(email=email.lower(), ended_at=None).exclude(pk=pk or 0)
    if email and others.exists():
        raise Refusal(
            "contact.taken",
            t("{email} 已登记在另一位联系人名下", "{email} is another contact's address", email=email),
            status=422, field="email",
        )  # fmt: skip


def invite(
    contact: Contact, roles: Sequence[str], *, name: str = "", email: str = "", password: str = "", by: Actor, at: datetime,
) -> tuple[User, str]:  # fmt: skip
    """An account for this person, who was known by mail or telephone only; nobody becomes two people by it. Without a
    `password` one is made, and told once; it is kept as a hash only. Where no address was known, the account's is."""
    require_customer_roles(frozenset(roles))
    _require_no_account(contact)
    email, name = (email or contact.email).strip(), (name or contact.name).strip()
    if not email:
        raise Refusal(
            "contact.no_email", t("开通账号需要邮箱", "An account needs an e-mail address"), status=422
        )
    require_free(email)
    require_name(name)
    if password:
        require_good(password)
    password = password or secrets.token_urlsafe(12)
    with atomic():
        held = Contact.objects.select_for_update().get(pk=contact.pk)
        _require_no_account(held)
        user = enrol(email, name, staff=False, password=password, roles=list(roles), by=by, at=at)
        held.user, held.email = user, held.email or user.email
        held.save(update_fields=["user", "email"])
        _note("customer.contact_invited", held, by, at, user=user.pk, roles=list(roles))
    contact.user, contact.email = held.user, held.email
    return user, password


def _require_no_account(contact: Contact) -> None:
    if contact.user_id is not None or contact.ended_at is not None:
        raise Refusal(
            "contact.account",
            t("这位联系人已有账号或已停用", "This contact has an account already, or has ended"),
        )


def end_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """They no longer speak for the customer: not offered for new cases, no emergency contact, no authority. Their account
    has to be closed first. A second time changes nothing."""
    if contact.user is not None and contact.user.is_active:
        raise Refusal(
            "contact.account_open",
            t("请先停用这位联系人的账号", "Please close this contact's account first"),
        )
    with atomic():
        if not Contact.objects.filter(pk=contact.pk, ended_at=None).update(ended_at=at):
            return
        EmergencyContact.objects.filter(contact=contact, ended_at=None).update(ended_at=at)
        RecoveryAuthority.objects.filter(contact=contact, ended_at=None).update(
            ended_at=at, ended_by_name=by.name
        )
        _note("customer.contact_ended", contact, by, at)


def _note(verb: str, contact: Contact, by: Actor, at: datetime, **private: object) -> None:
    record(
        verb, stream=f"customer:{contact.customer_id}", by=by, at=at, contact=contact.pk,
        private={"name": contact.name} | private,
    )  # fmt: skip
