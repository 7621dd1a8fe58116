"""Registering customers and contacts, and writing down what a contract overrides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.calendars.loading import load as load_calendar
from shounuo.customers.models import Contact, Contract, Customer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.policy.loading import overrides


def sign(
    name: str,
    short_name: str,
    *,
    success_manager: User | None,
    by: Actor,
    at: datetime,
    aws_accounts: list[dict[str, str]] | None = None,
) -> Customer:
    """A new customer."""
    with atomic():
        customer = Customer.objects.create(
            name=name, short_name=short_name, success_manager=success_manager, aws_accounts=aws_accounts or []
        )
        record("customer.signed", stream=f"customer:{customer.pk}", by=by, at=at, name=name)
    return customer


def add_contact(
    customer: Customer,
    name: str,
    *,
    email: str,
    phone: str = "",
    user: User | None = None,
    by: Actor,
    at: datetime,
) -> Contact:
    with atomic():
        contact = Contact.objects.create(
            customer=customer, user=user, name=name, email=email.lower(), phone=phone
        )
        record(
            "customer.contact_added", stream=f"customer:{customer.pk}", by=by, at=at, contact=contact.pk,
            private={"name": name, "email": email},
        )  # fmt: skip
    return contact


def agree_contract(customer: Customer, says: dict[str, Any], *, by: Actor, at: datetime) -> Contract:
    """What this customer's contract says otherwise than the standard, checked by the policy's own model; raises
    PolicyError or CalendarError. Holds for cases opened from now on. [4.2-24x7]"""
    checked = overrides(says, customer.name)
    if checked.calendar:
        load_calendar(checked.calendar)
    with atomic():
        contract = Contract.objects.create(customer=customer, overrides=says, agreed_at=at, by_name=by.name)
        record(
            "customer.contract_agreed",
            stream=f"customer:{customer.pk}",
            by=by,
            at=at,
            contract=contract.pk,
            says=says,
        )
    return contract


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


def entrust(customer: Customer, to: User | None, *, by: Actor, at: datetime) -> None:
    """Somebody else looks after this customer from now on, or nobody yet."""
    with atomic():
        customer.success_manager = to
        customer.save(update_fields=["success_manager"])
        record(
            "customer.entrusted", stream=f"customer:{customer.pk}", by=by, at=at, user=to.pk if to else None,
            private={"to": to.name if to else "–"},
        )  # fmt: skip
