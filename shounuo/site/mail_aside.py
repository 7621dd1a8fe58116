"""Mails that could not be taken: listed, tried once more or given up when somebody says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from shounuo.kernel.words import Words
from shounuo.site.speech import complain, said, say

if TYPE_CHECKING:
    from shounuo.intake.models import Arrival


def listed() -> int:
    """One line each: its id, when it came, from whom, why, and the file in which it lies as it came."""
    from shounuo.intake.reads import left_over
    from shounuo.kernel.files import path_of

    for row in left_over():
        why = said(Words(row.problem["zh"], row.problem["en"]))
        where = str(path_of(row.kept)) if row.kept else said(Words("仍在信箱中", "still in the mailbox"))
        print(row.pk, row.came_at.isoformat(timespec="minutes"), row.sender or "?", why, where, sep="\t")
    return 0


def again(ids: Sequence[int]) -> int:
    """Taken from what was stored; one that lies in the mailbox only is read at the follower's next round. Exit status 1
    where one could not be taken again."""
    from shounuo.intake import second_try
    from shounuo.kernel.clock import now

    at, failed = now(), False
    for one, row in _rows(ids):
        if row is None:
            failed = True
        elif second_try.at_once(row, at=at):
            say("{id} 已收取", "{id} is taken", id=one)
        else:
            say("{id} 仍未收取", "{id} is not taken yet", id=one)
            failed = True
    return int(failed)


def drop(ids: Sequence[int]) -> int:
    """Somebody has looked, and nothing is to be made of them: what was stored is removed. On record."""
    from shounuo.intake import actions
    from shounuo.kernel.actor import SYSTEM
    from shounuo.kernel.clock import now

    at, failed = now(), False
    for one, row in _rows(ids):
        if row is None:
            failed = True
        else:
            actions.drop(row, by=SYSTEM, at=at)
            say("{id} 已放弃", "{id} is given up", id=one)
    return int(failed)


def _rows(ids: Sequence[int]) -> Iterator[tuple[int, Arrival | None]]:
    """Each id with its mail; None, and a line about it, where there is none."""
    from shounuo.intake.reads import left_over

    rows = {row.pk: row for row in left_over()}
    for one in ids:
        if one not in rows:
            complain("没有编号为 {id} 的未收邮件", "there is no such mail: {id}", id=one)
        yield one, rows.get(one)
