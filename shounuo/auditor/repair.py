"""What the auditor does about what it found: the missing row under its normal key, on record and as an alarm."""

from __future__ import annotations

from datetime import datetime

from shounuo.auditor.checks import Findings
from shounuo.cases.models import Case
from shounuo.casework.act import working_on
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.logbook.actions import record
from shounuo.notifications.actions import deliver_again, raise_alarm
from shounuo.notifications.actions.pages import NEW_CASE, begin_pages
from shounuo.notifications.models import Message


def repair(found: Findings, *, at: datetime) -> int:
    """Each in a transaction of its own, so that one that can't be mended holds up no other; how many rows were missing."""
    for case in found.unwoken:
        _wake(case, at)
    for case in found.uncalled:
        _call(case, at)
    for message in found.undelivered:
        _deliver(message, at)
    if found.late_since:
        _say_late(found.late_since, at)
    return len(found.unwoken) + len(found.uncalled) + len(found.undelivered)


def _wake(case: Case, at: datetime) -> None:
    """Settling sets the waking: the truth was never in the row."""
    with working_on(case, at=at) as act:
        act.nothing_done = True
        _note(act.case, "wake", at)


def _call(case: Case, at: datetime) -> None:
    with working_on(case, at=at) as act:
        act.nothing_done = True
        if act.case.state == "new":
            begin_pages([(act.case, NEW_CASE)], at=at)
            _note(act.case, "page", at)


def _deliver(message: Message, at: datetime) -> None:
    with atomic():
        if deliver_again(message, at=at):
            _note(message.case, "delivery", at)


def _note(case: Case | None, what: str, at: datetime) -> None:
    record("auditor.repaired", stream=case.stream if case else "desk", by=SYSTEM, at=at, what=what)
    number = case.number if case else "–"
    words = Words(
        f"{number}：审计员补上了缺失的{NAMES[what].zh}，请查明原因",
        f"{number}: the auditor wrote a missing {NAMES[what].en}; please find out why",
    )
    raise_alarm(f"audit:{what}:{number}", "auditor.repaired", words, case=case, at=at)


NAMES = {
    "wake": Words("到期事项", "waiting row"),
    "page": Words("呼叫", "call"),
    "delivery": Words("通知投递", "delivery"),
}


def _say_late(since: datetime, at: datetime) -> None:
    minutes = int((at - since).total_seconds() // 60)
    words = Words(
        f"看守似乎停止了：最早的到期事项已拖延 {minutes} 分钟",
        f"the watch seems to have stopped: the oldest due row is {minutes} minutes late",
    )
    with atomic():
        raise_alarm(LATE, "watch.late", words, at=at)


LATE = "watch.late"
