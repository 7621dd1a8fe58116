"""One web process: the application, and on SQLite the watch beside it as a thread.

SQLite has one writer at a time, and the lock that keeps writers in line is one of this process: so the watch has to live
here too. On PostgreSQL it is a process of its own (`shounuo watch`).
"""

from __future__ import annotations

import logging
import multiprocessing.util
import os
import signal
import threading
import time

from shounuo.site import config, processes
from shounuo.site.wsgi import application as _application

application = _application
log = logging.getLogger(__name__)


def start_watch() -> None:
    """The watch as a thread that ends, between two rows, before the process does."""
    stop = threading.Event()
    thread = threading.Thread(target=_keep_watching, args=(stop,), name="watch", daemon=True)
    multiprocessing.util.Finalize(None, _end, args=(stop, thread), exitpriority=100)
    thread.start()


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
    log.info("the watch ended after %.1f s", time.monotonic() - began)


processes.die_with_parent(signal.SIGKILL if os.getppid() != 1 else signal.SIGTERM)
if config.load().watch_inside:
    start_watch()
