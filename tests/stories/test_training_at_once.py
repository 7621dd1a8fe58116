"""Two at once: watches that plan, colleagues who sign the last task, leads who record the same attendance. Each happens once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from shounuo.accounts.models import User
from shounuo.casework import onboard, train
from shounuo.commitments.models import Commitment
from shounuo.kernel.refusal import Refusal
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from shounuo.training.actions import onboarding as actions
from shounuo.training.actions.sessions import Meeting
from shounuo.training.models import Session, Task
from tests.support.training import newcomer
from tests.support.world import MONDAY, World, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return build()


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """All of them from threads that start together; the codes of those that were refused. Anything else fails the test."""
    start, refused, failed = threading.Barrier(len(deeds)), [], []

    def run(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
        except Refusal as refusal:
            refused.append(refusal.code)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed
    return refused


@pytest.mark.clause("8.2-quarterly")
def test_watches_that_plan_at_once_promise_each_period_once(world: World) -> None:
    assert at_once(*[lambda: train.plan_ahead(MONDAY)] * 4) == []
    assert Session.objects.count() == 4
    assert Commitment.objects.exclude(about="").count() == 4


@pytest.mark.clause("8.2-onboarding")
def test_watches_that_find_a_newcomer_at_once_assign_one_onboarding(world: World) -> None:
    newcomer(MONDAY)
    assert at_once(*[lambda: onboard.assign_missing(MONDAY)] * 4) == []
    assert Task.objects.count() == 9
    assert Commitment.objects.filter(track="onboarding").count() == 1
    assert Message.objects.filter(kind="onboarding.assigned").count() == 1


@pytest.mark.clause("8.2-onboarding")
def test_two_last_signatures_at_once_end_the_onboarding_once(world: World) -> None:
    user = newcomer(MONDAY)
    onboard.assign(user, by=world.lead.actor, at=MONDAY)
    *others, first, second = Task.objects.order_by("position")
    for task in Task.objects.all():
        actions.finish_task(task, by=user.actor, at=MONDAY)
    for task in others:
        onboard.sign(task, world.lead, at=MONDAY)
    signers: list[tuple[Task, User]] = [(first, world.lead), (second, world.senior)]
    assert (
        at_once(*[lambda task=task, who=who: onboard.sign(task, who, at=MONDAY) for task, who in signers])
        == []
    )
    for verb in ("onboarding.completed", "engineer.cleared", "commitment.met"):
        assert Entry.objects.filter(verb=verb).count() == 1, verb
    assert Message.objects.filter(kind="onboarding.cleared").count() == 1


@pytest.mark.clause("8.2-quarterly")
def test_attendance_recorded_twice_at_once_counts_once(world: World) -> None:
    train.plan_ahead(MONDAY)
    q1 = Session.objects.get(kind="quarterly", period="2026-Q1")
    begins, ends = datetime(2026, 3, 18, 6, 0, tzinfo=UTC), datetime(2026, 3, 18, 8, 0, tzinfo=UTC)
    train.arrange(q1, Meeting(begins, ends, "新功能"), by=world.lead.actor, at=MONDAY)
    deed = lambda: train.record_attendance(q1, [world.duty.pk], by=world.lead.actor, at=ends)  # noqa: E731
    assert at_once(deed, deed) == ["training.held"]
    assert Session.objects.filter(makes_up=q1).count() == 1
    assert Commitment.objects.filter(track="make_up").count() == 1
