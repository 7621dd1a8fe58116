"""`shounuo account add|list`: who may sign in at a house that is not a demo – staff with their duty, customers' people.

The pages for all this come with the rooms of people and duty; until then this is how the first ones get in.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import said, say

if TYPE_CHECKING:
    from datetime import datetime

    from shounuo.accounts.models import User
    from shounuo.customers.models import Customer

HELP = Words("开通或列出账号", "add or list accounts")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="add|list", required=True)
    add = acts.add_parser("add", help=said(Words("开通一个账号", "add one")))
    add.add_argument("email", help=said(Words("登录用的邮箱", "the address to sign in with")))
    add.add_argument("--name", required=True, help=said(Words("姓名", "the person's name")))
    add.add_argument(
        "--role", action="append", required=True, help=said(Words("角色,可多次", "a role; repeatable"))
    )
    add.add_argument(
        "--customer", help=said(Words("客户名称(客户角色)", "the customer's name, for customer roles"))
    )
    add.add_argument(
        "--level", choices=["L1", "L2", "L3"], help=said(Words("工程师级别", "an engineer's level"))
    )
    add.add_argument(
        "--skill", action="append", default=[], help=said(Words("技能=等级 1–5", "skill=grade 1..5"))
    )
    add.add_argument(
        "--duty-days",
        type=int,
        default=0,
        help=said(Words("从现在起值班的天数", "on duty for so many days from now")),
    )
    add.add_argument(
        "--password-stdin",
        action="store_true",
        help=said(Words("从标准输入读密码", "read the password from stdin")),
    )
    acts.add_parser("list", help=said(Words("列出账号", "list accounts")))


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return {"add": _add, "list": _list}[args.act](args)


def _add(args: argparse.Namespace) -> int:
    """Everything about the person in one transaction, or nothing."""
    from shounuo.accounts import actions as accounts
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now
    from shounuo.kernel.transaction import atomic

    staff, skills = _kind(args), dict(_skill(one) for one in args.skill)
    _free(args.email)
    password, at = _password(args.password_stdin), now()
    with atomic():
        user = accounts.enrol(
            args.email,
            args.name,
            staff=staff,
            password=password,
            roles=sorted(set(args.role)),
            by=SYSTEM,
            at=at,
        )
        if staff:
            _employ(user, args, skills, at)
        else:
            _introduce(user, _customer(args.customer, at), at)
    say("已开通 {email}。", "{email} can sign in now.", email=user.email)
    return 0


def _employ(user: User, args: argparse.Namespace, skills: dict[str, int], at: datetime) -> None:
    from shounuo.kernel.actor import SYSTEM
    from shounuo.oncall.actions import plan_shift
    from shounuo.staff.actions import register

    if args.level:
        register(user, args.level, skills, by=SYSTEM, at=at)
    if args.duty_days:
        for role in sorted(set(args.role)):
            plan_shift(role, user, at, at + timedelta(days=args.duty_days), by=SYSTEM, at=at)


def _introduce(user: User, customer: Customer, at: datetime) -> None:
    from shounuo.customers.actions import add_contact
    from shounuo.kernel.actor import SYSTEM

    add_contact(customer, user.name, email=user.email, user=user, by=SYSTEM, at=at)


def _customer(name: str | None, at: datetime) -> Customer:
    """The customer of this name; a name that nobody has yet is a new customer."""
    from shounuo.customers.actions import sign
    from shounuo.customers.models import Customer
    from shounuo.kernel.actor import SYSTEM

    if not name:
        raise Refusal("account.no_customer", t("客户角色需要 --customer", "a customer role needs --customer"))
    known = Customer.objects.filter(name=name).first() or Customer.objects.filter(short_name=name).first()
    return known or sign(name, name[:40], success_manager=None, by=SYSTEM, at=at)


def _kind(args: argparse.Namespace) -> bool:
    """Whether these are roles of ours; Refusal for an unknown one, or for both kinds at once."""
    from shounuo.accounts.roles import CUSTOMER_ROLES, ROLES

    unknown = sorted(set(args.role) - set(ROLES))
    if unknown:
        raise Refusal(
            "account.role",
            t(
                "没有角色 {role};可用:{all}",
                "there is no role {role}; there are {all}",
                role=unknown[0],
                all=" ".join(ROLES),
            ),
        )
    customers = {role in CUSTOMER_ROLES for role in args.role}
    if len(customers) > 1:
        raise Refusal(
            "account.kinds", t("一个人不能既是员工又是客户", "a person is staff or a customer, not both")
        )
    return customers == {False}


def _skill(written: str) -> tuple[str, int]:
    name, _, grade = written.partition("=")
    if not name or grade not in {"1", "2", "3", "4", "5"}:
        raise Refusal("account.skill", t("技能应写作 outage=4", "a skill is written outage=4"))
    return name, int(grade)


def _free(email: str) -> None:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from shounuo.accounts.models import User

    try:
        validate_email(email)
    except ValidationError:
        raise Refusal(
            "account.email", t("{email} 不是邮箱", "{email} is not an e-mail address", email=email)
        ) from None
    if User.objects.filter(email=email.lower()).exists():
        raise Refusal("account.taken", t("{email} 已有账号", "{email} has an account already", email=email))


def _password(from_stdin: bool) -> str:
    """Typed without being shown, or the first line of standard input; Django's validators say what is too weak."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    prompt = t("密码:", "Password: ")
    password = sys.stdin.readline().rstrip("\n") if from_stdin else getpass.getpass(prompt)
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Refusal("account.password", " ".join(weak.messages)) from None
    return password


def _list(args: argparse.Namespace) -> int:
    from shounuo.accounts.models import User

    for user in User.objects.prefetch_related("grants").order_by("pk"):
        roles = " ".join(sorted(grant.role for grant in user.grants.all() if grant.ended_at is None))
        print(
            user.email,
            user.name,
            roles,
            t("可登录", "active") if user.is_active else t("已停用", "ended"),
            sep="\t",
        )
    return 0
