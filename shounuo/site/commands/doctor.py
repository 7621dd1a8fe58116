"""`shounuo doctor`: looks over the installation and says what to mend. Exit status 1 where something is broken."""

from __future__ import annotations

import argparse

from shounuo.kernel.words import Words
from shounuo.site.speech import said, say

HELP = Words("检查安装，并说明如何修复", "check the installation and say what to mend")

_MARKS = {"fine": "✓", "note": "·", "broken": "✗"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--only",
        metavar="CHECK",
        help=said(Words("只做一项检查，例如 database", "one check only, such as database")),
    )
    parser.add_argument(
        "--settings-doc",
        action="store_true",
        help=said(Words("输出设置说明(docs/settings.md)", "print the list of settings (docs/settings.md)")),
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import checkup

    if args.settings_doc:
        from shounuo.site.settings_page import page

        print(page(), end="")
        return 0
    chosen = checkup.CHECKS if args.only is None else {args.only: checkup.CHECKS.get(args.only)}
    if None in chosen.values():
        say(
            "没有这项检查。可选：{names}",
            "There is no such check. Choose from: {names}",
            names=", ".join(checkup.CHECKS),
        )
        return 2
    return _report({name: check for name, check in chosen.items() if check}, quiet=args.only is not None)


def _report(chosen: dict[str, object], *, quiet: bool) -> int:
    """One line per finding; with `quiet` only what is broken."""
    from shounuo.site import checkup

    broken = 0
    for name in chosen:
        for finding in checkup.findings(name):
            broken += finding.state == "broken"
            if finding.state == "broken" or not quiet:
                _show(finding.state, said(finding.words), finding.mend)
    return 1 if broken else 0


def _show(state: str, sentence: str, mend: Words | None) -> None:
    print(f"{_MARKS[state]} {sentence}" + (f"\n    → {said(mend)}" if mend else ""))
