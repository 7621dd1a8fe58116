"""What the watch gave up is somebody's business: an alarm, and a way back once its cause is mended. [7.1-workflow]"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications.actions import clear_alarm_keys, raise_alarm
from shounuo.waiting.actions import revive
from shounuo.waiting.models import Due


def alarm_given_up(row: Due, at: datetime) -> None:
    """In the transaction that gives it up."""
    words = Words(
        f"到期事项 {row.pk}（{row.kind} {row.subject_id}）多次失败，已停止重试：{row.trouble}",
        f"Row {row.pk} ({row.kind} {row.subject_id}) failed again and again and is given up: {row.trouble}",
    )
    raise_alarm(_key(row.pk), "waiting.dead", words, at=at)


def try_given_up_again(ids: Iterable[int], *, by: Actor, at: datetime) -> list[Due]:
    """Due again at once, and the alarm is cleared; it comes back if the row is given up again."""
    with atomic():
        rows = revive(ids, by=by, at=at)
        clear_alarm_keys([_key(row.pk) for row in rows], by=by, at=at)
        return rows


def _key(row_id: int) -> str:
    return f"dead:{row_id}"
