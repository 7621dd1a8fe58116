"""`shounuo policy check|show|diff|replay`: a policy file looked over; the standard in force, to read or as JSON; a change tried."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shounuo.kernel.words import Words, t
from shounuo.site.commands import _whatif
from shounuo.site.speech import said

if TYPE_CHECKING:
    from shounuo.policy.model import Policy

HELP = Words(
    "检查标准文件，显示生效的标准，或在采用前试算修改",
    "check a policy file, show the standard in force, or try a change before it is adopted",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=["check", "show", "diff", "replay"])
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help=said(
            Words("标准文件；默认为设置中的那一份", "a policy file; by default the one in the settings")
        ),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help=said(Words("show、diff、replay：输出 JSON", "show, diff, replay: as JSON")),
    )
    parser.add_argument(
        "--against",
        type=Path,
        help=said(
            Words(
                "diff、replay：与这份文件比较；默认生效的标准",
                "diff, replay: beside this file; by default the one in force",
            )
        ),
    )
    for name, words in (
        ("from", Words("replay：起始日期", "replay: the first day")),
        ("to", Words("replay：截止日期，不含", "replay: the day after the last")),
    ):
        parser.add_argument(f"--{name}", dest={"from": "begin", "to": "end"}[name], help=said(words))
    parser.add_argument(
        "--lang",
        choices=["zh", "en"],
        help=said(Words("以何种语言显示；默认随终端", "in which language; the terminal's by default")),
    )


def run(args: argparse.Namespace) -> int:
    """Exit status 1, with every fault in a line of its own, where the file cannot be used."""
    from shounuo.site import start

    start.django()
    from django.utils import translation

    from shounuo.policy.errors import PolicyError

    if args.lang:
        translation.activate({"zh": "zh-hans", "en": "en"}[args.lang])
    try:
        if args.act in ("diff", "replay"):
            return _whatif.diff(args) if args.act == "diff" else _whatif.replay(args)
        return _check(args.file) if args.act == "check" else _show(args.file, as_json=args.json)
    except PolicyError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return 1


def _check(file: Path | None) -> int:
    from django.conf import settings

    from shounuo.policy.loading import load_file

    chosen = file or settings.POLICY_FILE
    policy = load_file(chosen)
    facts = {"file": chosen, "id": policy.standard.id, "published": policy.standard.published}
    print(t("{file} 可以使用（{id},{published}）。", "{file} can be used ({id}, {published}).", **facts))
    return 0


def _show(file: Path | None, *, as_json: bool) -> int:
    """The file, or else the standard in force."""
    from shounuo.policy import reads
    from shounuo.policy.loading import load_file

    policy, version = (load_file(file), "–") if file else (reads.current(), reads.current_hash()[:12])
    if as_json:
        print(json.dumps(policy.model_dump(mode="json"), ensure_ascii=False, indent=2))
    else:
        _print(policy, version=version)
    return 0


def _print(policy: Policy, *, version: str) -> None:
    """The promises as a table, then the whole standard; the words of triage are left to the file."""
    from shounuo.policy.reading import outline

    print(f"{policy.standard.id} {policy.standard.title} · {policy.standard.published} · {version}\n")
    head = (
        Words("级别", "level"),
        Words("名称", "name"),
        Words("响应", "response"),
        Words("更新", "update"),
        Words("解决", "resolution"),
    )
    print("\t".join(str(cell) for cell in head))
    for level, target in policy.targets.items():
        amounts = (target.response, target.update, target.resolution)
        print("\t".join([level, str(policy.priorities[level].name), *map(_short, amounts)]))
    print()
    for line in outline(policy.model_copy(update={"triage": None})):
        print(line)


def _short(amount: timedelta | None) -> str:
    """15m, 4h, 1d: the way the standard writes it."""
    if amount is None:
        return "–"
    minutes = int(amount.total_seconds()) // 60
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"
