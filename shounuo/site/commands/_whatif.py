"""`shounuo policy diff|replay`: what a changed standard changes, and what of a period's history it would have kept. [7.1-reports]"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.site.speech import complain

if TYPE_CHECKING:
    from shounuo.policy.model import Policy
    from shounuo.reports.whatif.reads import Replay, Tally


def diff(args: argparse.Namespace) -> int:
    """Status 0 with nothing printed where the two say the same."""
    from shounuo.workspace.policy_diff import in_words

    found = in_words(*_both(args))
    if args.json:
        print(json.dumps([vars(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            print(one)
    return 0


def replay(args: argparse.Namespace) -> int:
    """The period under the changed standard, beside what was; Ctrl-C calls it off, and nothing was written anyway."""
    from shounuo.kernel.clock import now
    from shounuo.reports.whatif import reads

    if not (args.begin and args.end):
        raise Refusal(
            "request.invalid", t("请用 --from 和 --to 给出时段", "Say the period with --from and --to")
        )
    old, new = _both(args)
    try:
        found = reads.replay(old, new, _moment(args.begin), _moment(args.end), at=now(), told=_progress)
    except KeyboardInterrupt:
        complain("已取消", "Called off")
        return 130
    print(json.dumps(found.as_plain(), ensure_ascii=False)) if args.json else _tell(found)
    return 0


def _both(args: argparse.Namespace) -> tuple[Policy, Policy]:
    """The standard in force (or --against), and the file."""
    from shounuo.policy import reads
    from shounuo.policy.loading import load_file

    if args.file is None:
        raise Refusal("request.invalid", t("请给出修改后的标准文件", "Name the changed policy file"))
    old = load_file(args.against) if args.against else reads.current()
    return old, load_file(args.file)


def _moment(written: str) -> datetime:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise Refusal("request.invalid", t("看不懂日期 {day}", "{day} is no date", day=written)) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _progress(seen: int, total: int) -> bool:
    if sys.stderr.isatty():
        print(f"\r{seen:,} / {total:,}", end="" if seen < total else "\n", file=sys.stderr, flush=True)
    return True


UNTOLD = Words(
    "“不确定”的承诺在计时中改过级别或因等待变慢，按实际计。",
    "“Untold” promises changed level or waited while they ran; they stay as they were.",
)
CADENCE = Words(
    "更新间隔变了：提醒的时刻不同，工程师也会在别的时刻更新，结果只是估计。",
    "The cadence changes: whoever is reminded at other times answers at other times. An estimate.",
)
BEYOND = Words("历史无法回答这些部分的变化：{names}", "History can't answer for changes of: {names}")


def _tell(found: Replay) -> None:
    for (level, track), tally in sorted(found.by_level.items()):
        _row(f"{level} {track}", tally)
    for name, tally in sorted(found.by_customer.items()):
        _row(name, tally)
    if any(one.untold for one in found.by_level.values()):
        print(UNTOLD)
    if found.cadence_moved:
        print(CADENCE)
    if found.beyond:
        print(str(BEYOND).format(names=t("、", ", ").join(found.beyond)))


def _row(name: str, tally: Tally) -> None:
    was, would = (_spelt(tally.share(counts), counts) for counts in (tally.was, tally.would))
    untold = t("，不确定 {n}", ", untold {n}", n=tally.untold) if tally.untold else ""
    print(f"{name}\t{was} → {would}{untold}")


def _spelt(share: float | None, counts: dict[str, int]) -> str:
    facts = {"kept": counts["kept"], "n": sum(counts.values()), "share": "–" if share is None else share}
    return t("兑现 {kept}/{n}（{share}%）", "kept {kept}/{n} ({share}%)", **facts)
