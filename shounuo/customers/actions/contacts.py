"""A customer's people: added, described, given an account, ended."""

from __future__ import annotations

import secrets
from datetime import datetime

from shounuo.accounts.actions import enrol
from shounuo.accounts.models import User
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


def invite(contact: Contact, role: str, *, by: Actor, at: datetime) -> tuple[User, str]:
    """An account for this person, with a password that is told once and kept as a hash only."""
    if contact.user_id or contact.ended_at:
        raise Refusal(
            "contact.account", t("这位联系人已有账号或已停用", "This contact has an account, or has ended")
        )
    if not contact.email:
        raise Refusal(
            "contact.no_email", t("开通账号需要邮箱", "An account needs an e-mail address"), status=422
        )
    if User.objects.filter(email__iexact=contact.email).exists():
        raise Refusal(
            "person.taken",
            t("{email} 已有账号", "{email} has an account already", email=contact.email),
            status=422,
        )
    password = secrets.token_urlsafe(12)
    with atomic():
        user = enrol(contact.email, contact.name, staff=False, password=password, roles=[role], by=by, at=at)
        contact.user = user
        contact.save(update_fields=["user"])
        _note("customer.contact_invited", contact, by, at, role=role)
    return user, password


def give_account(contact: Contact, user: User, *, by: Actor, at: datetime) -> None:
    """A contact whom we knew by mail or telephone only may sign in from now on; nobody becomes two people by it. Where no
    address was known, the account's is."""
    with atomic():
        held = Contact.objects.select_for_update().get(pk=contact.pk)
        if held.user_id is not None:
            raise Refusal(
                "contact.has_account", t("这位联系人已有账号", "This contact has an account already")
            )
        held.user, held.email = user, held.email or user.email
        held.save(update_fields=["user", "email"])
        record(
            "customer.account_given", stream=f"customer:{held.customer_id}", by=by, at=at, contact=held.pk, user=user.pk,
            private={"name": held.name},
        )  # fmt: skip
    contact.user, contact.email = held.user, held.email


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
