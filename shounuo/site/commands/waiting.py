"""`shounuo waiting list|retry`: what waits, what is overdue, what was given up, and the way back. [7.1-workflow]"""

from __future__ import annotations

import argparse
from datetime import datetime

from shounuo.kernel.words import Words, t
from shounuo.site.speech import complain, said, say

HELP = Words(
    "查看等待中的事项，重试已放弃的", "show what waits and what was given up; try given-up rows again"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="list|retry", required=True)
    acts.add_parser(
        "list", help=said(Words("各类事项的数目，以及已放弃的", "each kind, and what was given up"))
    )
    retry = acts.add_parser("retry", help=said(Words("让已放弃的重新到期", "make given-up rows due again")))
    retry.add_argument(
        "ids", nargs="*", type=int, metavar="ID", help=said(Words("list 列出的编号", "as list shows"))
    )
    retry.add_argument(
        "--all", action="store_true", help=said(Words("全部已放弃的", "all that were given up"))
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return {"list": _list, "retry": _retry}[args.act](args)


def _list(args: argparse.Namespace) -> int:
    """Exit status 1 where something was given up, so that a script notices."""
    from shounuo.kernel.clock import now
    from shounuo.waiting.reads import given_up, standing

    at = now()
    for kind in standing(at):
        print(
            t("{kind}：等待 {waiting}，逾期 {overdue}，最早 {next_due}，已放弃 {dead}",
              "{kind}: {waiting} waiting, {overdue} overdue, next {next_due}, {dead} given up",
              **(vars(kind) | {"next_due": _moment(kind.next_due)}))
        )  # fmt: skip
    dead = given_up()
    for row in dead:
        say(
            "已放弃 {id}：{kind} {subject}，{tries} 次失败，{trouble}",
            "given up {id}: {kind} {subject}, failed {tries} times, {trouble}",
            id=row.pk, kind=row.kind, subject=row.subject_id, tries=row.tries, trouble=row.trouble,
        )  # fmt: skip
    return 1 if dead else 0


def _retry(args: argparse.Namespace) -> int:
    from shounuo.casework.given_up import try_given_up_again
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now
    from shounuo.waiting.reads import given_up

    wanted = [row.pk for row in given_up()] if args.all else args.ids
    if not wanted and not args.all:
        complain("请给出编号，或使用 --all。", "Name the rows, or use --all.")
        return 2
    tried = try_given_up_again(wanted, by=SYSTEM, at=now())
    say("{n} 项重新到期。", "{n} due again.", n=len(tried))
    if missing := sorted(set(wanted) - {row.pk for row in tried}):
        complain("不在已放弃之列：{ids}", "Not given up: {ids}", ids=" ".join(map(str, missing)))
        return 1
    return 0


def _moment(at: datetime | None) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else "–"
