"""Processes that belong together: kept alive while they should live, and gone when they should be gone."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

from shounuo.site.speech import complain

_PARENT_DIED = 1  # PR_SET_PDEATHSIG
STEADY = 10.0
"""Seconds after which a start counts as a success; what dies sooner is started again more slowly."""
LONGEST_PAUSE = 5.0
"""Seconds: a desk that is killed again and again is down no longer than this between two tries."""


def die_with_parent(number: signal.Signals) -> None:
    """On Linux, get this signal when the parent dies, even by kill -9: no orphan holds the port. Elsewhere nothing."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(_PARENT_DIED, number)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:  # it died before we could ask to be told
        os.kill(os.getpid(), number)


def spare_the_collector() -> None:
    """For a process that stays, once it has loaded everything: what has been loaded stays for good, and looking through it
    for garbage again and again costs a tenth of each request, and each look at all of it 50 ms in one go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


class Child:
    """One process that is started again when it dies, each time a little later (five seconds at most)."""

    def __init__(self, name: str, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self.name, self.command, self.environ = name, list(command), dict(environ)
        self.process: subprocess.Popen[bytes] | None = None
        self.falls = 0
        self.started = self.not_before = 0.0

    def start(self) -> None:
        """In a session of its own, so that Ctrl-C reaches the supervisor alone, which then stops all in order."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, env=self.environ, start_new_session=True)

    def look_after(self) -> None:
        """Started again where it has died and its pause is over."""
        if self.process is not None and self.process.poll() is not None:
            self._note_fall(self.process.returncode)
        if self.process is None and time.monotonic() >= self.not_before:
            self.start()

    def _note_fall(self, status: int) -> None:
        lived = time.monotonic() - self.started
        self.falls = 1 if lived > STEADY else self.falls + 1
        pause = min(0.5 * 2 ** (self.falls - 1), LONGEST_PAUSE)
        self.process, self.not_before = None, time.monotonic() + pause
        complain(
            "{name} 意外退出({status}),{pause:g} 秒后重新启动。",
            "{name} ended unexpectedly ({status}); starting again in {pause:g} seconds.",
            name=self.name, status=status, pause=pause,
        )  # fmt: skip

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Gone after this: whoever does not go when asked is made to, with all it started."""
        if self.process is None:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Runs the children until it is asked to stop (SIGTERM, SIGINT), then stops them in reverse order."""

    def __init__(self, children: Sequence[Child], *, patience: float = 20.0) -> None:
        self.children, self.patience = list(children), patience
        self.stop = threading.Event()

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())
        try:
            while not self.stop.wait(0.2):
                for child in self.children:
                    child.look_after()
        finally:
            self._end()

    def _end(self) -> None:
        until = time.monotonic() + self.patience
        for child in reversed(self.children):
            child.ask_to_stop()
        for child in reversed(self.children):
            child.wait(max(until - time.monotonic(), 0.1))
