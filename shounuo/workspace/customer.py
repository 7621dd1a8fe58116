"""One customer's page: people, emergency contacts, who may authorise a recovery, AWS accounts, what was agreed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.roles import ROLES
from shounuo.commitments.events import TRACKS
from shounuo.commitments.spell import in_words
from shounuo.counter.asking import Asked
from shounuo.customers import events, reads, rules
from shounuo.customers.models import AwsAccount, Contact, Contract, Customer
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.logbook import reads as logbook
from shounuo.policy import reads as policies
from shounuo.policy.errors import PolicyError, Problem
from shounuo.policy.loading import overrides
from shounuo.policy.model import Policy
from shounuo.policy.rules import with_overrides
from shounuo.workspace.asking import shows
from shounuo.workspace.customer_forms import (
    AgreementForm,
    AwsAccountForm,
    ContactForm,
    CustomerForm,
    InviteForm,
)
from shounuo.workspace.customers import frame
from shounuo.workspace.person_forms import NamedForm
from shounuo.workspace.teams import calendar_name

SHOWN, LATELY = 8, 40
"""Changes that stand on the page, and those that can be unfolded."""


@shows
def customer(request: Asked, customer_id: int) -> HttpResponse:
    return page(request, customer_id)


def page(
    request: Asked, customer_id: int, *, returned: NamedForm | None = None, refused: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    """The page; with a form that came back as it was sent, and why."""
    one, policy = customer_of(customer_id), policies.current()
    contacts, contracts = reads.contacts_of(one), reads.contracts_of(one)
    emergencies, authorities = reads.emergencies_of(one), reads.authorities_of(one)
    called = {each.contact_id for each in emergencies}
    able = {each.contact_id for each in authorities if each.ended_at is None}
    facts = frame(request)
    history = _history(one)
    facts |= {
        "one": one, "manages": "manage_customers" in facts["deeds"], "returned": returned, "refused": refused,
        "contacts": [_person(each) for each in contacts], "emergencies": emergencies, "authorities": authorities,
        "callable": [each for each in contacts if each.phone and each.pk not in called],
        "authorisable": [each for each in contacts if each.pk not in able],
        "accounts": [_account(each) for each in reads.accounts_of(one)],
        "agreements": [_agreement(each, policy) for each in contracts],
        "forms": _forms(one, contracts, policy, returned), "history": history[:SHOWN], "older": history[SHOWN:],
        "older_count": len(history) - SHOWN,
    }  # fmt: skip
    return render(request, "workspace/customer.html", facts, status=status)


def customer_of(customer_id: int) -> Customer:
    found = Customer.objects.select_related("success_manager", "team").filter(pk=customer_id).first()
    if found is None:
        raise Http404
    return found


def _forms(
    one: Customer, contracts: list[Contract], policy: Policy, returned: NamedForm | None
) -> dict[str, NamedForm]:
    forms: list[NamedForm] = [
        CustomerForm.of(one),
        ContactForm(),
        AwsAccountForm(),
        AgreementForm(policy, contracts[0].overrides if contracts else {}),
        InviteForm(),
    ]
    by_name = {form.name: form for form in [*forms, *([returned] if returned else [])]}
    return {name.replace("-", "_"): form for name, form in by_name.items()}


@dataclass(frozen=True)
class Shown:
    """A contact as the page shows it; `form` is what it is changed by."""

    contact: Contact
    roles: str
    form: ContactForm


def _person(contact: Contact) -> Shown:
    grants = contact.user.grants.all() if contact.user else ()
    roles = t("、", ", ").join(str(ROLES.get(grant.role, grant.role)) for grant in grants)
    said = {
        "person": contact.name,
        "position": contact.position,
        "email": contact.email,
        "phone": contact.phone,
    }
    form = ContactForm(initial=said)
    form.auto_id = f"contact-{contact.pk}_%s"
    return Shown(contact, roles, form)


def _account(account: AwsAccount) -> dict[str, Any]:
    digits = account.account_id
    return {
        "account": account,
        "partition": rules.PARTITIONS.get(account.partition, account.partition),
        "grouped": f"{digits[:4]}-{digits[4:8]}-{digits[8:]}" if len(digits) == 12 else digits,
    }


@dataclass(frozen=True)
class Agreement:
    """A contract in words: each promise that differs from the standard in force now."""

    at: datetime
    by: str
    lines: list[str]


def _agreement(contract: Contract, policy: Policy) -> Agreement:
    return Agreement(contract.agreed_at, contract.by_name, list(_lines(contract, policy)))


def _lines(contract: Contract, policy: Policy) -> list[str]:
    try:
        checked = overrides(contract.overrides, f"contract {contract.pk}")
        agreed = with_overrides(policy, checked)
    except PolicyError as error:
        return [str(error)]
    lines = [_difference(one) for one in rules.differences(policy, agreed)]
    if checked.calendar and checked.calendar != policy.clocks.calendar:
        name = calendar_name(checked.calendar)
        usual = calendar_name(policy.clocks.calendar)
        lines.append(
            t(
                "按“{name}”计时（标准：{usual}）",
                "clocks run by {name} (standard: {usual})",
                name=name,
                usual=usual,
            )
        )
    return lines or [t("全部按标准", "all as the standard")]


def _difference(one: rules.Difference) -> str:
    standard = in_words(one.standard) if one.standard else t("无", "none")
    return t(
        "{level} {track} {agreed}（标准 {standard}）", "{level} {track} {agreed} (standard {standard})",
        level=one.level, track=TRACKS[one.track], agreed=in_words(one.agreed), standard=standard,
    )  # fmt: skip


def _history(one: Customer) -> list[dict[str, Any]]:
    named: dict[str, dict[str, Words]] = {"field": events.FIELDS}
    lines = logbook.timeline(f"customer:{one.pk}", events.SENTENCES, named, limit=LATELY)
    return [{"at": line.happened_at, "words": line.sentence} for line in lines]


def refused_words(why: Exception) -> str:
    """What is wrong, for the person who typed it."""
    if isinstance(why, Refusal):
        return why.sentence
    if isinstance(why, PolicyError):
        return t("；", "; ").join(f"{_level(one)}{one.wrong}" for one in why.problems)
    return str(why)


def _level(problem: Problem) -> str:
    """Which level of the form it is about: "P1：", from "targets.P1.response"."""
    found = re.search(r"P[0-4]", str(problem.place))
    return f"{found[0]}{t('：', ': ')}" if found else ""
