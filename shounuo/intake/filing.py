"""What becomes of messages at the server, after they were taken: marked as read, moved, or left alone.

Marking and moving twice does no harm, so what was not noted as done is simply done again.
"""

from __future__ import annotations

from django.conf import settings

from shounuo.intake import actions
from shounuo.intake.line import Line
from shounuo.intake.models import Arrival, Mailbox

MOST = 200


def file_away(line: Line, box: Mailbox) -> None:
    """Raises Trouble where the server won't."""
    unfiled = Arrival.objects.filter(mailbox=box, validity=box.validity, filed=False)
    while rows := list(unfiled.filter(state__in=("taken", "aside", "dropped")).order_by("uid")[:MOST]):
        _file_taken(line, [row.uid for row in rows if row.state == "taken"])
        _file_aside(line, [row.uid for row in rows if row.state != "taken"])
        actions.note_filed(rows)


def _file_taken(line: Line, uids: list[int]) -> None:
    if not uids or settings.IMAP_TAKEN == "leave":
        return
    line.mark(uids, r"\Seen")
    if settings.IMAP_TAKEN == "move":
        line.move(uids, settings.IMAP_TAKEN_FOLDER)


def _file_aside(line: Line, uids: list[int]) -> None:
    """Flagged, so that whoever looks into the mailbox sees it; moved where a folder is set."""
    if not uids or settings.IMAP_TAKEN == "leave":
        return
    line.mark(uids, r"\Flagged")
    if settings.IMAP_ASIDE_FOLDER:
        line.move(uids, settings.IMAP_ASIDE_FOLDER)
