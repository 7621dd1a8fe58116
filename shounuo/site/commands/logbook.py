"""`shounuo logbook verify|export|checkpoint`: the record, proved and taken outside. [5.3.1-document]"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from shounuo.kernel.words import Words
from shounuo.site.speech import complain, said, say

HELP = Words("核验、导出日志，或取检查点", "verify or export the logbook, or take a checkpoint")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["verify", "export", "checkpoint"])
    parser.add_argument(
        "--checkpoints",
        type=Path,
        metavar="FILE",
        help=said(
            Words(
                "verify：与存于别处的检查点（每行一个）核对",
                "verify: against checkpoints kept elsewhere (one a line)",
            )
        ),
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return {"verify": _verify, "export": _export, "checkpoint": _checkpoint}[args.act](args)


def _verify(args: argparse.Namespace) -> int:
    """Exit status 1 where something does not hold."""
    from shounuo.logbook.verify import verify

    try:
        findings = verify(_read(args.checkpoints) if args.checkpoints else None)
    except (OSError, ValueError) as error:
        complain("检查点文件无法读取：{error}", "The checkpoint file cannot be read: {error}", error=error)
        return 2
    for finding in findings:
        print(f"{finding.stream} #{finding.seq}: {said(finding.what)}")
    if findings:
        complain("日志不完整：{n} 处。", "The logbook does not hold: {n} places.", n=len(findings))
        return 1
    say("日志完整。", "The logbook is whole.")
    return 0


def _export(args: argparse.Namespace) -> int:
    from shounuo.logbook.verify import export

    export(sys.stdout)
    return 0


def _checkpoint(args: argparse.Namespace) -> int:
    from shounuo.kernel.clock import now
    from shounuo.logbook.actions import take_checkpoint
    from shounuo.logbook.verify import checkpoint_line

    print(checkpoint_line(take_checkpoint(at=now())))
    return 0


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
