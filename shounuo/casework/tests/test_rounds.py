"""Rounds come by once, move on to their next time, and are set out where they have no row."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shounuo.casework import rounds
from shounuo.waiting import engine
from shounuo.waiting.models import Due
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A round of the test's own, an hour apart, beside the house's."""
    monkeypatch.setattr(rounds, "_rounds", {})
    monkeypatch.setattr(engine, "_handlers", dict(engine._handlers))
    times: list[datetime] = []
    rounds.round_of("test.round", lambda at: at + timedelta(hours=1))(times.append)
    return times


@pytest.mark.clause("7.1-workflow")
def test_a_round_comes_by_again_and_again(seen: list[datetime], clock: StandingClock) -> None:
    began = clock.now
    rounds.set_out(began)
    tick(began)
    tick(clock.forward(minutes=59))
    assert seen == [began]
    tick(clock.forward(minutes=1))
    assert seen == [began, began + timedelta(hours=1)]
    assert Due.objects.get(kind="test.round").due_at == began + timedelta(hours=2)


def test_setting_out_twice_moves_nothing(seen: list[datetime], clock: StandingClock) -> None:
    rounds.set_out(clock.now)
    tick(clock.now)
    due = Due.objects.get(kind="test.round").due_at
    rounds.set_out(clock.forward(minutes=10))
    assert Due.objects.get(kind="test.round").due_at == due
    assert len(seen) == 1
