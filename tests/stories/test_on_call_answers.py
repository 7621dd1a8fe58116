"""Who is on call, asked over the API and at the command line."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.site.cli import main
from tests.support.api import House, open_house, refused
from tests.support.clock import StandingClock
from tests.support.duty import nobody_planned, weekly
from tests.support.queries import queries

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-team")]


@pytest.fixture
def house(clock: StandingClock) -> House:
    house = open_house(clock.now)
    nobody_planned()
    weekly("duty_engineer", "一线", house.world.duty, house.world.second, at=clock.now)
    weekly("senior_engineer", "二线", house.world.senior, at=clock.now)
    return house


def test_machines_ask_who_answers(house: House, clock: StandingClock) -> None:
    answer = house.duty.get("/on-call?role=duty_engineer")
    assert answer.status == 200
    assert answer.body == {
        "at": "2026-03-02T02:00:00Z",
        "on_call": [
            {
                "role": "duty_engineer", "user_id": house.world.duty.pk, "name": "周值班", "begins_at": "2026-03-02T02:00:00Z",
                "ends_at": "2026-03-09T01:00:00Z", "schedule": "一线", "customer": None,
            }
        ],
    }  # fmt: skip
    later = house.duty.get("/on-call?at=2026-03-09T09:00:00%2B08:00")
    assert [(one["role"], one["name"]) for one in later.body["on_call"]] == [
        ("duty_engineer", "吴值班"),
        ("senior_engineer", "郑资深"),
    ]
    same = house.duty.get("/on-call?role=duty_engineer", if_none_match=answer.headers["ETag"])
    assert same.status == 304


def test_it_asks_one_question_for_all(house: House) -> None:
    house.duty.get("/on-call")
    with queries(2):  # the token, the shifts
        house.duty.get("/on-call")


def test_what_cannot_be_asked(house: House) -> None:
    refused(house.wang.get("/on-call"), 403)
    refused(house.duty.get("/on-call?role=emperor"), 422, "on_call.role")
    refused(house.duty.get("/on-call?role=customer_member"), 422, "on_call.role")
    refused(house.duty.get("/on-call?at=tomorrow"), 422)
    refused(house.duty.get("/on-call?at=2026-03-02T10:00:00"), 422)
    refused(house.duty.get("/on-call?at=1772416800"), 422)
    refused(house.duty.get("/on-call?at=0001-01-01T00:00:00%2B08:00"), 422, "on_call.at")
    refused(house.duty.get("/on-call?who=me"), 422)


def test_the_command_says_the_same(
    house: House, clock: StandingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["on-call", "duty_engineer"]) == 0
    assert capsys.readouterr().out == "duty_engineer\t周值班\tduty@house.example\t2026-03-09T01:00+00:00\n"
    assert main(["on-call", "--at", "2026-03-09T01:00"]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("duty_engineer\t吴值班\t")
    assert main(["on-call", "architect"]) == 1
    assert capsys.readouterr().out == "无人值班。\n"
    assert main(["on-call", "emperor"]) == 1
    assert "没有角色 emperor" in capsys.readouterr().err
    far = (clock.now - timedelta(days=1)).isoformat()
    assert main(["on-call", "--at", far]) == 1
