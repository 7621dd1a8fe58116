"""`shounuo clock`: see, move and reset the clock of a rehearsal server."""

from __future__ import annotations

import argparse
import re
from datetime import timedelta

from shounuo.kernel.words import Words
from shounuo.site.speech import complain, said, say

HELP = Words("查看、移动或复位演练服务器的时钟", "show, move or reset the clock of a rehearsal server")

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", nargs="?", choices=["show", "move", "reset"], default="show")
    parser.add_argument(
        "by",
        nargs="?",
        type=_amount,
        help=said(Words("移动多少，例如 15m、2h、1d", "how far to move, such as 15m, 2h, 1d")),
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    from django.conf import settings

    if args.act != "show" and not settings.MOVED_CLOCK:
        complain(
            "这台服务器的时钟不能移动（SHOUNUO_MOVED_CLOCK 未开启）。",
            "The clock of this server cannot be moved (SHOUNUO_MOVED_CLOCK is off).",
        )
        return 1
    if args.act == "move" and args.by is None:
        complain(
            "请说明移动多少，例如：shounuo clock move 15m", "Say how far, such as: shounuo clock move 15m"
        )
        return 2
    _carry_out(args.act, args.by)
    return 0


def _carry_out(act: str, by: timedelta | None) -> None:
    from shounuo.kernel import clock

    if act == "move" and by is not None:
        clock.move(by)
    if act == "reset":
        clock.move(-clock.ahead())
    say(
        "现在是 {now}，比实际时间快 {offset}。",
        "It is {now}, ahead of real time by {offset}.",
        now=clock.now(),
        offset=clock.ahead(),
    )


def _amount(written: str) -> timedelta:
    """15m, 2h, 1d, 90s, and several together: 1h30m."""
    parts = re.findall(r"(\d+)([smhd])", written)
    if not parts or "".join(number + unit for number, unit in parts) != written:
        raise argparse.ArgumentTypeError(
            said(Words("应写作 15m、2h、1d 或 1h30m", "write it as 15m, 2h, 1d or 1h30m"))
        )
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
