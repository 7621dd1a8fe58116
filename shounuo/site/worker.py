"""One web process: the application, and on SQLite the watch beside it as a thread.

SQLite has one writer at a time, and the lock that keeps writers in line is one of this process: so the watch has to live
here too. On PostgreSQL it is a process of its own (`shounuo watch`).
"""

from __future__ import annotations

import logging
import multiprocessing.util
import signal
import sys
import threading
import time

from django.core.handlers.wsgi import WSGIHandler

from shounuo.site import config, processes

log = logging.getLogger(__name__)


def start_watch() -> None:
    """The watch as a thread that ends, between two rows, before the process does."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep_watching, args=(stop,), name="watch", daemon=True)
    multiprocessing.util.Finalize(None, _end, args=(stop, thread), exitpriority=100)
    thread.start()


def _follow_lessons() -> None:
    """Triage takes up what was learnt in the night."""
    from shounuo.casework import lessons

    stop = threading.Event()
    thread = lessons.follow(stop)
    multiprocessing.util.Finalize(None, _end, args=(stop, thread), exitpriority=90)


def _keep_watching(stop: threading.Event) -> None:
    """A watch that falls is picked up again; its rows are claimed anew when their leases run out."""
    from shounuo.watch import loop

    while not stop.is_set():
        try:
            loop.run(stop)
        except Exception:
            log.exception("the watch fell and is started again")
            stop.wait(1)


def _end(stop: threading.Event, thread: threading.Thread) -> None:
    began = time.monotonic()
    stop.set()
    thread.join(timeout=10)
    log.info("%s ended after %.1f s", thread.name, time.monotonic() - began)


def _load() -> WSGIHandler:
    """The application. Whoever is asked to stop while it loads goes at once.

    The server sets its own handlers only after this; until then a worker would hold those of the process that it was
    forked from, which hear the request and do nothing.
    """
    processes.die_with_parent(signal.SIGKILL)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    from shounuo.site.wsgi import application

    processes.spare_the_collector()
    if config.load().watch_inside:
        start_watch()
    _follow_lessons()
    return application


application = _load()
