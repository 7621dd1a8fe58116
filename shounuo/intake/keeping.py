"""A message of a mailbox is taken, or kept aside with the reason: stored as it came, tried again a few times."""

from __future__ import annotations

import email
import logging
from datetime import datetime, timedelta
from email.policy import compat32
from email.utils import parseaddr
from io import BytesIO

from django.db import InterfaceError, OperationalError

from shounuo.intake import patience
from shounuo.intake.actions import Spot, put_off
from shounuo.intake.letter import Unusable
from shounuo.intake.models import Arrival
from shounuo.intake.take import Later, take
from shounuo.kernel.files import NewFile, store
from shounuo.kernel.words import Words

log = logging.getLogger("shounuo.intake")
NOTHING = Words("服务器没有给出内容", "the server gives no content")


def take_at(spot: Spot, raw: bytes, *, at: datetime) -> None:
    """Never raises for the message's own fault; a database that is away is not."""
    try:
        take(raw, at=at, spot=spot)
    except Later as later:
        words = Words.of("暂不收取（{why}）", "not now ({why})", why=later)
        _put_off(spot, words, raw, patience.FLOOD, counts=False, at=at)
    except Unusable as error:
        words = Words.of("无法辨认（{why}）", "nothing can be made of it ({why})", why=error)
        _put_off(spot, words, raw, None, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("message %s of mailbox %s could not be taken", spot.uid, spot.mailbox_id)
        why = type(error).__name__
        words = Words.of("收取时出错（{why}）", "an error while it was taken ({why})", why=why)
        _put_off(spot, words, raw, patience.retry_after(_tries(spot) + 1), at=at)


def not_read(spot: Spot, problem: Words, *, at: datetime) -> None:
    """The server doesn't give it out: tried again as long as it lies there."""
    _put_off(spot, problem, None, patience.retry_after(_tries(spot) + 1) or patience.AFTER[-1], at=at)


def keep_too_large(spot: Spot, head: bytes, size: int, *, at: datetime) -> None:
    """It stays at the server; only its sender is noted."""
    words = Words.of("过大，{size} MB", "too large, {size} MB", size=size // 2**20)
    put_off(spot, words, retry_at=None, counts=True, sender=_sender(head), at=at)


def _tries(spot: Spot) -> int:
    rows = Arrival.objects.filter(mailbox_id=spot.mailbox_id, validity=spot.validity, uid=spot.uid)
    return rows.values_list("tries", flat=True).first() or 0


def _put_off(
    spot: Spot, problem: Words, raw: bytes | None, wait: timedelta | None, *, counts: bool = True, at: datetime
) -> None:  # fmt: skip
    """Stored first: a file without a row is rubbish, a row without its file would be a loss."""
    kept = "" if raw is None or _is_kept(spot) else store(NewFile("mail.eml", len(raw), BytesIO(raw)))[0]
    retry_at = at + wait if wait else None
    put_off(spot, problem, retry_at=retry_at, counts=counts, kept=kept, sender=_sender(raw or b""), at=at)
    log.warning("message %s of mailbox %s was not taken: %s", spot.uid, spot.mailbox_id, problem)


def _is_kept(spot: Spot) -> bool:
    rows = Arrival.objects.filter(mailbox_id=spot.mailbox_id, validity=spot.validity, uid=spot.uid)
    return rows.exclude(kept="").exists()


def _sender(raw: bytes) -> str:
    """As far as one can tell."""
    try:
        message = email.message_from_bytes(raw[:65536], policy=compat32)
        return parseaddr(str(message.get("From", "")))[1].lower()
    except Exception:  # whatever a damaged header raises: a line without a name does as well
        return ""
