"""`shounuo policy check|show`: a policy file looked over, and the standard in force as a table."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shounuo.kernel.words import Words
from shounuo.site.speech import said, say

if TYPE_CHECKING:
    from shounuo.policy.model import Policy

HELP = Words("检查标准文件,或显示生效的标准", "check a policy file, or show the standard in force")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["check", "show"])
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help=said(
            Words("标准文件;默认为设置中的那一份", "a policy file; by default the one in the settings")
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Exit status 1, with every fault in a line of its own, where the file cannot be used."""
    from shounuo.site import start

    start.django()
    from shounuo.policy.errors import PolicyError

    try:
        return _check(args.file) if args.act == "check" else _show(args.file)
    except PolicyError as error:
        print(error, file=sys.stderr)
        return 1


def _check(file: Path | None) -> int:
    from django.conf import settings

    from shounuo.policy.loading import load_file

    chosen = file or settings.POLICY_FILE
    policy = load_file(chosen)
    say("{file} 可以使用({id},{published})。", "{file} can be used ({id}, {published}).",
        file=chosen, id=policy.standard.id, published=policy.standard.published)  # fmt: skip
    return 0


def _show(file: Path | None) -> int:
    """The promises of each level; of the file, or else of the standard in force."""
    from shounuo.policy import reads
    from shounuo.policy.loading import load_file

    if file:
        _print(load_file(file), version="–")
    else:
        _print(reads.current(), version=reads.current_hash()[:12])
    return 0


def _print(policy: Policy, *, version: str) -> None:
    print(f"{policy.standard.id} {policy.standard.title} · {policy.standard.published} · {version}\n")
    head = (
        "",
        Words("名称", "name"),
        Words("响应", "response"),
        Words("更新", "update"),
        Words("解决", "resolution"),
    )
    print("\t".join(said(cell) if isinstance(cell, Words) else cell for cell in head))
    for level, target in policy.targets.items():
        amounts = (target.response, target.update, target.resolution)
        print("\t".join([level, str(policy.priorities[level].name), *map(_short, amounts)]))


def _short(amount: timedelta | None) -> str:
    """15m, 4h, 1d: the way the standard writes it."""
    if amount is None:
        return "–"
    minutes = int(amount.total_seconds()) // 60
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
