"""Watches and rows of the engine's own figures, as child processes with the house's settings.

`watch` runs the product's loop with two kinds that each write one row into `bench_written` when they fire. `plan` prints how the
question of an idle tick is answered.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shounuo.site.settings")
django.setup()

from django.db import connection  # noqa: E402 (settings first)

from shounuo.kernel.clock import now  # noqa: E402
from shounuo.kernel.transaction import atomic  # noqa: E402
from shounuo.site.processes import die_with_parent  # noqa: E402
from shounuo.waiting.engine import Outcome, claimable, handles  # noqa: E402
from shounuo.waiting.models import Due  # noqa: E402
from shounuo.watch import loop  # noqa: E402

WRITE = "INSERT INTO bench_written (subject, due_at) SELECT * FROM unnest(%s::bigint[], %s::timestamptz[])"


@handles("bench.fires")
def fires(rows: list[Due], at: datetime) -> Outcome:
    """The simplest consequence: one row for each."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [[row.subject_id for row in rows], [row.due_at for row in rows]])
    return Outcome()


handles("bench.waits")(lambda rows, at: Outcome())


def watch() -> None:
    die_with_parent(signal.SIGTERM)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    loop.run(stop)


def plan() -> None:
    with atomic():
        print(claimable(now()).explain(analyze=True, buffers=True))


if __name__ == "__main__":
    {"watch": watch, "plan": plan}[sys.argv[1]]()
