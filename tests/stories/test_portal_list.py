"""A customer's cases, page by page."""

from __future__ import annotations

import pytest
from django.test import Client

from shounuo.casework import assign, reply
from shounuo.casework.accept import accept
from tests.support.clock import StandingClock
from tests.support.portal import browser, read, resolved, sent
from tests.support.queries import queries
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def wang(world: World) -> Client:
    return browser(world.wang)


@pytest.mark.clause("7.1-portal")
def test_my_cases_by_state_and_by_words(wang: Client, world: World, clock: StandingClock) -> None:
    solved = resolved(wang, world, clock)
    running = sent(wang, subject="登录变慢")
    page = read(wang, "/cases")
    assert running.number in page
    assert solved.number not in page
    assert "前响应" in page  # the promise that is due first
    assert solved.number in read(wang, "/cases?view=resolved")
    assert "没有找到" in read(wang, "/cases?view=all&q=不存在的")
    found = read(wang, "/cases?view=all&q=登录")
    assert running.number in found
    assert solved.number not in found
    assert solved.number in read(wang, f"/cases?view=all&q={solved.number.lower()}")


def test_an_empty_list_helps(world: World) -> None:
    page = read(browser(world.zhao), "/cases")
    assert "没有处理中的案例" in page
    assert 'href="/cases/new"' in page


def test_many_cases_come_page_by_page_each_once(wang: Client, clock: StandingClock) -> None:
    numbers = set()
    for n in range(23):
        clock.forward(seconds=1)
        numbers.add(sent(wang, subject=f"案例 {n}").number)
    for view in ("open", "all"):
        first = read(wang, f"/cases?view={view}")
        link = first.split('<nav class="pages"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
        second = read(wang, link)
        seen = [[number for number in numbers if f"/cases/{number}" in page] for page in (first, second)]
        assert [len(one) for one in seen] == [20, 3]
        assert set(seen[0]) | set(seen[1]) == numbers
    assert wang.get("/cases?after=tampered").status_code == 422


def test_the_pages_ask_a_known_number_of_questions(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(sent(wang), world.duty, at=clock.now)
    for _ in range(3):
        sent(wang)
        reply.reply(case, "进展", by=world.duty.actor, at=clock.forward(minutes=1))
    with queries(8):  # session, person, contact, roles, page, promises, standard in force, counts
        read(wang, "/cases")
    with queries(
        13
    ):  # and resolutions, messages, files twice, a request to raise it, decisions, history in place of the list
        read(wang, f"/cases/{case.number}")


def test_handing_over_is_told(wang: Client, world: World, clock: StandingClock) -> None:
    case = accept(sent(wang), world.duty, at=clock.now)
    assign.hand_over(case, world.second, "换班", by=world.duty.actor, at=clock.forward(minutes=1))
    assert f"<dd>{world.second.name}</dd>" in read(wang, f"/cases/{case.number}")
