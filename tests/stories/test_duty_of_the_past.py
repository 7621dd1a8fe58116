"""Who was on call then is a fact: who left, took or cancelled leave since changes nothing about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shounuo.casework.away import cancel_leave, take_leave
from shounuo.oncall.reads import on_call
from shounuo.site.cli import main
from tests.support.api import House, open_house
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.duty import nobody_planned, weekly
from tests.support.leaving import as_shown, page_of, press
from tests.support.queries import queries

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.2-P0-team", "7.1-platform")]
DAY = timedelta(days=1)


@pytest.fixture
def house(clock: StandingClock) -> House:
    house = open_house(clock.now)
    nobody_planned()
    weekly("duty_engineer", "一线", house.world.duty, house.world.second, at=clock.now)
    return house


def test_whoever_left_is_still_named_for_when_they_stood(
    house: House, clock: StandingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    began, admin = clock.now, desk(house.world.admin)
    left = clock.forward(days=2)
    assert press(admin, house.world.duty, as_shown(page_of(admin, house.world.duty))).status_code == 303
    clock.forward(days=1)
    capsys.readouterr()
    assert main(["on-call", "duty_engineer", "--at", (began + DAY).isoformat()]) == 0
    assert capsys.readouterr().out.split("\t")[1] == "周值班"
    assert main(["on-call", "duty_engineer", "--at", (left + DAY / 24).isoformat()]) == 0
    assert capsys.readouterr().out.split("\t")[1] == "吴值班"
    with queries(2):  # the token, the shifts
        answer = house.second.get("/on-call?role=duty_engineer&at=2026-03-03T10:00:00%2B08:00")
    assert [one["name"] for one in answer.body["on_call"]] == ["周值班"]
    page = look(admin, "/desk/on-call?at=2026-03-03T10:00")
    assert "3月3日 周二 10:00 谁在值班" in page
    assert "周值班" in page
    assert '<span class="tag">已离职</span>' in page
    assert f"/desk/people/{house.world.duty.pk}" not in page  # that page is there no longer
    assert "duty@house.example" not in page
    assert "周值班" not in look(admin, "/desk/on-call")
    assert set(on_call(["duty_engineer"], clock.now)) == {
        house.world.second.pk
    }  # cases still go to nobody who left


def test_a_moment_at_which_they_had_left_names_them_no_more(house: House, clock: StandingClock) -> None:
    """A shift planned by hand that somebody's hand in the table left standing."""
    admin = desk(house.world.admin)
    clock.forward(hours=1)
    press(admin, house.world.duty, as_shown(page_of(admin, house.world.duty)))
    house.world.duty.shifts.update(ends_at=clock.now + 5 * DAY)
    names = [
        one["name"] for one in house.second.get("/on-call?at=2026-03-03T10:00:00%2B08:00").body["on_call"]
    ]
    assert names == ["吴值班"]


def test_leave_entered_or_cancelled_later_changes_nothing_about_it(
    house: House, clock: StandingClock
) -> None:
    world, at = house.world, clock.now
    then = "/on-call?role=duty_engineer&at=2026-03-03T10:00:00%2B08:00"

    def who() -> list[str]:
        return [one["name"] for one in house.second.get(then).body["on_call"]]

    clock.forward(days=3)
    taken = take_leave(world.duty, "sick", at, at + 6 * DAY, by=world.lead.actor, at=clock.now)
    assert who() == ["周值班"]  # they stood that day, whatever was entered afterwards
    assert house.second.get("/on-call?role=duty_engineer").body["on_call"] == []
    gone = clock.now
    cancel_leave(taken, by=world.lead.actor, at=clock.forward(days=1))
    assert who() == ["周值班"]
    during = f"/on-call?role=duty_engineer&at={(gone + DAY / 2).isoformat().replace('+', '%2B')}"
    assert house.second.get(during).body["on_call"] == []
    assert [one["name"] for one in house.second.get("/on-call?role=duty_engineer").body["on_call"]] == [
        "周值班"
    ]


@pytest.mark.parametrize("asked", ["gestern", "0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_that_cannot_be_asked_about(asked: str, house: House) -> None:
    answer = desk(house.world.duty).get(f"/desk/on-call?at={asked}")
    assert answer.status_code == 422
    assert "周值班</" not in answer.content.decode().split("<main")[1]


def test_a_moment_ahead_and_one_before_anything(house: House, clock: StandingClock) -> None:
    client = desk(house.world.duty)
    ahead = look(client, "/desk/on-call?at=2026-03-10T10:00")
    assert "吴值班" in ahead
    assert "谁值班" in ahead
    before = look(client, "/desk/on-call?at=2025-03-10T10:00")
    assert "这一时刻没有任何排班" in before  # the schedule was laid later: nobody was missing
    assert "无人值班" not in before
    assert datetime(2026, 3, 2, 2, tzinfo=UTC) == clock.now
