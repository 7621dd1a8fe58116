"""`shounuo auditor`: a second pair of eyes in a process of its own; needs nothing but the database."""

from __future__ import annotations

import argparse
import signal
import threading

from shounuo.kernel.words import Words

HELP = Words(
    "运行审计员：从事实核对应做之事，补上缺失的，看守停止时自行呼叫",
    "run the auditor: recomputes from the facts what should be under way, mends it, and calls itself where the watch stopped",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the auditor is settled by settings alone."""


def run(args: argparse.Namespace) -> int:
    from shounuo.site import processes, start

    processes.die_with_parent(signal.SIGTERM)
    start.django()
    from shounuo.auditor import loop

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    loop.run(stop)
    return 0
