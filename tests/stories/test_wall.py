"""The wallboard: what needs somebody now, and nothing else. [7.1-platform]"""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.reply import reply
from shounuo.incidents.models import Incident
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.theatre import Theatre
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-platform")]
CALM = "一切按承诺进行"


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def passes(clock: StandingClock, minutes: int) -> None:
    clock.forward(minutes=minutes)
    while tick(clock.now):
        pass


def test_a_case_stands_there_while_somebody_has_to_act(world: World, clock: StandingClock) -> None:
    screen = desk(world.lead)
    assert CALM in look(screen, "/desk/wall")
    case = opened(world, clock)
    page = look(screen, "/desk/wall")
    assert case.number in page
    assert "待受理" in page
    accept(case, world.duty, at=clock.now)
    calm = look(screen, "/desk/wall")
    assert case.number not in calm  # it is being worked on, in time
    assert CALM in calm
    passes(clock, 100)  # an update is owed every two hours
    assert "即将超时" in look(screen, "/desk/wall")
    passes(clock, 30)
    late = look(screen, "/desk/wall")
    assert "欠客户一次更新" in late  # the next update's time runs already, and yet the customer heard nothing
    assert world.duty.name in late
    reply(Case.objects.get(pk=case.pk), "已定位，正在处理", by=world.duty.actor, at=clock.forward(minutes=1))
    assert CALM in look(screen, "/desk/wall")


def test_six_at_most_the_loudest_first(world: World, clock: StandingClock) -> None:
    late = opened(world, clock)
    clock.forward(minutes=100)
    others = [opened(world, clock) for _ in range(8)]
    passes(clock, 30)
    page = look(desk(world.lead), "/desk/wall")
    assert page.count('<li class="wall-row') == 6
    assert "还有 3 个" in page
    assert page.index(late.number) < min(page.index(one.number) for one in others if one.number in page)


def test_it_is_live_and_silent_where_nothing_is_new(world: World, clock: StandingClock) -> None:
    screen = desk(world.lead)
    first = screen.get("/desk/wall?part=now")
    again = {"If-None-Match": first.headers["ETag"]}
    assert screen.get("/desk/wall?part=now", headers=again).status_code == 304
    opened(world, clock)
    assert screen.get("/desk/wall?part=now", headers=again).status_code == 200
    assert screen.get("/desk/wall?part=else").status_code == 404


def test_a_closed_room_is_not_read_out(stage: Theatre) -> None:
    play = stage.opens()
    stage.to(3)
    lead = desk(stage.people.world.lead)
    shown = look(lead, "/desk/wall")
    assert play.case.subject in shown
    assert "指挥" in shown
    Incident.objects.update(closed_room=True)
    hidden = look(lead, "/desk/wall")
    assert play.case.subject not in hidden
    assert "仅限指定人员" in hidden
    assert timedelta(minutes=3) == stage.clock.now - stage.began
