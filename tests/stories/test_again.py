"""A deadlock on a busy database is nobody's error: the act is done again, once, and nothing is there twice. [5.3.1-communicate]"""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError

from shounuo.accounts.actions import issue_token
from shounuo.cases.models import Case, Message
from shounuo.casework import act
from shounuo.casework.accept import accept
from tests.support.api import Machine
from tests.support.clock import StandingClock
from tests.support.desk import desk, opened, send
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.clause("5.3.1-communicate")]
Fails = Callable[[int], None]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def case(world: World, clock: StandingClock) -> Case:
    return accept(opened(world, clock), world.duty, at=clock.now)


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Fails:
    """The act is broken off so many times at its end, as by PostgreSQL."""

    def so_often(times: int) -> None:
        left, really = [times], act.finish

        def finish(one: act.Act, at: object) -> None:
            really(one, at)  # type: ignore[arg-type]
            if left[0]:
                left[0] -= 1
                raise OperationalError("deadlock detected") from psycopg.errors.DeadlockDetected(
                    "deadlock detected"
                )

        monkeypatch.setattr(act, "finish", finish)

    return so_often


def said(case: Case) -> list[str]:
    return list(Message.objects.filter(case=case, body="正在处理").values_list("body", flat=True))


def test_the_api_answers_as_if_nothing_had_been(
    case: Case, world: World, clock: StandingClock, fails: Fails
) -> None:
    machine = Machine(issue_token(world.duty, "test", by=world.duty.actor, at=clock.now))
    for key in ("", "one"):
        fails(1)
        answer = machine.post(f"/cases/{case.number}/messages", {"body": "正在处理"}, key=key)
        assert answer.status == 201, answer.body
    assert said(case) == ["正在处理"] * 2  # two requests, each of them once


def test_the_page_too(case: Case, world: World, fails: Fails) -> None:
    fails(1)
    answer = send(desk(world.duty), case, "replies", body="正在处理", visibility="public")
    assert answer.status_code < 400
    assert said(case) == ["正在处理"]


def test_twice_in_a_row_is_trouble_and_nothing_is_written(case: Case, world: World, fails: Fails) -> None:
    client = desk(world.duty)
    client.raise_request_exception = False
    fails(2)
    assert send(client, case, "replies", body="正在处理", visibility="public").status_code == 500
    assert said(case) == []
