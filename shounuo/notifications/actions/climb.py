"""Pages climb by their next rungs: gathered, decided and written for all that are due together, in one transaction.

1. The page's waiting row is due. The page is made by its first rung.
2. What the house looks like is gathered once (`gathering`), what each page does is decided on that (`climbing`).
3. What is queued here leaves after the commit, each row at most once.
4. The row moves on to the next rung, or to the next round: until somebody answers something always lies ahead.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.calendars.reads import hours
from shounuo.cases.models import Case
from shounuo.customers.terms import terms
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.rows import insert_later, save_rows, write_later
from shounuo.kernel.words import Words
from shounuo.logbook.actions import record
from shounuo.notifications.actions import Raise, clear_alarm_keys, raise_alarms
from shounuo.notifications.actions.pages import KINDS, unheard
from shounuo.notifications.climbing import Climbed, decide
from shounuo.notifications.gathering import cases, gather
from shounuo.notifications.models import Page
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

ALWAYS = "always"
ENDS = {"told": "page.told", "withdrawn": "page.withdrawn"}


def climb(rows: list[Due], at: datetime) -> Outcome:
    """Climb these pages, all of one occasion, each by its own next rung."""
    many = cases(row.subject_id for row in rows)
    opens = {pk: _opens(case, at) for pk, case in many.items()}
    known = gather(
        {pk: case for pk, case in many.items() if opens[pk] <= at}, rows[0].kind.removeprefix("page."), at
    )
    done = {pk: decide(one, known) for pk, one in known.climbing.items()}
    _write(list(done.values()), at)
    outcome = Outcome()
    for row in rows:
        if row.subject_id in known.busy:
            outcome.busy.add(row.id)
        elif row.subject_id not in done:
            outcome.again[row.id] = opens[row.subject_id]
        elif (again := done[row.subject_id].again) is not None:
            outcome.again[row.id] = again
    return outcome


def _opens(case: Case, at: datetime) -> datetime:
    """When people may be called about this case: what can wait until working hours calls nobody outside of them. [5.3.3-P3]"""
    calendar = terms(case.policy_hash, case.contract_id).notifications[case.priority].calendar  # type: ignore[index]
    return at if calendar == ALWAYS else hours(calendar).next_open(at)


for _kind in KINDS.values():
    handles(_kind)(climb)


def _write(done: list[Climbed], at: datetime) -> None:
    """Pages, then messages, calls and deliveries, each kind in one statement."""
    begun = [one.of.page for one in done if one.of.page.pk]
    fresh = [one.of.page for one in done if not one.of.page.pk]
    save_rows(begun, ["round", "step", "since", "state", "ended_at"])
    insert_later(fresh)
    for page in fresh:
        _note("page.opened", page, at, level=page.level)
    _write_calls(done)
    for one in done:
        if one.of.page.state in ENDS:
            _note(ENDS[one.of.page.state], one.of.page, at)
    _ring(done, {page.pk for page in begun}, at)


def _write_calls(done: list[Climbed]) -> None:
    calls = [call for one in done for call in one.calls]
    for call in calls:
        call.page = call.page  # its key is known by now
        call.message.key = f"page:{call.page_id}:{call.user_id}"
    insert_later([call.message for call in calls])
    for call in calls:
        call.message = call.message
    insert_later(calls)
    save_rows([call for one in done for call in one.meant], ["part", "whom"])
    queued = [each for one in done for each in one.queued]
    for call, delivery in queued:
        delivery.message_id = call.message_id
    write_later([delivery for _, delivery in queued])


def _ring(done: list[Climbed], begun: set[int], at: datetime) -> None:
    """Where nobody can be reached somebody looks; where somebody hears nobody needs to any more."""
    heard = [unheard(one.of.page) for one in done if one.heard and one.of.page.pk in begun]
    if heard:
        clear_alarm_keys(heard, by=SYSTEM, at=at)
    raises = [_alarm(one.of.page) for one in done if one.unheard]
    if raises:
        raise_alarms(raises, at=at)


def _alarm(page: Page) -> Raise:
    case = page.case
    words = Words(
        f"{case.number}（{page.level}）：呼叫名单上无人可以联系到，请立即安排人员",
        f"{case.number} ({page.level}): nobody on the ladder can be reached; please find somebody now",
    )
    return Raise(unheard(page), "page.unheard", words, case)


def _note(verb: str, page: Page, at: datetime, **facts: Any) -> None:
    record(verb, stream=page.case.stream, by=SYSTEM, at=at, occasion=page.occasion, page=page.pk, **facts)
