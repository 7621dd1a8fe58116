"""`shounuo drill p0`: a P0 rehearsed on a clock of its own, minute by minute, with the score sheet at the end. [5.3.2-P0-team]"""

from __future__ import annotations

import argparse
import json
import tempfile
from datetime import timedelta
from typing import TYPE_CHECKING

from shounuo.kernel.words import Words, t
from shounuo.site.speech import said, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from shounuo.cases.models import Case
    from shounuo.casework.drill.score import Score

HELP = Words(
    "演练一次 P0：在另建的库里按剧本推演，最后给出评分表",
    "rehearse a P0 in a house of its own, with a score sheet at the end",
)
SCRIPTS = ("perfect", "silent-until-9", "nobody")
SCENARIOS = ("outage", "security", "network")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="p0", required=True)
    p0 = acts.add_parser("p0", help=said(Words("演练一次 P0", "rehearse a P0")))
    p0.add_argument(
        "--script", choices=SCRIPTS, default="perfect",
        help=said(Words("谁在什么时候应答：perfect 人人准时，silent-until-9 前九分钟无人应答，nobody 始终无人应答",
                        "who answers when: perfect, silent-until-9 (nobody until minute 9), nobody")),
    )  # fmt: skip
    p0.add_argument(
        "--scenario", choices=SCENARIOS, default="outage", help=said(Words("演练的事件", "what happens"))
    )
    p0.add_argument(
        "--json",
        action="store_true",
        help=said(Words("只输出评分表（JSON）", "print the score sheet as JSON")),
    )


def run(args: argparse.Namespace) -> int:
    """Nothing of the real house is touched: database and files are made for this drill and thrown away."""
    with tempfile.TemporaryDirectory(prefix="shounuo-drill-") as folder:
        from shounuo.site import config, start

        config.elsewhere(folder)
        start.django()
        _play(args)
    return 0


def _play(args: argparse.Namespace) -> None:
    from django.core.management import call_command
    from django.db import connections

    from shounuo.casework.drill.score import score
    from shounuo.kernel.clock import now
    from shounuo.site import drill_house

    call_command("migrate", verbosity=0)
    at, teller = now(), _Teller(quiet=args.json)
    with drill_house.house(at) as cast:
        if not args.json:
            say(
                "【演练】剧本：{script}",
                "[Drill] script: {script}",
                script=drill_house.SCRIPTS[args.script][0],
            )
        case = drill_house.play(args.script, args.scenario, at, cast, teller.about(at))
        _print(case, score(case, at + timedelta(minutes=drill_house.LASTS)), as_json=args.json)
    connections.close_all()


class _Teller:
    """Prints what is new in the case's timeline after each minute."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet, self.seen = quiet, 0

    def about(self, began: datetime) -> Callable[[datetime], None]:
        return lambda now: None if self.quiet else self._tell(began, now)

    def _tell(self, began: datetime, now: datetime) -> None:
        from shounuo.cases.models import Case
        from shounuo.casework.story import told

        case = Case.objects.get(drill=True)
        fresh = [line for line in reversed(told(case)) if line.seq > self.seen and _matters(line.verb)]
        for line in fresh:
            self.seen = line.seq
            print(f"  {_minutes(line.happened_at - began)}  {line.sentence}")


def _matters(verb: str) -> bool:
    return verb.startswith(("incident.", "case.", "drill.")) or verb == "commitment.broken"


def _print(case: Case, sheet: Score, *, as_json: bool) -> None:
    if as_json:
        lines = [
            {"track": one.track, "clause": one.clause, "due_s": int(one.due_after.total_seconds()),
             "met_s": None if one.met_after is None else int(one.met_after.total_seconds()), "verdict": one.verdict}
            for one in sheet.lines
        ]  # fmt: skip
        print(
            json.dumps(
                {"case": case.number, "percent": sheet.percent, "counts": sheet.counts, "promises": lines},
                ensure_ascii=False,
            )
        )
        return
    say("\n评分表 · {number}", "\nScore sheet · {number}", number=case.number)
    for one in sheet.lines:
        met = (
            t("{when} 完成", "met at {when}", when=_minutes(one.met_after))
            if one.met_after is not None
            else "–"
        )
        print(f"  {one.words!s:　<4} {_minutes(one.due_after)}  {met}  {one.label}  [{one.clause}]")
    counts = sheet.counts
    say(
        "\n兑现 {kept}，迟到 {late}，未兑现 {broken}；兑现率 {percent}%",
        "\nkept {kept}, late {late}, broken {broken}; {percent}% kept",
        percent="–" if sheet.percent is None else sheet.percent, **{key: counts[key] for key in ("kept", "late", "broken")},
    )  # fmt: skip


def _minutes(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds // 60:3d}:{seconds % 60:02d}"
