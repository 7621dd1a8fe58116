"""Mails that could not be taken: listed, and tried once more when somebody says so."""

from __future__ import annotations

from collections.abc import Sequence

from shounuo.kernel.words import Words
from shounuo.site.speech import complain, said, say


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
    from shounuo.intake.reads import left_over
    from shounuo.kernel.clock import now

    at, rows, failed = now(), {row.pk: row for row in left_over()}, 0
    for one in ids:
        if one not in rows:
            complain("没有编号为 {id} 的未收邮件", "there is no such mail: {id}", id=one)
            failed = 1
        elif second_try.at_once(rows[one], at=at):
            say("{id} 已收取", "{id} is taken", id=one)
        else:
            say("{id} 仍未收取", "{id} is not taken yet", id=one)
            failed = 1
    return failed
