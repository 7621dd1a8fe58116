"""`shounuo import servicenow|csv FILE --timezone ZONE` brings history in; `import report` says what it says. [docs/history.md]"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import complain, said, say

if TYPE_CHECKING:
    from shounuo.history.actions import Wanted
    from shounuo.history.rules.incident import Noted
    from shounuo.history.rules.mapping import Meanings
    from shounuo.history.staging import Staged

HELP = Words(
    "导入历史记录：ServiceNow 事件日志或约定的 CSV", "bring history in: a ServiceNow log or a documented CSV"
)
POLICIES = Path(__file__).resolve().parents[3] / "policies"
MAPPINGS = {"servicenow": POLICIES / "servicenow.toml", "csv": POLICIES / "history.toml"}

KINDS = {
    "servicenow": Words("ServiceNow 事件日志，一行一个事件", "a ServiceNow incident log, one row an event"),
    "csv": Words(
        "一行一个案例，列见 docs/history.md", "one row a case; its columns stand in docs/history.md"
    ),
}
OPTIONS: list[tuple[str, Words, dict[str, Any]]] = [
    ("timezone", Words("文件里时间的时区，例如 Asia/Shanghai", "the zone of its times, e.g. Europe/Lisbon"), {"required": True}),
    ("customer", Words("历史归于哪位客户，没有就新建", "whose history it becomes; made where there is none"), {"default": ""}),
    ("mapping", Words("映射文件，默认随附的那份", "the mapping; by default the one that comes along"), {"type": Path}),
    ("encoding", Words("文件编码", "the file's encoding"), {"default": "utf-8-sig"}),
    ("dry-run", Words("只检查，什么都不写", "look only, write nothing"), {"action": "store_true"}),
    ("report", Words("逐行报告写到这个文件", "the report by row goes to this file"), {"type": Path}),
]  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="servicenow|csv|report", required=True)
    for source, words in KINDS.items():
        _how_to_read(acts.add_parser(source, help=said(words)))
    told = acts.add_parser("report", help=said(Words("历史记录说了什么", "what the history says")))
    told.add_argument("--json", action="store_true")
    told.add_argument("--source", default="", choices=["", *MAPPINGS])


def _how_to_read(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    for name, words, more in OPTIONS:
        parser.add_argument(f"--{name}", help=said(words), **more)


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return _report(args) if args.act == "report" else _import(args)


def _import(args: argparse.Namespace) -> int:
    from shounuo.history.actions import Wanted, refuse_unknown_zone
    from shounuo.history.staging import staged
    from shounuo.kernel.actor import SYSTEM

    mapping = _mapping(args.mapping or MAPPINGS[args.act])
    zone = refuse_unknown_zone(args.timezone)
    name = args.customer or {"servicenow": "ServiceNow", "csv": t("历史记录", "History")}[args.act]
    wanted = Wanted(args.act, args.file.name, mapping, zone, name, SYSTEM)
    with staged(args.file, mapping.columns, args.encoding) as found:
        if found.unknown:
            complain(
                "不认识的列，未导入：{names}",
                "Unknown columns, left out: {names}",
                names=t("、", ", ").join(found.unknown),
            )
        say("{n} 行，{m} 个案例。", "{n} rows, {m} cases.", n=found.rows, m=found.incidents)
        return _look(args, found, wanted) if args.dry_run else _bring(args, found, wanted)


def _look(args: argparse.Namespace, found: Staged, wanted: Wanted) -> int:
    from shounuo.history.actions import check

    report = check(found, wanted, told=_progress, say=_sayer(args.report))
    say(
        "检查完毕，没有写入：可导入 {n} 个案例、{m} 个事件。",
        "Checked, nothing written: {n} cases with {m} events can come in.",
        n=report.made,
        m=report.events,
    )
    return 0


def _bring(args: argparse.Namespace, found: Staged, wanted: Wanted) -> int:
    from shounuo.history.actions import bring
    from shounuo.kernel.clock import now

    done = bring(found, wanted, at=now(), told=_progress)
    say(
        "导入完毕：新建 {made}，补充 {extended}，原已有 {known}；{events} 个事件；{remarks} 处说明。",
        "Done: {made} made, {extended} extended, {known} known already; {events} events; {remarks} remarks.",
        made=done.made, extended=done.extended, known=done.known, events=done.events, remarks=done.remarks.count(),
    )  # fmt: skip
    told = _sayer(args.report)
    from shounuo.history.rules.incident import Noted

    for one in done.remarks.order_by("line", "pk").iterator():
        told(one.number, Noted(one.line, one.code, one.facts))
    return 0


def _sayer(path: Path | None):  # type: ignore[no-untyped-def]
    """A line for everything that could not be taken as it stands."""
    from shounuo.history.words import CODES

    file = path.open("w", encoding="utf-8") if path else sys.stdout

    def tell(number: str, one: Noted) -> None:
        words = str(CODES[one.code]).format(**one.facts)
        print(f"{t('行', 'line')} {one.line or '-'}\t{number}\t{words}", file=file)

    return tell


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty() or done >= of:
        print(f"\r{done:,} / {of:,}", end="\n" if done >= of else "", file=sys.stderr, flush=True)


def _mapping(path: Path) -> Meanings:
    from shounuo.history.rules.mapping import MappingError, read_mapping

    try:
        return read_mapping(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "import.mapping", t("映射文件打不开：{why}", "The mapping can't be read: {why}", why=error)
        ) from None
    except MappingError as error:
        raise Refusal("import.mapping", t(error.zh, error.en)) from None


def _report(args: argparse.Namespace) -> int:
    from shounuo.history.reads import told

    found = told(args.source).as_plain()
    if args.json:
        print(json.dumps(found, ensure_ascii=False))
        return 0
    for name, value in found.items():
        print(f"{name:16} {value}")
    return 0
