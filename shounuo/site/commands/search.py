"""`shounuo search rebuild|ask`: the index made anew, and a question put to it."""

from __future__ import annotations

import argparse

from shounuo.kernel.words import Words
from shounuo.site.speech import said, say

HELP = Words("重建索引，或试着搜索", "make the index anew, or try a search")


def arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="act", metavar="rebuild|ask", required=True)
    acts.add_parser("rebuild", help=said(Words("重建整个索引", "make the whole index anew")))
    ask = acts.add_parser("ask", help=said(Words("以同事的身份搜索", "search as a colleague would")))
    ask.add_argument("words", help=said(Words("要找的词", "what to look for")))


def run(args: argparse.Namespace) -> int:
    from shounuo.site import start

    start.django()
    return {"rebuild": _rebuild, "ask": _ask}[args.act](args)


def _rebuild(args: argparse.Namespace) -> int:
    from shounuo.casework.find.line import build_anew

    say("索引里有 {n} 份文档", "{n} documents are in the index", n=build_anew())
    return 0


def _ask(args: argparse.Namespace) -> int:
    from shounuo.kernel.clock import now
    from shounuo.search.reads import search

    answer = search(args.words, at=now())
    for wrong, right in answer.corrected.items():
        say(
            "没有“{wrong}”，也找了“{right}”",
            "nothing has “{wrong}”; looked for “{right}” as well",
            wrong=wrong,
            right=right,
        )
    for one in answer.found:
        print(f"{one.score:6.2f}  {one.kind:8} {one.title}")
    return 0
