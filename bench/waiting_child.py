"""Watches and rows of the engine's own figures, as child processes with the house's settings.

`watch` runs the product's loop with two kinds that each write one row into `bench_written` when they fire. `plan` prints how the
questions of a watch are answered.
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
from shounuo.kernel.columns import turned  # noqa: E402
from shounuo.kernel.transaction import atomic  # noqa: E402
from shounuo.site.processes import die_with_parent, spare_the_collector  # noqa: E402
from shounuo.waiting.engine import Outcome, claimable, handles  # noqa: E402
from shounuo.waiting.models import Due  # noqa: E402
from shounuo.watch import loop  # noqa: E402

WRITE = "INSERT INTO bench_written (subject, due_at) SELECT * FROM unnest(%s::bigint[], %s::timestamptz[])"


@handles("bench.fires")
def fires(rows: list[Due], at: datetime) -> Outcome:
    """The simplest consequence: one row for each."""
    with connection.cursor() as cursor:
        cursor.execute(WRITE, turned([(row.subject_id, row.due_at) for row in rows]))
    return Outcome()


handles("bench.waits")(lambda rows, at: Outcome())


def watch() -> None:
    die_with_parent(signal.SIGTERM)
    spare_the_collector()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    loop.run(stop)


def plan() -> None:
    with atomic():
        for asked in (
            claimable(now()),
            Due.objects.filter(dead=False).order_by("due_at").values("due_at")[:1],
        ):
            print(asked.explain(analyze=True, buffers=True))


if __name__ == "__main__":
    {"watch": watch, "plan": plan}[sys.argv[1]]()
