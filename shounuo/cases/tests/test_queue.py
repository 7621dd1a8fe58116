"""The queue by key: every case once, in the order of pressure, for any page size. [7.1-platform]"""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.cases.models import Case
from shounuo.cases.reads import counts, queue
from shounuo.casework.open_case import open_case
from shounuo.kernel.refusal import Refusal
from shounuo.staff.models import Engineer
from tests.support.queries import queries
from tests.support.world import MONDAY, World, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-platform")]


@pytest.fixture
def world() -> World:
    """Twelve cases, all with the same engineer, who may carry as many."""
    world = build()
    Engineer.objects.filter(user=world.duty).update(most_open=12)
    for n in range(12):
        level = f"P{n % 3}"
        calm = ticket(world.wang, subject=f"案例 {n}", choice=level)
        open_case(calm, by=world.wang.actor, at=MONDAY + timedelta(minutes=n // 4))
    return world


@pytest.mark.parametrize("view", ["open", "all"])
def test_pages_give_every_case_once_and_in_order(world: World, view: str) -> None:
    whole = queue(world.duty, view, limit=100).rows
    pages, after = [], ""
    while True:
        page = queue(world.duty, view, after=after, limit=5)
        pages += page.rows
        if page.after is None:
            break
        after = page.after
    assert [row["number"] for row in pages] == [row["number"] for row in whole]
    assert len(whole) == 12


def test_the_most_pressing_comes_first(world: World) -> None:
    rows = queue(world.duty, "open").rows
    keys = [(row["priority"], row["next_due_at"], row["id"]) for row in rows]
    assert keys == sorted(keys)
    assert rows[0]["priority"] == "P0"


def test_a_page_is_one_query(world: World) -> None:
    with queries(1):
        queue(world.duty, "open")


def test_filters_and_search(world: World) -> None:
    assert {row["priority"] for row in queue(world.duty, "open", priority="P1").rows} == {"P1"}
    assert [row["subject"] for row in queue(world.duty, "all", q="案例 11").rows] == ["案例 11"]
    number = queue(world.duty, "open").rows[3]["number"]
    assert [row["number"] for row in queue(world.duty, "all", q=f"请看 {number.lower()}").rows] == [number]


def test_views_count_what_they_show(world: World) -> None:
    keys = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    Case.objects.filter(pk__in=keys[:8]).update(assignee=world.duty)
    Case.objects.filter(pk__in=keys[8:]).update(assignee=world.second)
    assert counts(world.duty) == {
        "mine": 8,
        "unassigned": 12,
        "open": 12,
        "waiting": 0,
        "resolved": 0,
        "closed": 0,
    }


@pytest.mark.parametrize(
    "after", ["x", "P0~now~1", "P0~2026-03-02T02:00:00+00:00~x", "~", "P0~2026-03-02T02:00:00+00:00"]
)
def test_a_page_position_that_was_tampered_with_is_refused(world: World, after: str) -> None:
    with pytest.raises(Refusal, match="翻页位置无效"):
        queue(world.duty, "open", after=after)
