"""One round through a mailbox: what is new is taken, what failed is tried again, what was taken is filed at the server.

1. What is new is known by (UIDVALIDITY, UID) against our own rows, never by whether somebody has read it.
2. A mail is taken in one transaction with its row; only after that is anything changed at the server.
3. A message that can't be taken is kept aside, and the next one goes on.
4. What was not filed, because we were killed in between, is filed in the next round.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import date, timedelta

from django.conf import settings

from shounuo.intake import actions, filing, second_try
from shounuo.intake.actions import Spot
from shounuo.intake.line import Line, Place, Selected
from shounuo.intake.models import Arrival, Mailbox
from shounuo.intake.one import read_one
from shounuo.kernel import clock

log = logging.getLogger("shounuo.intake")

CHUNK = 20
LOOK_BACK = 200
"""UIDs below the highest known one that are asked about again: not every server is as orderly as it should be."""
A_DAY = timedelta(days=1)


def place() -> Place:
    """The mailbox of the settings."""
    return Place(
        settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_TLS, settings.IMAP_USER, settings.IMAP_PASSWORD
    )


def name() -> str:
    """By which we know it: not by its port, which changes when TLS comes."""
    return f"{settings.IMAP_USER}@{settings.IMAP_HOST}/{settings.IMAP_FOLDER}"


def look(line: Line, stop: threading.Event) -> int:
    """One round; how many messages were new. Raises Trouble where the server or the line fails."""
    selected = line.select(settings.IMAP_FOLDER)
    box = _entered(selected, line)
    found = _listed(line, box, selected)
    known = _known(box, found)
    new = [uid for uid in found if uid not in known]
    for start in range(0, len(new), CHUNK):
        if stop.is_set():
            return start
        _read_all(line, box, new[start : start + CHUNK])
        filing.file_away(line, box)
    _go_up(box, found)
    second_try.try_again(line, box)
    filing.file_away(line, box)
    return len(new)


def _entered(selected: Selected, line: Line) -> Mailbox:
    """Our record of the folder; begun anew where the server has numbered it anew."""
    box = actions.mailbox_named(name())
    if box.validity != selected.validity:
        base = selected.following - 1 if selected.following else max(line.newer(1, 0), default=0)
        log.info("the mailbox %s is seen under the validity %s", box.name, selected.validity)
        actions.enter(box, selected.validity, base=base, since=_since(box))
    return box


def _since(box: Mailbox) -> date:
    """The day from which messages count that were there before: the last days, and whatever came since we last looked."""
    days = clock.real_now() - timedelta(days=settings.IMAP_DAYS)
    looked = box.succeeded_at - A_DAY if box.succeeded_at else days
    return (min(days, looked) - A_DAY).date()  # a day more: the server counts days in a zone of its own


def _listed(line: Line, box: Mailbox, selected: Selected) -> list[int]:
    """Every message that may be new to us."""
    low = max(1, box.high - LOOK_BACK + 1)
    before = line.older(low, box.base, since=box.since) if box.since else []
    return before + line.newer(max(low, box.base + 1), selected.following)


def _known(box: Mailbox, found: Sequence[int]) -> set[int]:
    if not found:
        return set()
    rows = Arrival.objects.filter(mailbox=box, validity=box.validity, uid__gte=found[0], uid__lte=found[-1])
    return set(rows.values_list("uid", flat=True))


def _go_up(box: Mailbox, found: Sequence[int]) -> None:
    """Up to the first message that still has no row: it was listed and could not be read; it is asked about again."""
    known = _known(box, found)
    without = [uid for uid in found if uid not in known]
    high = min(without) - 1 if without else max([box.base, *found])
    if high > box.high:
        actions.note_high(box, high)


def _read_all(line: Line, box: Mailbox, uids: Sequence[int]) -> None:
    sizes = line.sizes(uids)
    for uid in uids:
        if uid in sizes:
            read_one(line, Spot(box.pk, box.validity, uid), sizes[uid])
