"""The war room at the desk: whoever comes sees what to do next, does it, and everybody sees it. [5.3.2-P0-takeover, 5.3.2-P0-team]"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def case(world: World, clock: StandingClock) -> Case:
    return opened(
        world, clock, problem_type="outage", impact="all_users", choice="P0", subject="支付全部中断"
    )


def room(case: Case) -> str:
    return f"/desk/cases/{case.number}/war-room"


def press(user: User | Client, case: Case, noun: str, **said: Any) -> Any:
    client = user if isinstance(user, Client) else desk(user)
    return client.post(f"{room(case)}/{noun}", said)


def refusal(answer: Any) -> str:
    found = re.search(r"<span data-refusal>(.*?)</span>", answer.content.decode())
    assert found, answer.status_code
    return found[1]


def test_the_room_is_there(world: World, case: Case) -> None:
    page = look(desk(world.senior), room(case))
    assert "我已到场" in page
    assert "快速评估" in page
