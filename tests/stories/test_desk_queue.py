"""The queue as staff see and use it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape

from shounuo.cases.models import Case
from shounuo.casework import reply
from shounuo.casework.accept import accept
from shounuo.casework.assign import hand_over
from shounuo.casework.open_case import open_case
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm
from shounuo.oncall.models import Shift
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.queries import queries
from tests.support.world import World, build, ticket

pytestmark = pytest.mark.django_db
P0 = {
    "subject": "支付全部中断",
    "description": "生产环境宕机,所有用户无法支付。",
    "problem_type": "outage",
    "impact": "all_users",
}


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def duty(world: World) -> Client:
    return desk(world.duty)


def rows(page: str) -> list[str]:
    """The numbers in the order of the table."""
    return [part.split('"')[0] for part in page.split('<tr data-row="')[1:]]


# ------------------------------------------------------------------ what is shown


@pytest.mark.clause("7.1-platform", "5.3.1-communicate")
def test_the_most_pressing_case_of_every_customer_comes_first(
    duty: Client, world: World, clock: StandingClock
) -> None:
    calm = opened(world, clock)
    assert world.zhao.user
    burning = open_case(ticket(world.zhao, **P0), by=world.zhao.user.actor, at=clock.now)
    page = look(duty, "/desk/?view=open")
    assert rows(page) == [burning.number, calm.number]
    assert "红杉医疗" in page
    assert "蓝海电商" in page
    assert "还剩 15 分钟" in page  # the response to a P0
    assert "还剩 2 小时" in page  # and to a P2
    assert f'data-due="{(clock.now + timedelta(minutes=15)).isoformat()}"' in page


@pytest.mark.clause("3.2-engineer-confirms")
def test_a_machines_word_is_marked_until_an_engineer_confirms(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    assert '<span class="tag">系统判定</span>' in look(duty, "/desk/?view=open")
    accept(case, world.duty, at=clock.now)
    assert "系统判定" not in look(duty, "/desk/?view=open")


@pytest.mark.clause("7.1-platform")
def test_views_filters_and_search(duty: Client, world: World, clock: StandingClock) -> None:
    first = accept(opened(world, clock), world.duty, at=clock.now)
    second = opened(
        world, clock, subject="想了解备份的最佳实践", description="请问怎么配置比较好？不急。", problem_type="consulting", impact="none"
    )  # fmt: skip
    hand_over(second, world.second, "不在我的班次", by=world.duty.actor, at=clock.now)
    reply.reply(first, "请发日志", wait=True, by=world.duty.actor, at=clock.now)
    assert rows(look(duty, "/desk/?view=mine")) == [first.number]
    assert rows(look(duty, "/desk/?view=unassigned")) == [second.number]
    assert rows(look(duty, "/desk/?view=waiting")) == [first.number]
    assert set(rows(look(duty, "/desk/?view=all"))) == {first.number, second.number}
    assert rows(look(duty, "/desk/?view=resolved")) == []
    assert rows(look(duty, "/desk/?view=open&priority=P2")) == [first.number]
    assert rows(look(duty, "/desk/?view=open&q=最佳实践")) == [second.number]
    assert rows(look(duty, f"/desk/?view=closed&q={first.number}")) == []
    assert rows(look(duty, f"/desk/?q={first.number}")) == [first.number]
    assert rows(look(duty, "/desk/?view=open&q=蓝海")) == [first.number, second.number]
    assert "没有找到“不存在”" in look(duty, "/desk/?view=open&q=不存在")


def test_the_queue_goes_on_page_by_page(duty: Client, world: World, clock: StandingClock) -> None:
    for _ in range(52):
        opened(world, clock)
    page = look(duty, "/desk/?view=open")
    later = page.split('<nav class="pages"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    both = rows(page) + rows(look(duty, later))
    assert len(both) == len(set(both)) == 52
    assert "回到开头" in look(duty, later)
    assert duty.get("/desk/?view=open&after=nonsense").status_code == 422


@pytest.mark.clause("7.1-platform")
def test_the_page_asks_as_many_questions_for_many_cases_as_for_few(
    duty: Client, world: World, clock: StandingClock
) -> None:
    opened(world, clock)
    look(duty, "/desk/?view=open")
    for _ in range(2):
        with queries(
            10
        ):  # session, person, roles, cases, promises, who is called, alarms, offers, counts, unread
            look(duty, "/desk/?view=open")
        for _ in range(12):
            opened(world, clock)


@pytest.mark.clause("7.1-platform")
def test_the_live_list_is_quiet_until_something_happens(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    page = look(duty, "/desk/?view=open")
    tag = duty.get("/desk/?view=open&part=list")["ETag"]
    assert f'data-tag="{escape(tag)}"' in page
    clock.forward(minutes=5)
    with queries(8):  # session, person, roles, cases, promises, who is called, alarms, offers
        quiet = duty.get("/desk/?view=open&part=list", headers={"If-None-Match": tag})
    assert (quiet.status_code, quiet.content) == (304, b"")
    assert quiet["Server-Now"] == clock.now.isoformat()
    accept(case, world.second, at=clock.now)
    news = duty.get("/desk/?view=open&part=list", headers={"If-None-Match": tag})
    assert news.status_code == 200
    assert world.second.name in news.content.decode()
    counts = duty.get("/desk/?view=open&part=views")
    assert (
        duty.get("/desk/?view=open&part=views", headers={"If-None-Match": counts["ETag"]}).status_code == 304
    )
    assert duty.get("/desk/?part=nonsense").status_code == 404


# ------------------------------------------------------------------ acting from the queue


@pytest.mark.clause("5.2-accept", "3.2-engineer-confirms", "7.1-mobile")
def test_one_tap_in_the_queue_accepts_and_confirms(duty: Client, world: World, clock: StandingClock) -> None:
    case = opened(world, clock)
    page = look(duty, "/desk/?view=unassigned")
    assert f'formaction="/desk/cases/{case.number}/acceptance" name="seen" value="1" data-key="a"' in page
    answer = duty.post(f"/desk/cases/{case.number}/acceptance", {"seen": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.number}")
    case.refresh_from_db()
    assert (case.state, case.assignee, case.priority_source) == ("working", world.duty, "engineer")
    again = duty.post(f"/desk/cases/{case.number}/acceptance", {"seen": str(case.revision)})
    assert again.status_code == 303
    assert Entry.objects.filter(stream=case.stream, verb="case.accepted").count() == 1


@pytest.mark.clause("5.2-accept")
def test_the_second_of_two_who_accept_hears_who_has_it(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    accept(case, world.senior, at=clock.now)
    answer = duty.post(f"/desk/cases/{case.number}/acceptance", {"seen": "2"})
    assert answer.status_code == 409
    assert f"{world.senior.name} 已受理此案例" in answer.content.decode()
    case.refresh_from_db()
    assert case.assignee == world.senior


# ------------------------------------------------------------------ alarms


@pytest.mark.clause("5.2-assign")
def test_nobody_on_duty_stands_on_top_until_somebody_has_it(
    duty: Client, world: World, clock: StandingClock
) -> None:
    Shift.objects.all().delete()
    case = opened(world, clock)
    page = look(duty, "/desk/?view=open")
    assert f"{case.number}（P2）没有合适的工程师在值班" in page
    assert '<span class="nobody">无人</span>' in page
    alarm = Alarm.objects.get(case=case)
    refused = duty.post("/desk/alarms/dismissal", {"alarms": str(alarm.pk)})
    assert refused.status_code == 409
    assert "有人接手后" in refused.content.decode()
    duty.post(f"/desk/cases/{case.number}/acceptance", {"seen": str(Case.objects.get().revision)})
    assert "没有合适的工程师" not in look(duty, "/desk/?view=open")


@pytest.mark.clause("7.1-workflow")
def test_a_broken_promise_is_an_alarm_until_it_is_seen(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    tick(clock.forward(hours=2, seconds=1))
    words = f"{case.number} 的响应承诺已超时"
    page = look(duty, "/desk/?view=open")
    assert words in page
    assert "已超时 1 秒" in page
    alarm = Alarm.objects.get(kind="commitment.broken")
    assert words in look(duty, "/desk/alarms")
    seen = duty.post("/desk/alarms/dismissal", {"alarms": str(alarm.pk), "next": "/desk/?view=open"})
    assert seen["Location"] == "/desk/?view=open"
    assert words not in look(duty, "/desk/?view=open")
    alarm.refresh_from_db()
    assert alarm.cleared_by_name == world.duty.name
    duty.post("/desk/alarms/dismissal", {"alarms": str(alarm.pk)})
    assert Entry.objects.filter(verb="alarm.cleared").count() == 1
    assert duty.post("/desk/alarms/dismissal", {"alarms": "999999"}).status_code == 404
    away = duty.post("/desk/alarms/dismissal", {"alarms": "x", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/desk/"


def test_the_same_alarm_of_a_case_is_told_once(duty: Client, world: World, clock: StandingClock) -> None:
    """Three updates of a P2 that never came: one line, three times over."""
    case = accept(opened(world, clock), world.duty, at=clock.now)
    tick(clock.forward(hours=6, seconds=1))
    page = look(duty, "/desk/alarms")
    assert page.count(f"{case.number} 的进展更新承诺已超时</a>") == 1
    assert "×3" in page


# ------------------------------------------------------------------ any text, any language


def test_script_in_every_text_is_shown_as_text(duty: Client, world: World, clock: StandingClock) -> None:
    nasty = "</a><script>alert(1)</script>"
    opened(world, clock, subject=nasty)
    world.blue.short_name = "<b>蓝海</b>"
    world.blue.save()
    for address in (
        "/desk/?view=open",
        "/desk/?view=open&q=%3Cscript%3Ealert(2)%3C/script%3E",
        "/desk/?view=all",
    ):
        page = look(duty, address)
        assert "<script>alert" not in page
        assert "<b>蓝海" not in page
    assert "&lt;script&gt;alert(1)" in look(duty, "/desk/?view=open")


def test_the_queue_speaks_english(duty: Client, world: World, clock: StandingClock) -> None:
    opened(world, clock)
    duty.cookies["language"] = "en"
    page = look(duty, "/desk/?view=open")
    for words in ("All open", "Machine-triaged", "2 h left", "Next promise", "Accept"):
        assert words in page, words
