"""`shounuo people export|import FILE`: the roster as an Excel file, and a file as a roster – all of it or nothing. [8.1-levels]"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import said, say

if TYPE_CHECKING:
    from shounuo.staff.roster_plan import Plan

HELP = Words("以 Excel 导出或导入人员", "export or import the people as Excel")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="export|import", required=True)
    out = acts.add_parser("export", help=said(Words("写入工作簿", "write a workbook")))
    out.add_argument("file", type=Path, metavar="FILE")
    into = acts.add_parser("import", help=said(Words("读入工作簿", "take a workbook over")))
    into.add_argument("file", type=Path, metavar="FILE")
    into.add_argument(
        "--dry-run", action="store_true", help=said(Words("只检查，不写入", "look at it only; write nothing"))
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return _export(args.file) if args.act == "export" else _import(args.file, dry=args.dry_run)


def _export(file: Path) -> int:
    from shounuo.kernel.clock import now
    from shounuo.policy import reads as policies
    from shounuo.staff import excel, roster

    at = now()
    file.write_bytes(excel.written(roster.sheets(policies.current(), at), at))
    say("已写入 {file}。", "{file} is written.", file=file)
    return 0


def _import(file: Path, *, dry: bool) -> int:
    """Exit status 1, with every wrong cell in a line of its own, where anything is wrong."""
    from shounuo.accounts.roles import ROLES
    from shounuo.casework.roster import take_over
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now
    from shounuo.policy import reads as policies
    from shounuo.staff import roster
    from shounuo.staff.roster_plan import plan

    at = now()
    known = roster.known(policies.current(), gives=frozenset(ROLES), at=at)
    found = plan(_content(file), known)
    _tell(found)
    if found.wrong or dry:
        return 1 if found.wrong else 0
    for user, password in take_over(found, by=SYSTEM, at=at):
        print(user.email, password, sep="\t")
    return 0


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Refusal(
            "people.file",
            t("无法读取 {file}:{why}", "{file} can't be read: {why}", file=file, why=error.strerror),
        ) from None


def _tell(found: Plan) -> None:
    for row in found.wrong:
        for cell, why in row.wrong:
            print(row.sheet, cell, row.about, why, sep="\t")
    say(
        "{new} 行新增，{changed} 行更改，{same} 行不变，{wrong} 行错误",
        "{new} new, {changed} changed, {same} unchanged, {wrong} wrong",
        new=len(found.of("new")), changed=len(found.of("changed")), same=len(found.of("same")), wrong=len(found.wrong),
    )  # fmt: skip
