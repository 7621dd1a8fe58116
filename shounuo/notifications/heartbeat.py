"""The heartbeat: every minute an address outside is called, as long as what is due is fired in time.

A dead man's switch: whoever keeps that address raises the alarm when the calls stay away, so it works also when this whole
machine is gone. It runs in a thread of its own; whatever fails there is logged and disturbs nobody. No redirect is
followed: the address is the one that was set, and no answer leads a request of ours into the house's own network.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from shounuo.kernel.clock import now
from shounuo.waiting.engine import next_due

log = logging.getLogger("shounuo.heartbeat")

EVERY = 60.0
MOST_LAG = timedelta(seconds=60)
"""Further behind than this, the watch is not well, and we keep silent."""
PATIENCE = 10.0
SAID_AGAIN = 15
"""A failure that lasts is logged once in so many times."""


def start(stop: threading.Event) -> None:
    """Beat until told to stop, where an address is set."""
    if settings.HEARTBEAT_URL:
        threading.Thread(target=_keep_beating, args=(stop,), name="heartbeat", daemon=True).start()


def _keep_beating(stop: threading.Event) -> None:
    failures = 0
    while not stop.is_set():
        problem = beat()
        if problem and failures % SAID_AGAIN == 0:
            log.warning("no heartbeat: %s", problem)
        if failures and not problem:
            log.info("the heartbeat is back after %s failures", failures)
        failures = failures + 1 if problem else 0
        stop.wait(EVERY)


def beat() -> str:
    """One call, where all is well; empty, or why there was none. Never raises."""
    try:
        behind = lag(now())
        return f"the watch is {behind} behind" if behind > MOST_LAG else _call(settings.HEARTBEAT_URL)
    except Exception as error:  # the database, the network, an address that is none: said, and tried again
        return f"{type(error).__name__}: {error}"
    finally:
        connection.close()


def lag(at: datetime) -> timedelta:
    """How long the oldest row that is due has waited to be fired."""
    due = next_due()
    return max(at - due, timedelta(0)) if due else timedelta(0)


def _call(url: str) -> str:
    """The address holds a secret, so only its host is ever named."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        line.request(
            "GET",
            f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}",
            headers={"User-Agent": "shounuo"},
        )
        status = line.getresponse().status
    except (OSError, HTTPException) as error:
        return f"{parts.hostname}: {error or type(error).__name__}"
    finally:
        line.close()
    return "" if 200 <= status < 300 else f"{parts.hostname} answered {status}"
