"""`shounuo calendar list|show|import`: opening hours and public holidays – what holds, and the next year's table."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import said, say

if TYPE_CHECKING:
    from shounuo.calendars.files import HolidayYear
    from shounuo.calendars.importing.take import Taken

HELP = Words("列出日历，或导入一年的节假日", "list calendars, or import a year of public holidays")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="list|show|import", required=True)
    acts.add_parser(
        "list", help=said(Words("列出日历与已知的年份", "list calendars and the years they know"))
    )
    show = acts.add_parser("show", help=said(Words("显示一个日历", "show one calendar")))
    show.add_argument("name", help=said(Words("日历名称，例如 cn-office", "its name, such as cn-office")))
    take = acts.add_parser("import", help=said(Words("导入一年的节假日", "import a year of public holidays")))
    take.add_argument(
        "file", help=said(Words("TOML、CSV、iCalendar 或通知原文；- 为标准输入", "TOML, CSV, iCalendar or the notice's text; - for stdin"))
    )  # fmt: skip
    take.add_argument("--country", default="cn", help=said(Words("国家代码", "the country's code")))
    take.add_argument(
        "--year", type=int, help=said(Words("年份；默认取文中所写", "the year; by default as the text says"))
    )
    take.add_argument(
        "--dry-run", action="store_true", help=said(Words("只看，不采用", "look, and adopt nothing"))
    )
    take.add_argument(
        "--anyway",
        action="store_true",
        help=said(Words("有疑点也采用", "adopt it in spite of what looks wrong")),
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    from shounuo.calendars.reads import CalendarError

    try:
        return {"list": _list, "show": _show, "import": _import}[args.act](args)
    except CalendarError as error:
        raise Refusal("calendar.wrong", f"{error.file}: {error.problem}") from error


def _list(args: argparse.Namespace) -> int:
    from shounuo.calendars.reads import book

    held = book()
    for name, opening in sorted(held.openings.items()):
        years = sorted(held.years.get(opening.public_holidays or "", {}))
        print(
            name,
            opening.name,
            opening.tz,
            opening.public_holidays or "–",
            " ".join(map(str, years)),
            sep="\t",
        )
    return 0


def _show(args: argparse.Namespace) -> int:
    """The week as windows, then each year's days."""
    from shounuo.calendars.reads import book
    from shounuo.calendars.written import DAYS, clock_times

    held = book()
    opening = held.opening(args.name)
    print(args.name, opening.name, opening.tz, sep="\t")
    for day, windows in zip(DAYS, opening.week.days, strict=True):
        print(f"  {day}\t{clock_times(windows) or '–'}")
    for year in sorted(held.years.get(opening.public_holidays or "", {}).items()):
        _print_year(year[1])
    return 0


def _print_year(table: HolidayYear) -> None:
    print(f"{table.year}\t{table.source}")
    for one in table.holiday:
        worked = " ".join(f"{day:%m-%d}" for day in one.make_up_workdays)
        made_up = t("补班 {days}", "worked {days}", days=worked) if worked else ""
        print(f"  {one.name}\t{one.first:%m-%d} – {one.last:%m-%d}\t{made_up}")


def _import(args: argparse.Namespace) -> int:
    """Exit status 1 where the text makes no table, or has something doubtful and nobody said --anyway."""
    from shounuo.calendars.importing.take import take, year_said
    from shounuo.calendars.whole import lacking
    from shounuo.casework.next_year import adopt_year
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    text = _text(args.file)
    year = args.year or year_said(text)
    if year is None:
        raise Refusal(
            "calendar.year", t("文中没有年份，请用 --year 指明", "the text names no year; say it with --year")
        )
    taken = take(text, args.country, year)
    if not _looked_over(taken, anyway=args.anyway or args.dry_run) or taken.table is None:
        return 1
    if args.dry_run:
        say("没有采用任何内容。", "Nothing was adopted.")
        return 0
    fresh = adopt_year(args.country, taken.table, by=SYSTEM, at=now())
    if lacks := lacking(taken.table, args.country):
        say(
            "年表不完整，还缺{lacks}。",
            "The table is not whole, it lacks {lacks}.",
            lacks=t("、", ", ").join(map(str, lacks)),
        )
    facts = {"country": args.country, "year": year}
    if fresh:
        say(
            "已采用 {country} {year} 年的节假日表。",
            "The public holidays of {country} for {year} are adopted.",
            **facts,
        )
    else:
        say(
            "同样的 {country} {year} 年表已经生效。",
            "The same table of {country} for {year} holds already.",
            **facts,
        )
    return 0


def _looked_over(taken: Taken, *, anyway: bool) -> bool:
    """Prints the table and what looks wrong; whether it may be adopted."""
    if taken.table:
        _print_year(taken.table)
    for doubt in taken.doubts:
        print(t("存疑：{what}", "doubtful: {what}", what=doubt), file=sys.stderr)
    return bool(taken.table) and (anyway or not taken.doubts)


def _text(file: str) -> str:
    from shounuo.calendars.importing.take import MOST, decoded

    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        words = t("读不了 {file}:{why}", "{file} can't be read: {why}", file=file, why=error.strerror)
        raise Refusal("calendar.file", words) from error
    if len(content) > 4 * MOST:
        raise Refusal(
            "calendar.file", t("文件太大，不像一年的节假日表", "the file is too large for a year's table")
        )
    return decoded(content)
