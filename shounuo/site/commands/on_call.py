"""`shounuo on-call [ROLE] [--at T]`: who answers, now or at another moment."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import said, say

HELP = Words("谁在值班", "who is on call")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "role",
        nargs="?",
        help=said(Words("角色，如 duty_engineer；默认全部", "a role, such as duty_engineer; all by default")),
    )
    parser.add_argument(
        "--at",
        type=_moment,
        help=said(Words("时刻，如 2026-03-02T22:00+08:00", "a moment, such as 2026-03-02T22:00+08:00")),
    )


def run(args: argparse.Namespace) -> int:
    """One line for each: role, name, address, until when. Exit status 1 where nobody is on call."""
    from shounuo.site import start

    start.django()
    from shounuo.accounts.roles import ROLES
    from shounuo.kernel.clock import now
    from shounuo.oncall.reads import running

    if args.role and args.role not in ROLES:
        raise Refusal(
            "on_call.role",
            t(
                "没有角色 {role}；可用：{all}",
                "there is no role {role}; there are {all}",
                role=args.role,
                all=" ".join(ROLES),
            ),
        )
    shifts = running(args.at or now())
    found = list(shifts.filter(role=args.role) if args.role else shifts)
    for one in found:
        print(one.role, one.user.name, one.user.email, one.ends_at.isoformat(timespec="minutes"), sep="\t")
    if not found:
        say("无人值班。", "Nobody is on call.")
    return 0 if found else 1


def _moment(written: str) -> datetime:
    """ISO 8601; without a zone it is UTC."""
    read = datetime.fromisoformat(written)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
