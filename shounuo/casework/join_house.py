"""Somebody joins the house, as staff or as a customer's person: the account with all that belongs to it, or nothing.

Whoever holds an engineer's role is an engineer: without a record of level and skills no case would ever reach them. A
customer's person whom we know already stays one person. [7.1-platform, 8.1-levels]
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.accounts.passwords import require_good
from shounuo.accounts.roles import CUSTOMER_ROLES, ENGINEER_ROLES, ROLES
from shounuo.customers import actions as customers
from shounuo.customers.models import Contact, Customer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.oncall.models import Shift
from shounuo.staff.actions import register
from shounuo.staff.models import Engineer

LONGEST_NAME = 80


@dataclass(frozen=True)
class Newcomer:
    """Who joins. Staff with an engineer's role need `level` (L1..L3); `skills` are graded 1..5."""

    email: str
    name: str
    password: str
    roles: frozenset[str]
    level: str = ""
    skills: dict[str, int] = field(default_factory=dict)
    phone: str = ""


def employ(who: Newcomer, *, by: Actor, at: datetime) -> User:
    """A new colleague, with an engineer's record where a level is given. Refusal where anything does not fit."""
    require_staff_roles(who.roles)
    require_level(who.roles, who.level)
    with atomic():
        user = _enrol(who, staff=True, by=by, at=at)
        if who.level:
            register(user, who.level, who.skills, phone=who.phone, by=by, at=at)
    return user


def introduce(who: Newcomer, customer: Customer, *, by: Actor, at: datetime) -> tuple[User, bool]:
    """A customer's person who may sign in; True where we knew them already, by this address or this telephone number."""
    require_customer_roles(who.roles)
    known = known_contact(customer, who.email, who.phone)
    with atomic():
        user = _enrol(who, staff=False, by=by, at=at)
        if known:
            customers.give_account(known, user, by=by, at=at)
        else:
            customers.add_contact(
                customer, who.name, email=who.email, phone=who.phone, user=user, by=by, at=at
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


def _enrol(who: Newcomer, *, staff: bool, by: Actor, at: datetime) -> User:
    require_free(who.email)
    require_name(who.name)
    require_good(who.password)
    return accounts.enrol(
        who.email,
        who.name.strip(),
        staff=staff,
        password=who.password,
        roles=sorted(who.roles),
        by=by,
        at=at,
    )


# ------------------------------------------------------------------ what must be so


def require_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refusal(
            "account.name",
            t(
                "姓名应为 1 到 {n} 个字符，不含控制字符",
                "A name has 1 to {n} characters that can be read",
                n=LONGEST_NAME,
            ),
            status=422,
        )


def require_free(email: str) -> None:
    """An address that can be one, and that nobody signs in with."""
    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(
            "account.email",
            t("{email} 不是邮箱", "{email} is not an e-mail address", email=email),
            status=422,
        ) from None
    found = User.objects.filter(email=email.lower()).first()
    if found is None:
        return
    raise Refusal(
        "account.taken",
        t("{email} 已有账号", "{email} has an account already", email=email)
        if found.is_active
        else t(
            "{email} 的账号已停用，不能再次开通；请换一个邮箱",
            "The account of {email} has been ended and is not opened again; take another address",
            email=email,
        ),
    )


def require_staff_roles(roles: frozenset[str]) -> None:
    _require_known(roles)
    if roles & CUSTOMER_ROLES:
        raise _kinds()


def require_customer_roles(roles: frozenset[str]) -> None:
    _require_known(roles)
    if roles - CUSTOMER_ROLES:
        raise _kinds()


def require_level(roles: frozenset[str] | set[str], level: str) -> None:
    """An engineer's role without a level is refused: no case would ever be given to this person. [5.2-assign]"""
    engineering = sorted(roles & ENGINEER_ROLES)
    if engineering and not level:
        raise Refusal(
            "account.no_level",
            t(
                "角色“{role}”需要工程师级别（L1、L2 或 L3），否则不会分到案例",
                "The role “{role}” needs a level (L1, L2 or L3); without one no case is ever given to the person",
                role=ROLES[engineering[0]],
            ),
            status=422,
        )


def _require_known(roles: frozenset[str]) -> None:
    unknown = sorted(roles - set(ROLES))
    if unknown or not roles:
        raise Refusal(
            "account.role",
            t(
                "没有角色 {role}；可用：{all}",
                "there is no role {role}; there are {all}",
                role=unknown[0] if unknown else "–",
                all=" ".join(ROLES),
            ),
            status=422,
        )


def _kinds() -> Refusal:
    return Refusal(
        "account.kinds",
        t("一个人不能既是员工又是客户", "a person is staff or a customer, not both"),
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
