"""`shounuo knowledge bring`: the articles that are shipped, into the knowledge base."""

from __future__ import annotations

import argparse
from pathlib import Path

from shounuo.kernel.words import Words
from shounuo.site.speech import said, say

HELP = Words("导入随产品提供的知识文章", "bring in the articles that are shipped")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="bring", required=True)
    bring = acts.add_parser(
        "bring", help=said(Words("导入；本地改过的不动", "bring them in; what was changed here stays"))
    )
    bring.add_argument(
        "--folder", type=Path, help=said(Words("Markdown 文件夹", "a folder of Markdown files"))
    )


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    from shounuo.casework.know.bring import SHIPPED, bring
    from shounuo.kernel.clock import now

    done = bring(args.folder or SHIPPED, at=now())
    say(
        "新增 {n} 篇，更新 {m} 篇，本地改过而不动的 {k} 篇", "{n} new, {m} brought up to date, {k} left as written here",
        n=done.fresh, m=done.changed, k=done.left,
    )  # fmt: skip
    return 0
