"""`shounuo account add|list|password|role|end`: who may sign in – staff with their level and duty, customers' people."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shounuo.accounts.roles import ROLES
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site import typed
from shounuo.site.speech import said, say

if TYPE_CHECKING:
    from shounuo.accounts.models import User
    from shounuo.staff.actions import Newcomer

HELP = Words("开通、列出、更改或停用账号", "add, list, change or end accounts")
_ROLES = Words(f"角色，可多次：{' '.join(ROLES)}", f"a role; repeatable: {' '.join(ROLES)}")
REASON = Words("从命令行办理", "By the command line")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="add|list|password|role|end", required=True)
    _adding(acts.add_parser("add", help=said(Words("开通一个账号", "open one"))))
    acts.add_parser("list", help=said(Words("列出账号", "list accounts")))
    password = acts.add_parser("password", help=said(Words("更换密码", "give a new password")))
    _email(password)
    _password_stdin(password)
    _changing(acts.add_parser("role", help=said(Words("授予或收回角色", "give or end roles"))))
    end = acts.add_parser(
        "end", help=said(Words("停用账号，交接其工作", "end an account and hand over its work"))
    )
    _email(end)
    _reason(end)


def _adding(add: argparse.ArgumentParser) -> None:
    _email(add)
    add.add_argument("--name", required=True, help=said(Words("姓名", "the person's name")))
    add.add_argument("--role", action="append", required=True, help=said(_ROLES))
    add.add_argument(
        "--customer",
        help=said(
            Words("客户名称（客户角色）;先用 shounuo customer add 登记", "the customer, for customer roles; see shounuo customer add")
        ),
    )  # fmt: skip
    _level(add)
    add.add_argument(
        "--duty-days",
        type=typed.days,
        default=0,
        help=said(Words("从现在起值班的天数", "on duty for so many days from now")),
    )
    add.add_argument("--phone", default="", help=said(Words("电话", "telephone")))
    _password_stdin(add)


def _changing(role: argparse.ArgumentParser) -> None:
    _email(role)
    role.add_argument("--give", action="append", default=[], help=said(Words("授予的角色", "a role to give")))
    role.add_argument("--end", action="append", default=[], help=said(Words("收回的角色", "a role to end")))
    _level(role)
    _reason(role)


def _email(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help=said(Words("登录用的邮箱", "the address to sign in with")))


def _level(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--level",
        choices=["L1", "L2", "L3"],
        help=said(Words("级别；工程师角色必填", "the level; needed with an engineer's role")),
    )
    parser.add_argument(
        "--skill", action="append", default=[], help=said(Words("技能=等级 1–5，可多次", "skill=grade 1..5"))
    )


def _reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", default="", help=said(Words("原因，记入日志", "why, for the logbook")))


def _password_stdin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help=said(Words("从标准输入读密码", "read the password from stdin")),
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    acts = {"add": _add, "list": _list, "password": _change_password, "role": _role, "end": _end}
    return acts[args.act](args)


# ------------------------------------------------------------------ add


def _add(args: argparse.Namespace) -> int:
    """Everything about the person in one transaction, or nothing."""
    from shounuo.accounts.roles import CUSTOMER_ROLES
    from shounuo.kernel.clock import now

    roles = frozenset(args.role)
    if roles & CUSTOMER_ROLES:
        return _add_customers_person(args, roles, now())
    return _add_colleague(args, roles, now())


def _add_colleague(args: argparse.Namespace, roles: frozenset[str], at: datetime) -> int:
    from shounuo.accounts.entry import require_free, require_name, require_staff_roles
    from shounuo.casework import join_house
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.transaction import atomic
    from shounuo.oncall.actions import plan_shift
    from shounuo.staff.actions import require_level

    if args.customer:
        raise Refusal(
            "account.kinds", t("--customer 只用于客户角色", "--customer is for customer roles only")
        )
    require_staff_roles(roles)
    require_level(roles, args.level)
    require_free(args.email)
    require_name(args.name)
    _only_engineers(args)
    duty = typed.duty_roles(roles) if args.duty_days else []
    who = _newcomer(args, roles)
    with atomic():
        user, _ = join_house.employ(who, by=SYSTEM, at=at)
        for role in duty:
            plan_shift(role, user, at, at + timedelta(days=args.duty_days), by=SYSTEM, at=at)
    _opened(user)
    return 0


def _add_customers_person(args: argparse.Namespace, roles: frozenset[str], at: datetime) -> int:
    from shounuo.accounts.entry import require_customer_roles, require_free, require_name
    from shounuo.casework import join_house
    from shounuo.kernel.actor import SYSTEM

    require_customer_roles(roles)
    if args.level or args.skill or args.duty_days:
        words = t("级别、技能和值班只用于员工", "A level, skills and duty are for staff only")
        raise Refusal("account.kinds", words)
    if not args.customer:
        raise Refusal("account.no_customer", t("客户角色需要 --customer", "a customer role needs --customer"))
    customer = typed.customer(args.customer)
    require_free(args.email)
    require_name(args.name)
    join_house.known_contact(customer, args.email, args.phone)
    password = _password(args.password_stdin)
    who = join_house.CustomersPerson(args.email, args.name, password, roles, args.phone)
    user, known = join_house.introduce(who, customer, by=SYSTEM, at=at)
    _opened(user)
    if known:
        say(
            "这位联系人原已登记，账号已与其合并。",
            "This contact was known already; the account is theirs.",
        )
    return 0


def _opened(user: User) -> None:
    from django.conf import settings

    say(
        "已开通 {email}，可在 {url}/sign-in 登录。",
        "{email} can sign in now at {url}/sign-in.",
        email=user.email,
        url=settings.PUBLIC_URL,
    )


def _newcomer(args: argparse.Namespace, roles: frozenset[str]) -> Newcomer:
    """What was typed, with the password, which is asked for last. Who sets a house up answers for its first engineers: they
    are cleared for duty."""
    from shounuo.staff.actions import Newcomer, Registration

    skills = dict(typed.skill(one) for one in args.skill)
    password = _password(args.password_stdin)
    record = Registration(args.level, cleared=True, skills=skills, phone=args.phone) if args.level else None
    return Newcomer(args.email, args.name, roles, record, password)


def _only_engineers(args: argparse.Namespace) -> None:
    if args.skill and not args.level:
        raise Refusal("account.no_level", t("--skill 需要 --level", "--skill needs --level"))


def _password(from_stdin: bool) -> str:
    """Typed twice without being shown, or the first line of standard input, once."""
    from shounuo.accounts.passwords import require_good

    if from_stdin:
        password = sys.stdin.readline().rstrip("\n")
        require_good(password)
        return password
    password = _hidden(t("密码：", "Password: "))
    require_good(password)
    if _hidden(t("再输入一次：", "Once more: ")) != password:
        raise Refusal(
            "account.password", t("两次输入的密码不同，什么也没有更改", "The two differ; nothing is changed")
        )
    return password


def _hidden(prompt: str) -> str:
    if not sys.stdin.isatty():
        raise Refusal(
            "account.password",
            t(
                "这里没有终端可输入密码；请用 --password-stdin",
                "There is no terminal to type a password at; use --password-stdin",
            ),
        )
    return getpass.getpass(prompt)


# ------------------------------------------------------------------ list, password, role, end


def _list(args: argparse.Namespace) -> int:
    from shounuo.accounts.models import User

    for user in User.objects.prefetch_related("grants").order_by("pk"):
        roles = " ".join(sorted(grant.role for grant in user.grants.all() if grant.ended_at is None))
        state = t("可登录", "active") if user.is_active else t("已停用", "ended")
        print(user.email, user.name, roles or "–", state, sep="\t")
    return 0


def _change_password(args: argparse.Namespace) -> int:
    from shounuo.accounts.actions import change_password
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    user = _known(args.email)
    change_password(user, _password(args.password_stdin), by=SYSTEM, at=now())
    say(
        "{email} 的密码已更换，原有登录全部失效。",
        "{email} has a new password; every session under the old one has ended.",
        email=user.email,
    )
    return 0


def _role(args: argparse.Namespace) -> int:
    """All of it, or nothing: what is given first, so that nobody ends up without."""
    from shounuo.kernel.clock import now
    from shounuo.kernel.transaction import atomic

    user = _known(args.email)
    if not (args.give or args.end or args.level):
        raise Refusal(
            "account.role",
            t("请写明 --give、--end 或 --level", "Say what to --give or to --end, or the --level"),
        )
    at = now()
    with atomic():
        _give(user, args, at)
        _end_roles(user, args, at)
    roles = " ".join(sorted(user.roles)) or "–"
    say("{email} 现在的角色：{roles}", "{email} now holds: {roles}", email=user.email, roles=roles)
    return 0


def _give(user: User, args: argparse.Namespace, at: datetime) -> None:
    from shounuo.accounts.entry import require_customer_roles, require_staff_roles
    from shounuo.casework import join_house
    from shounuo.kernel.actor import SYSTEM

    _only_engineers(args)
    require = require_staff_roles if user.is_staff_member else require_customer_roles
    if args.give:
        require(frozenset(args.give))
    skills = dict(typed.skill(one) for one in args.skill)
    if args.level:
        if not user.is_staff_member:
            raise Refusal("account.kinds", t("级别只用于员工", "A level is for staff only"))
        join_house.give_record(user, args.level, skills, by=SYSTEM, at=at)
    for role in args.give:
        join_house.give_role(user, role, reason=_why(args.reason), by=SYSTEM, at=at)


def _end_roles(user: User, args: argparse.Namespace, at: datetime) -> None:
    from shounuo.accounts.actions import end_role
    from shounuo.kernel.actor import SYSTEM

    for role in args.end:
        end_role(user, role, reason=_why(args.reason), by=SYSTEM, at=at)


def _end(args: argparse.Namespace) -> int:
    """Access ends at once; a colleague's work goes to whom the leaver's page would propose."""
    from shounuo.casework import leave_house
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    user, at = _known(args.email), now()
    done = leave_house.leave_as_proposed(user, _why(args.reason), by=SYSTEM, at=at)
    say(
        "{email} 已停用：登录和令牌全部失效。",
        "{email} is ended: no session and no token opens anything.",
        email=user.email,
    )
    for line in done:
        print(f"  {line}")
    return 0


def _why(reason: str) -> str:
    return reason.strip() or str(REASON)


def _known(email: str) -> User:
    from shounuo.accounts.models import User

    found = User.objects.filter(email=email.lower()).first()
    if found is None:
        raise Refusal("account.unknown", t("没有账号 {email}", "There is no account {email}", email=email))
    if not found.is_active:
        raise Refusal(
            "account.ended", t("{email} 的账号已停用", "The account of {email} has been ended", email=email)
        )
    return found
