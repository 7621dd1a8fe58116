"""Messages that could not be taken are tried again: from what was stored, else from the mailbox."""

from __future__ import annotations

from datetime import datetime

from shounuo.intake import actions
from shounuo.intake.actions import Spot
from shounuo.intake.keeping import take_at
from shounuo.intake.line import Line
from shounuo.intake.models import Arrival, Mailbox
from shounuo.intake.one import read_one
from shounuo.kernel.clock import now
from shounuo.kernel.files import path_of

MOST = 50
"""In one round: new mail goes before."""


def try_again(line: Line, box: Mailbox) -> None:
    """Those whose time has come."""
    due = Arrival.objects.filter(mailbox=box, state="waiting", retry_at__lte=now())
    rows = list(due.order_by("retry_at", "id")[:MOST])
    sizes = line.sizes([row.uid for row in rows if not row.kept and row.validity == box.validity])
    for row in rows:
        if row.kept:
            from_store(row, at=now())
        elif row.validity == box.validity and row.uid in sizes:
            read_one(line, spot(row), sizes[row.uid])
        else:
            actions.note_gone(row)


def next_try(box_name: str) -> datetime | None:
    """When the first of them is due."""
    waiting = Arrival.objects.filter(mailbox__name=box_name[:250], state="waiting")
    return waiting.order_by("retry_at").values_list("retry_at", flat=True).first()


def from_store(row: Arrival, *, at: datetime) -> None:
    take_at(spot(row), path_of(row.kept).read_bytes(), at=at)


def at_once(row: Arrival, *, at: datetime) -> bool:
    """Because somebody says so; whether it is taken now. What lies in the mailbox only is read in the next round."""
    if row.kept:
        from_store(row, at=at)
    else:
        actions.wait_until(row, at=at)
    row.refresh_from_db()
    return row.state == "taken"


def spot(row: Arrival) -> Spot:
    return Spot(row.mailbox_id, row.validity, row.uid)
