"""Somebody joins the house, as staff or as a customer's person: the account with all that belongs to it, or nothing.

Whoever holds an engineer's role is an engineer: without a record of level and skills no case would ever reach them. A
customer's person whom we know already stays one person. [7.1-platform, 8.1-levels]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from shounuo.accounts import actions as accounts
from shounuo.accounts.entry import require_customer_roles
from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.casework.onboard import assign
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.oncall.models import Shift
from shounuo.staff import actions as staff
from shounuo.staff.actions import Newcomer, register, require_level
from shounuo.staff.models import Engineer


@dataclass(frozen=True)
class CustomersPerson:
    """Somebody of a customer's who may sign in from now on."""

    email: str
    name: str
    password: str
    roles: frozenset[str]
    phone: str = ""


def employ(who: Newcomer, *, by: Actor, at: datetime) -> tuple[User, str]:
    """A new colleague: account, roles and record and, unless cleared already, the onboarding, in one act; with the password,
    which is told once where nobody chose one. [8.2-onboarding]"""
    with atomic():
        user, password = staff.employ(who, by=by, at=at)
        if who.registration is not None and not who.registration.cleared:
            assign(user, by=by, at=at)
    return user, password


def introduce(who: CustomersPerson, customer: Customer, *, by: Actor, at: datetime) -> tuple[User, bool]:
    """A customer's person who may sign in; True where we knew them already, by this address or this telephone number."""
    require_customer_roles(who.roles)
    known = known_contact(customer, who.email, who.phone)
    with atomic():
        contact = known or customers.add_contact(
            customer, who.name.strip(), email=who.email, phone=who.phone, by=by, at=at
        )
        user, _ = customers.invite(
            contact, sorted(who.roles), name=who.name, email=who.email, password=who.password, by=by, at=at
        )
    return user, known is not None


def give_role(
    user: User, role: str, *, level: str = "", skills: dict[str, int] | None = None, reason: str = "", by: Actor, at: datetime
) -> None:  # fmt: skip
    """One more role; with an engineer's first one goes the engineer's record, at this level."""
    if level:
        _require_no_record(user)
    elif not Engineer.objects.filter(pk=user.pk).exists():
        require_level({role}, level)
    with atomic():
        accounts.grant(user, role, reason=reason, by=by, at=at)
        if level:
            register(user, level, skills or {}, cleared=_known_to_the_house(by), by=by, at=at)


def end_role(user: User, role: str, *, reason: str, by: Actor, at: datetime) -> None:
    """The person holds this role no longer. Refused while they still have duty in it: cases would come to somebody who may
    not take them."""
    if Shift.objects.filter(user=user, role=role, ends_at__gt=at).exists():
        raise Refusal(
            "account.on_duty",
            t("对方还有“{role}”的值班，请先改排班", "This person still has duty as {role}; please change the plan first", role=ROLES[role]),
        )  # fmt: skip
    accounts.end_role(user, role, reason=reason, by=by, at=at)


def give_record(user: User, level: str, skills: dict[str, int], *, by: Actor, at: datetime) -> None:
    """The engineer's record that somebody lacks who holds an engineer's role already."""
    _require_no_record(user)
    register(user, level, skills, cleared=_known_to_the_house(by), by=by, at=at)


def _known_to_the_house(by: Actor) -> bool:
    """At the desk an engineer's first role begins with the onboarding; who sets a house up at the command line answers for
    its first engineers. [8.2-onboarding]"""
    return by.kind == "system"


def _require_no_record(user: User) -> None:
    if Engineer.objects.filter(pk=user.pk).exists():
        raise Refusal(
            "account.has_level",
            t(
                "对方已有工程师档案，级别在档案里更改",
                "There is an engineer's record already; the level is changed there",
            ),
            status=422,
        )


# ------------------------------------------------------------------ who is known already


def known_contact(customer: Customer, email: str, phone: str) -> Contact | None:
    """The contact that this person is: by the address, else by the telephone number where no address was known."""
    same = list(Contact.objects.select_related("customer").filter(email=email.lower()))
    if any(one.customer_id != customer.pk for one in same):
        raise _elsewhere(next(one for one in same if one.customer_id != customer.pk))
    if len(same) > 1:
        raise Refusal(
            "contact.twice",
            t("{customer} 有 {n} 位联系人都用 {email}；请先合并", "{customer} has {n} contacts with {email}; make them one first",
              customer=customer.short_name, n=len(same), email=email),
        )  # fmt: skip
    return same[0] if same else _by_telephone(customer, phone)


def _elsewhere(contact: Contact) -> Refusal:
    return Refusal(
        "contact.elsewhere",
        t(
            "{email} 已是 {customer} 的联系人；同一个邮箱属于两家客户时，来信就认不出是谁",
            "{email} is a contact of {customer} already; mail from an address of two customers is nobody's",
            email=contact.email,
            customer=contact.customer.short_name,
        ),
    )


def _by_telephone(customer: Customer, phone: str) -> Contact | None:
    digits = _digits(phone)
    if not digits:
        return None
    without_address = customer.contacts.filter(email="", user=None).order_by("pk")
    return next((one for one in without_address if _digits(one.phone) == digits), None)


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)
