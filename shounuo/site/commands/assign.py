"""`shounuo assign explain CASE`: why this engineer has the case – as it was chosen, or (--now) whom it would be now."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import said, say

if TYPE_CHECKING:
    from datetime import datetime

    from shounuo.assignment.choice import Seen
    from shounuo.assignment.explain import Explained
    from shounuo.cases.models import Case

HELP = Words("解释案例为什么分给这位工程师", "explain why an engineer has a case")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="explain", required=True)
    explain = acts.add_parser(
        "explain", help=said(Words("当时为什么这样选", "why it was chosen so at the time"))
    )
    explain.add_argument("case", help=said(Words("案例编号", "the number of the case")))
    explain.add_argument(
        "--now",
        action="store_true",
        help=said(Words("如果现在重新选，会选谁；什么都不改变", "whom it would be now; nothing is changed")),
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    case = _case(args.case)
    print(f"{case.number}  {case.priority}  {case.subject}")
    return _now(case) if args.now else _then(case)


def _case(number: str) -> Case:
    from shounuo.cases.models import Case

    found = Case.objects.select_related("requester__user", "assignee").filter(number=number.upper()).first()
    if found is None:
        raise Refusal(
            "case.not_found", t("没有案例 {number}", "There is no case {number}", number=number), status=404
        )
    return found


def _then(case: Case) -> int:
    """Each assignment, oldest first, as it was decided."""
    from shounuo.assignment.explain import explained

    rows = list(case.assignments.select_related("user").order_by("id"))
    for row in rows:
        say(
            "\n{at} 由 {by} 分配给 {name}",
            "\n{at}, assigned by {by} to {name}",
            at=_moment(row.assigned_at), by=row.by_name, name=row.user.name,
        )  # fmt: skip
        _tell(explained(row.why))
    if not rows:
        say("\n还没有人负责", "\nNobody has it yet")
    return 0


def _now(case: Case) -> int:
    from shounuo.assignment.explain import explained
    from shounuo.casework.assign import choose
    from shounuo.customers.terms import terms
    from shounuo.kernel.clock import now

    at = now()
    choice, user = choose(case.priority, case, terms(case.policy_hash, case.contract_id), at)
    holder = case.assignee.name if case.assignee else t("无人", "nobody")
    chosen = user.name if user else t("无人", "nobody")
    say(
        "\n{at} 如果现在分配：{chosen}（目前：{holder}）",
        "\n{at}, if it were assigned now: {chosen} (has it: {holder})",
        at=_moment(at), chosen=chosen, holder=holder,
    )  # fmt: skip
    _tell(explained(choice.as_facts()))
    return 0


def _tell(one: Explained) -> None:
    from shounuo.assignment.explain import reasons

    print(f"  {one.why}")
    if one.compared:
        say("  比较：", "  compared:")
    for n, seen in enumerate(one.compared, 1):
        print(f"  {n:3d}. {_row(seen)}")
    _others(one.more[0])
    if one.left_out:
        say("  未入选：", "  left out:")
    for other in one.left_out:
        print(f"     - {other.name}  {reasons(other)}")
    _others(one.more[1])


def _row(seen: Seen) -> str:
    from shounuo.assignment.explain import figures

    points = t("{n} 分", "{n} points", n=f"{seen.score:g}")
    return f"{seen.name}  {points}  {figures(seen)}"


def _others(n: int) -> None:
    if n > 0:
        say("     另有 {n} 人", "     and {n} more", n=n)


def _moment(at: datetime) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
