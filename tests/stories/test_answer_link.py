"""The link in a page: it shows what it is about, and one button that answers. No sign-in. [5.2-accept]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shounuo.accounts.models import User
from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.resolve import resolve
from shounuo.logbook.models import Entry
from shounuo.notifications.answering import link_of, token_of
from shounuo.notifications.models import Call, Delivery, Page
from shounuo.waiting.models import Due
from tests.support.api import written
from tests.support.clock import StandingClock
from tests.support.incident import calm
from tests.support.pager import calling, climb, everybody_reachable, keeping
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(clock: StandingClock) -> Iterator[World]:
    world = build(clock.now)
    everybody_reachable(world, clock.now)
    with keeping("wecom", "sms", "voice", at=clock.now):
        yield world


@pytest.fixture
def phone() -> Client:
    """A browser in which nobody is signed in, as strict about forged forms as a real one."""
    return Client(enforce_csrf_checks=True)


def there(call: Call) -> str:
    return f"/a/{token_of(call.pk)}"


def read(client: Client, call: Call, **said: Any) -> str:
    answer = client.get(there(call), said)
    assert answer.status_code == 200
    return str(answer.content.decode())


def press(client: Client, call: Call) -> str:
    answer = client.post(there(call))
    assert (answer.status_code, answer["Location"]) == (303, there(call))
    return read(client, call)


def another(call: Call) -> Call:
    """Somebody else whom the same page called by its ladder."""
    return Call.objects.filter(page=call.page, part="ladder").exclude(pk=call.pk).latest("pk")


@pytest.mark.clause("5.2-accept")
def test_it_says_what_it_is_about_and_opening_it_does_nothing(
    world: World, clock: StandingClock, phone: Client
) -> None:
    case, call = calling(world, clock, subject="支付全部中断")
    assert link_of(call).endswith(there(call))
    before, due = written(), Due.objects.get(kind="page.new_case").due_at
    for method in (phone.get, phone.head, phone.get):
        assert method(there(call)).status_code == 200
    page = read(phone, call)
    for words in (
        "P0",
        case.number,
        "蓝海电商",
        "支付全部中断",
        "还剩",
        "已分配给您，还没有人应答",
        "我来处理",
    ):
        assert words in page, words
    assert page.count("<button") == 1
    assert f'href="/desk/cases/{case.number}"' in page
    assert written() == before
    assert Due.objects.get(kind="page.new_case").due_at == due
    call.refresh_from_db()
    assert (call.answered_at, Page.objects.get(occasion="new_case").state) == (None, "open")
    assert phone.cookies == {}


@pytest.mark.clause("5.2-accept", "5.3.2-P0-team")
def test_the_button_takes_the_case_once_and_the_calling_stops(
    world: World, clock: StandingClock, phone: Client
) -> None:
    case, call = calling(world, clock)
    at = clock.forward(seconds=40)
    page = press(phone, call)
    assert "由您处理" in page
    assert "<button" not in page
    assert "今天 10:00" in page
    case.refresh_from_db()
    assert (case.state, case.assignee) == ("working", call.user)
    ended = Page.objects.get(occasion="new_case")
    assert (ended.state, ended.ended_by, ended.ended_via, ended.ended_at) == (
        "acknowledged",
        call.user,
        "link",
        at,
    )
    before = written()
    clock.forward(minutes=1)
    assert "由您处理" in press(phone, call)
    assert "由您处理" in press(phone, call)
    assert written() == before
    assert Page.objects.get(occasion="new_case").ended_at == at
    assert Entry.objects.filter(verb="page.acknowledged").count() == 1
    climb(clock, 6)
    assert not Delivery.objects.filter(due_at__gt=at, message__call__page__occasion="new_case").exists()


@pytest.mark.clause("5.2-accept")
def test_whoever_else_was_called_learns_who_has_it_and_a_late_answer_is_noted(
    world: World, clock: StandingClock, phone: Client
) -> None:
    case, call = calling(world, clock)
    climb(clock, 3)
    other = another(call)
    assert case.assignee
    accept(case, case.assignee, at=clock.forward(seconds=10))
    page = read(phone, other)
    assert "已有人应答，您不必再做什么" in page
    assert f"{call.user.name} 应答：" in page
    assert f"负责人 {call.user.name}，受理于" in page
    assert "我也来帮忙" in page
    at = clock.forward(minutes=2)
    page = press(phone, other)
    assert "您的应答来晚了，已记下" in page
    assert f"负责人 {call.user.name}，受理于" in page
    assert "<button" not in page
    other.refresh_from_db()
    case.refresh_from_db()
    assert (other.answered_at, other.answered_via, case.assignee) == (at, "link", call.user)
    assert Entry.objects.filter(verb="page.answered_late").count() == 1
    assert Page.objects.get(occasion="new_case").ended_by == call.user


@pytest.mark.clause("5.2-accept")
def test_who_is_called_in_a_role_comes_and_whoever_has_it_keeps_it(
    world: World, clock: StandingClock, phone: Client
) -> None:
    case, call = calling(world, clock)
    climb(clock, 5.5)
    lead = Call.objects.filter(page=call.page, part="notice").first()
    assert lead is not None
    assert "我马上到" in read(phone, lead)
    page = press(phone, lead)
    assert "已记下：您马上到" in page
    case.refresh_from_db()
    assert (case.state, case.assignee) == ("new", call.user)
    assert Page.objects.get(occasion="new_case").state == "open"


@pytest.mark.clause("7.1-platform")
def test_a_false_link_tells_nothing(world: World, clock: StandingClock, phone: Client) -> None:
    case, call = calling(world, clock, subject="支付全部中断")
    good = token_of(call.pk)
    head, _, proof = good.partition("-")
    before = written()
    for token in (
        "x", "1-", f"{head}-", f"{head}-{proof[:-1]}", f"{head}-{proof[:-1]}!", f"{head}1-{proof}", good.upper(),
        f"{head}-{proof}0", f"٣-{proof}", "-" + proof, "0" * 13 + "-" + proof, "%ff-" + proof, f"{head}-é",
    ):  # fmt: skip
        for answer in (phone.get(f"/a/{token}"), phone.post(f"/a/{token}")):
            assert answer.status_code == 404, token
            said = answer.content.decode()
            assert "这个链接无效，或已过期" in said
            assert not any(words in said for words in (case.number, "支付", "蓝海", call.user.name))
            assert answer["Referrer-Policy"] == "no-referrer"
    assert phone.get("/a/x", headers={"Accept-Language": "en"}).content.decode().count("does not work")
    assert phone.put(there(call)).status_code == 405
    assert written() == before


def test_it_is_kept_and_found_by_nobody(world: World, clock: StandingClock, phone: Client) -> None:
    _, call = calling(world, clock)
    for answer in (phone.get(there(call)), phone.post(there(call)), phone.get("/a/nothing")):
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert "Set-Cookie" not in answer
    page = read(phone, call)
    assert '<meta name="robots" content="noindex' in page
    assert "htmx" not in page


def test_it_speaks_the_language_of_whoever_was_called(
    world: World, clock: StandingClock, phone: Client
) -> None:
    _, call = calling(world, clock)
    User.objects.filter(pk=call.user_id).update(language="en", time_zone="Europe/Berlin")
    page = read(phone, call)
    for words in ("P0: a new case needs you now", "I have it", "Assigned to you; nobody has answered yet"):
        assert words in page, words
    assert "我来处理" in read(phone, call, **{"in": "zh"})
    press(phone, call)
    assert "today 03:00" in read(phone, call)


@pytest.mark.clause("7.1-platform")
def test_access_that_ended_ends_the_link_and_so_does_a_week(
    world: World, clock: StandingClock, phone: Client
) -> None:
    _case, call = calling(world, clock)
    climb(clock, 3)
    other = another(call)
    User.objects.filter(pk=other.user_id).update(is_active=False)
    assert phone.get(there(other)).status_code == 404
    assert phone.post(there(other)).status_code == 404
    assert Call.objects.get(pk=other.pk).answered_at is None
    press(phone, call)
    clock.forward(days=7)
    assert phone.get(there(call)).status_code == 200
    clock.forward(seconds=1)
    assert phone.get(there(call)).status_code == 404
    assert phone.post(there(call)).status_code == 404


def test_a_case_that_is_over_needs_nobody(world: World, clock: StandingClock, phone: Client) -> None:
    case, call = calling(world, clock)
    climb(clock, 3)
    other = another(call)
    assert case.assignee
    accept(case, case.assignee, at=clock.now)
    calm(case, clock.now)
    resolve(
        Case.objects.get(pk=case.pk), Solved("permanent", "已修复", "配置错误", "加上检查"), by=call.user.actor,
        at=clock.forward(minutes=5),
    )  # fmt: skip
    Page.objects.filter(pk=call.page_id).update(state="withdrawn", ended_by=None)
    page = read(phone, other)
    assert "呼叫已结束" in page
    assert "<button" not in page
    press(phone, other)
    assert Call.objects.get(pk=other.pk).answered_at == clock.now
    assert clock.now - call.called_at > timedelta(minutes=5)
