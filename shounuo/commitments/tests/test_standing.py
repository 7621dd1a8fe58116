"""Promises without a case: one table, one set of rules, one watch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from shounuo.commitments.actions import standing
from shounuo.commitments.actions.standing import WAKES, StandingFired
from shounuo.commitments.models import Commitment
from shounuo.commitments.reads import standing as strips
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.transaction import atomic
from shounuo.logbook.models import Entry
from shounuo.policy.actions import adopt
from shounuo.policy.loading import SHIPPED
from shounuo.waiting.models import Due

pytestmark = pytest.mark.django_db
BEGAN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DUE = BEGAN + timedelta(days=10)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _standard() -> None:
    adopt(SHIPPED.read_text(encoding="utf-8"), by=SYSTEM, at=BEGAN)


def promise(at: datetime = BEGAN, about: str = "training:1", due: datetime = DUE) -> list[StandingFired]:
    return standing.promise(
        about, "quarterly_training", clause="8.2-quarterly", owner_roles=["technical_lead"], begins_at=BEGAN, due_at=due,
        by=SYSTEM, at=at,
    )  # fmt: skip


def row(about: str = "training:1") -> Commitment:
    return Commitment.objects.get(about=about)


def waking() -> datetime | None:
    return Due.objects.filter(kind=WAKES, subject_id=row().pk).values_list("due_at", flat=True).first()


def look_at(at: datetime) -> list[tuple[str, int, datetime]]:
    with atomic():
        fired = standing.settle(standing.hold([row().pk]).values(), at=at)
        standing.set_wakes([row()])
    return [(one.kind, one.share, one.moment) for one in fired]


@pytest.mark.clause("8.2-quarterly", "6.1-sla-risk")
def test_warned_at_each_share_and_broken_a_second_after_its_due_time() -> None:
    assert promise() == []
    assert waking() == BEGAN + timedelta(days=5)
    assert look_at(BEGAN + timedelta(days=5) - SECOND) == []
    assert look_at(BEGAN + timedelta(days=5)) == [("warning", 50, BEGAN + timedelta(days=5))]
    assert look_at(BEGAN + timedelta(days=5)) == []
    assert waking() == BEGAN + timedelta(days=7, hours=12)
    assert look_at(BEGAN + timedelta(days=9, hours=1)) == [("warning", 90, BEGAN + timedelta(days=9))]
    assert waking() == DUE + SECOND
    assert look_at(DUE) == []
    assert look_at(DUE + SECOND) == [("breach", 100, DUE)]
    assert look_at(DUE + timedelta(days=9)) == []
    assert (row().broken_at, row().state) == (DUE, "running")


@pytest.mark.clause("8.2-quarterly")
def test_kept_at_its_due_time_it_waits_for_nothing_more() -> None:
    promise()
    assert [one.share for one in standing.keep("training:1", "quarterly_training", by=SYSTEM, at=DUE)] == [90]
    assert (row().state, row().met_at, row().broken_at, waking()) == ("met", DUE, None, None)
    before = Entry.objects.count()
    assert standing.keep("training:1", "quarterly_training", by=SYSTEM, at=DUE + SECOND) == []
    assert standing.withdraw("training:1", "quarterly_training", by=SYSTEM, at=DUE + SECOND) == []
    assert (row().met_at, Entry.objects.count()) == (DUE, before)


@pytest.mark.clause("8.2-quarterly")
def test_kept_too_late_the_breach_is_written_first() -> None:
    promise()
    fired = standing.keep("training:1", "quarterly_training", by=SYSTEM, at=DUE + SECOND)
    assert [(one.kind, one.moment) for one in fired] == [("breach", DUE)]
    assert (row().state, row().broken_at, row().met_at) == ("met", DUE, DUE + SECOND)


def test_withdrawn_too_late_it_stays_broken() -> None:
    promise()
    standing.withdraw("training:1", "quarterly_training", by=SYSTEM, at=DUE + timedelta(days=1))
    assert (row().state, row().broken_at, waking()) == ("withdrawn", DUE, None)


@pytest.mark.clause("7.1-workflow")
def test_what_is_promised_when_it_is_past_already_is_broken_at_once() -> None:
    fired = promise(at=DUE + timedelta(days=3))
    assert [(one.kind, one.moment) for one in fired] == [("breach", DUE)]
    assert (row().broken_at, waking()) == (DUE, None)
    broken = Entry.objects.get(verb="commitment.broken")
    assert (broken.stream, broken.happened_at, broken.recorded_at) == (
        "training:1",
        DUE,
        DUE + timedelta(days=3),
    )


def test_the_same_promise_is_there_once() -> None:
    promise()
    with pytest.raises(IntegrityError), atomic():
        Commitment.objects.create(
            about="training:1", track="quarterly_training", clause="8.2-quarterly", audience="internal", started_at=BEGAN,
            budget_seconds=1, due_at=DUE,
        )  # fmt: skip


def test_a_promise_about_somebody_stands_in_their_stream_and_each_has_its_strip() -> None:
    promise(about="account:7/onboarding:3")
    promise(about="training:2", due=BEGAN + timedelta(days=1))
    assert (
        Entry.objects.get(verb="commitment.made", stream="account:7").facts["about"]
        == "account:7/onboarding:3"
    )
    found = strips(["account:7/onboarding:3", "training:2", "training:9"], BEGAN + timedelta(days=2))
    assert {about: one.state for about, one in found.items()} == {
        "account:7/onboarding:3": "running", "training:2": "broken",
    }  # fmt: skip
