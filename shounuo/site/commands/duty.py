"""`shounuo duty add|list`: plain shifts, so that a new house has somebody who answers."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site import typed
from shounuo.site.speech import said, say

if TYPE_CHECKING:
    from shounuo.accounts.models import User

HELP = Words("安排或列出值班", "plan or list duty")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="add|list", required=True)
    add = acts.add_parser("add", help=said(Words("排一个班", "plan one shift")))
    add.add_argument("email", help=said(Words("值班的人", "who is on duty")))
    add.add_argument("--role", required=True, help=said(Words("以什么角色", "in which role")))
    add.add_argument(
        "--from", dest="begin", type=typed.moment, help=said(Words("何时开始，默认现在", "from when; now"))
    )
    length = add.add_mutually_exclusive_group(required=True)
    length.add_argument("--days", type=typed.days, help=said(Words("多少天", "for so many days")))
    length.add_argument("--until", type=typed.moment, help=said(Words("到何时", "until when")))
    acts.add_parser("list", help=said(Words("列出当前和以后的班", "list what runs and what is to come")))


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return {"add": _add, "list": _list}[args.act](args)


def _add(args: argparse.Namespace) -> int:
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now
    from shounuo.oncall.actions import plan_shift

    typed.duty_roles(frozenset({args.role}))
    at, user = now(), _colleague(args.email, args.role)
    begin = _here(args.begin) if args.begin else at
    end = _here(args.until) if args.until else begin + timedelta(days=args.days)
    if end <= begin or end <= at:
        raise Refusal(
            "duty.over",
            t("班次应在开始之后、现在之后结束", "A shift ends after it begins, and not in the past"),
        )
    plan_shift(args.role, user, begin, end, by=SYSTEM, at=at)
    say(
        "{name} 值班：{begin} 至 {end}。",
        "{name} is on duty from {begin} to {end}.",
        name=user.name, begin=_shown(begin), end=_shown(end),
    )  # fmt: skip
    return 0


def _colleague(email: str, role: str) -> User:
    """Who holds the role; an engineer's role without a record would be a duty that no case ever reaches."""
    from shounuo.accounts.models import User
    from shounuo.accounts.roles import ENGINEER_ROLES
    from shounuo.staff.models import Engineer

    found = User.objects.filter(email=email.lower(), is_staff_member=True, is_active=True).first()
    if found is None:
        raise Refusal("account.unknown", t("没有同事 {email}", "There is no colleague {email}", email=email))
    if role not in found.roles:
        raise Refusal(
            "duty.role",
            t("{name} 没有角色 {role}；现有：{roles}", "{name} does not hold the role {role}, but: {roles}", name=found.name, role=role,
              roles=" ".join(sorted(found.roles)) or "–"),
        )  # fmt: skip
    if role in ENGINEER_ROLES and not Engineer.objects.filter(pk=found.pk).exists():
        raise Refusal(
            "duty.no_record",
            t("{name} 还没有工程师档案，不会分到案例", "{name} has no engineer's record; no case would be given", name=found.name),
        )  # fmt: skip
    if Engineer.objects.filter(pk=found.pk, cleared_at=None).exists():
        raise Refusal(
            "duty.uncleared",
            t("{name} 还没有完成入职培训，尚未获准独立值班", "{name} has not finished the onboarding and may not stand duty alone",
              name=found.name),
        )  # fmt: skip
    return found


def _list(args: argparse.Namespace) -> int:
    from shounuo.kernel.clock import now
    from shounuo.oncall.reads import coming

    at = now()
    for shift in coming(at):
        state = t("值班中", "on duty") if shift.begins_at <= at else t("将开始", "to come")
        print(_shown(shift.begins_at), _shown(shift.ends_at), shift.role, shift.user.email, state, sep="\t")
    return 0


def _here(written: datetime) -> datetime:
    from django.utils import timezone

    return timezone.make_aware(written)


def _shown(at: datetime) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
