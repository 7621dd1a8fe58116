"""A process with the product loaded that forks watches and acting people on demand: a kill every half second would otherwise
hit nothing but processes that are still loading.

Reads one line at a time: `ready` is answered once it is;
`watch` or `act SEED` forks one, and its process id is the answer; `kill PID` kills it with -9 and
answers when it is gone. What is forked runs the real loop of the product.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shounuo.site.settings")
django.setup()

from shounuo.site.processes import die_with_parent  # noqa: E402 (settings first)
from shounuo.watch import loop  # noqa: E402
from tests.chaos import chains  # noqa: E402


def main() -> None:
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "ready":
            print(0, flush=True)
        elif word == "kill":
            os.kill(int(rest), signal.SIGKILL)
            os.waitpid(int(rest), 0)
            print(rest, flush=True)
        else:
            print(_fork(word, rest), flush=True)


def _fork(word: str, rest: str) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        die_with_parent(signal.SIGKILL)
        os.close(0)
        _act(int(rest)) if word == "act" else _watch()
    finally:
        os._exit(1)


def _watch() -> None:
    loop.run(threading.Event())


def _act(seed: int) -> None:
    """Somebody who raises and closes chains, some twenty times a second, whatever happens to the database."""
    dice = random.Random(seed)
    while True:
        time.sleep(dice.uniform(0.01, 0.09))
        chains.act(dice)


if __name__ == "__main__":
    main()
