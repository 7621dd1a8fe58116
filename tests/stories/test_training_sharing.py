"""Case sharing of a month: what is suggested, what is chosen, what came out of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.resolve import confirm, deny, resolve
from shounuo.commitments.actions import standing
from shounuo.commitments.models import Commitment
from shounuo.kernel.actor import SYSTEM
from shounuo.training.models import Session, SharedCase
from shounuo.training.suggestions import suggested
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.queries import counted, queries
from tests.support.training import session, watch
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
SOLVED = Solved("permanent", "加大内存", "内存不足", "加上监控")


@pytest.fixture
def world(clock: StandingClock) -> World:
    world = build(clock.now)
    watch(clock.now)
    return world


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


def solved(world: World, clock: StandingClock, hours: float, subject: str, *, again: bool = False) -> Case:
    """Accepted after ten minutes, solved after so many hours; `again`: the customer denied it first. The clock goes back."""
    began = clock.now
    case = opened(world, clock, subject=subject)
    accept(case, world.duty, at=clock.forward(minutes=10))
    if again:
        resolve(case, SOLVED, by=world.duty.actor, at=clock.forward(minutes=10))
        deny(case, "还是不行", by=case.requester.actor, at=clock.forward(minutes=5))
    resolve(case, SOLVED, by=world.duty.actor, at=clock.to(began + timedelta(hours=hours)))
    confirm(case, by=case.requester.actor, at=clock.forward(minutes=30))
    clock.to(began)
    return case


def page_of(one: Session) -> str:
    return f"/desk/training/sessions/{one.pk}"


@pytest.mark.clause("8.2-sharing")
def test_what_took_longest_was_reopened_or_broke_a_promise_is_suggested(
    lead: Client, world: World, clock: StandingClock
) -> None:
    begin = clock.now
    quick = [solved(world, clock, 0.5 + n / 10, f"很快 {n}") for n in range(3)]
    again = solved(world, clock, 1.5, "重新打开", again=True)
    long = solved(world, clock, 7.9, "处理很久")
    late = solved(world, clock, 9, "超过时限")
    found = suggested(begin, begin + timedelta(days=29))
    assert [(one.case, one.whys) for one in found] == [
        (again, ["longest", "reopened"]), (long, ["longest", "breached"]), (late, ["longest", "breached"]),
    ]  # fmt: skip
    assert not {one.case.pk for one in found} & {case.pk for case in quick}
    clock.forward(days=2)
    page = look(lead, page_of(session("sharing", "2026-03")))
    for words in ("处理时间最长 · 重新打开过", "处理时间最长 · 承诺超时", "客户好评要等满意度调查"):
        assert words in page, words
    assert "很快" not in page
    assert suggested(begin - timedelta(days=30), begin) == []


@pytest.mark.clause("8.2-sharing")
def test_a_solution_that_was_denied_took_no_time_and_a_promise_without_a_case_is_no_case(
    world: World, clock: StandingClock
) -> None:
    begin = clock.now
    for n in range(3):
        solved(world, clock, 9 + n, f"超过时限 {n}")
    denied = opened(world, clock)
    accept(denied, world.duty, at=clock.now)
    resolve(denied, SOLVED, by=world.duty.actor, at=begin + timedelta(hours=20))
    deny(denied, "还是不行", by=denied.requester.actor, at=begin + timedelta(hours=21))
    for n in range(30):
        standing.promise(
            f"training:{n}", "make_up", clause="8.2-quarterly", owner_roles=[], begins_at=begin,
            due_at=begin + timedelta(hours=1), by=SYSTEM, at=begin + timedelta(hours=2),
        )  # fmt: skip
    found = suggested(begin, begin + timedelta(days=9))
    assert sum("breached" in one.whys for one in found) == 3
    (last,) = [one for one in found if one.case == denied]
    assert "longest" not in last.whys


@pytest.mark.clause("8.2-sharing")
def test_cases_are_chosen_the_session_is_held_and_its_notes_are_kept(
    lead: Client, world: World, clock: StandingClock
) -> None:
    late, other = solved(world, clock, 9, "超过时限"), solved(world, clock, 1, "另一个")
    march, duty = session("sharing", "2026-03"), desk(world.duty)
    assert duty.post(f"{page_of(march)}/cases", {"number": late.number}).status_code == 403
    clock.forward(days=3)
    for _ in range(2):
        assert (
            lead.post(f"{page_of(march)}/cases", {"number": late.number, "why": "breached"}).status_code
            == 303
        )
    assert (
        lead.post(f"{page_of(march)}/cases", {"number": other.number.lower(), "why": "nonsense"}).status_code
        == 303
    )
    wrong = lead.post(f"{page_of(march)}/cases", {"number": "SN-000000000"})
    assert (wrong.status_code, 'value="SN-000000000"' in wrong.content.decode()) == (422, True)
    assert list(SharedCase.objects.order_by("id").values_list("case__number", "why")) == [
        (late.number, "breached"), (other.number, "own"),
    ]  # fmt: skip
    assert lead.post(f"{page_of(march)}/cases/{other.number}/removal").status_code == 303
    meeting = {"begins_at": "2026-03-20T16:00", "minutes": "60", "topic": "三月案例"}
    assert lead.post(f"{page_of(march)}/meeting", meeting).status_code == 303
    clock.forward(days=16)
    people = [one.user_id for one in march.attendances.all()]
    lead.post(f"{page_of(march)}/attendance", {"came": people[:-1]})
    assert Commitment.objects.get(about=march.about).state == "met"
    assert not Session.objects.exclude(makes_up=None).exists()
    notes = {"notes": "索引要先在从库验证", "material": "https://wiki.house.example/march"}
    assert lead.post(f"{page_of(march)}/notes", notes).status_code == 303
    page = look(duty, page_of(march))
    for words in (late.number, "索引要先在从库验证", "https://wiki.house.example/march", "缺席"):
        assert words in page, words
    assert f"/desk/cases/{other.number}" not in page


@pytest.mark.clause("8.2-sharing")
def test_suggestions_cost_the_same_however_many_cases_there_are(world: World, clock: StandingClock) -> None:
    begin = clock.now
    solved(world, clock, 9, "一")
    with queries(4):
        suggested(begin, begin + timedelta(days=20))
    for n in range(4):
        solved(world, clock, 9 + n, f"又 {n}", again=True)
    with queries(4):
        assert len(suggested(begin, begin + timedelta(days=20))) == 5


def test_the_pages_cost_the_same_for_one_and_for_many(
    lead: Client, world: World, clock: StandingClock
) -> None:
    march = session("sharing", "2026-03")
    for path in ("/desk/training", page_of(march)):
        look(lead, path)
    with counted() as few:
        look(lead, "/desk/training")
    watch(clock.forward(days=400))
    assert Session.objects.count() > 12
    with counted() as many:
        look(lead, "/desk/training")
    assert len(many) == len(few)
