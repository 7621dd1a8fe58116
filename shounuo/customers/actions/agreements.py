"""Signing customers, who looks after them, and what a contract overrides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.calendars.reads import hours as load_calendar
from shounuo.customers.actions.accounts import add_aws_account
from shounuo.customers.models import Contract, Customer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.policy import reads as policies
from shounuo.policy.loading import overrides
from shounuo.policy.rules import with_overrides
from shounuo.staff.models import Team


def sign(
    name: str,
    short_name: str,
    *,
    success_manager: User | None,
    by: Actor,
    at: datetime,
    aws_accounts: Sequence[Mapping[str, str]] = (),
    team: Team | None = None,
) -> Customer:
    """A new customer; `aws_accounts` as {partition, region, account_id, alias?}."""
    _free(name, None)
    with atomic():
        customer = Customer.objects.create(
            name=name, short_name=short_name, success_manager=success_manager, team=team
        )
        record("customer.signed", stream=f"customer:{customer.pk}", by=by, at=at, name=name)
        for one in aws_accounts:
            add_aws_account(
                customer,
                one["partition"],
                one["region"],
                one["account_id"],
                one.get("alias", ""),
                by=by,
                at=at,
            )
    return customer


def describe(
    customer: Customer,
    *,
    name: str,
    short_name: str,
    success_manager: User | None,
    team: Team | None,
    by: Actor,
    at: datetime,
) -> None:
    """Who the customer is and who looks after them, from now on; each change is on record with what it was."""
    _free(name, customer.pk)
    wanted = {"name": name, "short_name": short_name, "success_manager": success_manager, "team": team}
    with atomic():
        held = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
        for field, value in wanted.items():
            was = getattr(held, field)
            if was == value:
                continue
            setattr(held, field, value)
            record(
                "customer.described", stream=f"customer:{held.pk}", by=by, at=at, field=field,
                was=str(was or "–"), now=str(value or "–"),
            )  # fmt: skip
        held.save(update_fields=list(wanted))


def entrust(customer: Customer, to: User | None, *, by: Actor, at: datetime) -> None:
    """Somebody else looks after this customer from now on, or nobody yet."""
    with atomic():
        customer.success_manager = to
        customer.save(update_fields=["success_manager"])
        record(
            "customer.entrusted", stream=f"customer:{customer.pk}", by=by, at=at, user=to.pk if to else None,
            private={"to": to.name if to else "–"},
        )  # fmt: skip


def agree_contract(customer: Customer, says: dict[str, Any], *, by: Actor, at: datetime) -> Contract:
    """What this customer's contract says otherwise than the standard, checked by the policy's own model, alone and laid
    over the standard in force; raises PolicyError or CalendarError. Holds for cases opened from now on. [4.2-24x7]"""
    checked = overrides(says, customer.name)
    if checked.calendar:
        load_calendar(checked.calendar)
    with_overrides(policies.current(), checked)
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


def _free(name: str, pk: int | None) -> None:
    if Customer.objects.filter(name=name).exclude(pk=pk or 0).exists():
        raise Refusal(
            "customer.taken",
            t("已有这个名称的客户", "There is a customer of this name"),
            status=422,
            field="name",
        )
