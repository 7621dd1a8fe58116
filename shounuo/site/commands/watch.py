"""`shounuo watch`: one watch process. Any number may run beside each other on PostgreSQL."""

from __future__ import annotations

import argparse
import signal
import threading

from shounuo.kernel.words import Words

HELP = Words(
    "运行看守：到期的提醒、超时与发信（可同时运行多个）",
    "run the watch: warnings, breaches and deliveries as they fall due (several may run)",
)


def arguments(parser: argparse.ArgumentParser) -> None:
    """None: the watch is settled by settings alone."""


def run(args: argparse.Namespace) -> int:
    from shounuo.site import processes, start

    processes.die_with_parent(signal.SIGTERM)
    start.django()
    from shounuo.watch import loop

    loop.keep_what_is_loaded()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    loop.run(stop)
    return 0
