"""The standard clause by clause, from the commitments; and the same counted a second time from the logbook. [9.2-daily]"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.reply import reply
from shounuo.reports.conformance import Row, behind, clauses, conformance
from shounuo.site import cli
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.theatre import P0_RESTORED, Theatre, everybody_comes
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("9.2-daily")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def figures(clock: StandingClock, customer: int = 0) -> dict[str, Row]:
    rows = conformance(clock.now - timedelta(days=30), clock.now + timedelta(seconds=1), customer_id=customer)
    return {row.clause: row for row in rows if row.owed}


def passes(clock: StandingClock, minutes: int) -> None:
    clock.forward(minutes=minutes)
    while tick(clock.now):
        pass


def test_kept_late_and_broken_each_where_it_belongs(world: World, clock: StandingClock) -> None:
    kept, late, broken = (opened(world, clock) for _ in range(3))  # P2: response in two hours
    accept(kept, world.duty, at=clock.forward(minutes=60))
    passes(clock, 61)
    accept(late, world.duty, at=clock.forward(minutes=5))
    passes(clock, 1)
    row = figures(clock)["4.2-P2"]
    assert (row.kept, row.late, row.broken) == (1, 1, 1)
    span = clock.now - timedelta(days=1), clock.now + timedelta(seconds=1)
    for verdict, case in (("kept", kept), ("late", late), ("broken", broken)):
        [one] = behind("4.2-P2", verdict, *span)
        assert (one["case__number"], one["track"]) == (case.number, "response")
    assert row.share == "33.3"


def test_a_period_takes_what_was_decided_in_it_and_drills_nowhere(world: World, clock: StandingClock) -> None:
    case = opened(world, clock)
    accept(case, world.duty, at=clock.forward(minutes=60))
    met = clock.now
    assert figures(clock)["4.2-P2"].kept == 1
    before = conformance(met - timedelta(days=1), met)
    assert not any(row.owed for row in before)  # half-open: the moment itself belongs to what follows
    Case.objects.update(drill=True)
    assert figures(clock) == {}


def test_one_customers_figures_are_only_theirs(world: World, clock: StandingClock) -> None:
    accept(opened(world, clock), world.duty, at=clock.forward(minutes=5))
    assert figures(clock, world.blue.pk)["4.2-P2"].kept == 1
    assert figures(clock, world.red.pk) == {}


def test_the_page_goes_down_to_the_cases(world: World, clock: StandingClock) -> None:
    case = opened(world, clock)
    accept(case, world.duty, at=clock.forward(minutes=5))
    reply(Case.objects.get(pk=case.pk), "正在看", by=world.duty.actor, at=clock.forward(minutes=5))
    page = look(desk(world.lead), "/desk/conformance")
    assert "4.2-P2" in page
    assert "100%" in page
    behind_it = look(desk(world.lead), "/desk/conformance?clause=4.2-P2&verdict=kept")
    assert case.number in behind_it
    silent = page[page.index("没有时限、无法这样计算的条款") :]
    assert "7.3-search" in silent
    assert "4.2-P2" not in silent
    said = desk(world.lead).get("/desk/conformance?as=json").json()
    assert len(said["clauses"]) == len(clauses()) == 105
    assert next(one for one in said["clauses"] if one["clause"] == "4.2-P2")["kept_percent"] == 100.0
    for strange in ("?period=x", "?customer=x", "?clause=none&verdict=kept", "?clause=4.2-P2&verdict=x"):
        assert desk(world.lead).get(f"/desk/conformance{strange}").status_code == 200


def test_the_command_says_the_same(
    world: World, clock: StandingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    accept(opened(world, clock), world.duty, at=clock.forward(minutes=5))
    day, next_day = clock.now.date().isoformat(), (clock.now + timedelta(days=1)).date().isoformat()
    assert cli.main(["conformance", "--from", day, "--to", next_day, "--json"]) == 0
    told = {one["clause"]: one for one in json.loads(capsys.readouterr().out)["clauses"]}
    assert (told["4.2-P2"]["kept"], told["4.2-P2"]["owed"]) == (1, 1)
    assert cli.main(["conformance", "--from", "gestern", "--to", next_day]) == 1
    assert cli.main(["conformance", "--from", day, "--to", next_day, "--customer", "没有的客户"]) == 1


@pytest.mark.clause("5.3.2-P0-team", "4.2-P0")
def test_a_whole_p0_is_counted_twice_alike(stage: Theatre) -> None:
    """What the page counts is what a second calculation counts from the exported logbook."""
    play = stage.opens()
    everybody_comes(stage, play)
    crew = stage.people
    stage.to(24)
    play.replies(crew.success, "进展如下")
    play.does(crew.manager, "sync", text="主库已切换")
    play.done(crew.world.senior, "implement", "workaround", "record_steps", "monitor", "prepare_fix")
    play.restores(*P0_RESTORED)
    stage.to(200)
    _, counted = play.conformance()
    begin, end = stage.began - timedelta(hours=1), stage.clock.now + timedelta(seconds=1)
    ours = {
        row.clause: {name: getattr(row, name) for name in ("kept", "late", "broken") if getattr(row, name)}
        for row in conformance(begin, end)
    }
    assert {clause: told for clause, told in ours.items() if told} == counted
