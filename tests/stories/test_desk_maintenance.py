"""Planning at the desk: a P3 for the morning, for a time that somebody says, or for a window its customer agreed to. [5.3.3-P3]"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from shounuo.cases.models import Case, MaintenanceWindow, Plan
from shounuo.commitments.models import Commitment
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Delivery, Message
from shounuo.watch.loop import fire
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened, send
from tests.support.portal import browser, read
from tests.support.queries import counted
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.3-P3")]
SLIGHT = {
    "subject": "运单列表的日期列显示错位",
    "description": "运单列表里日期列的文字和表头对不齐，只是界面显示问题。",
    "impact": "few_users",
}


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.fixture
def world(clock: StandingClock) -> World:
    """Tuesday 3 March 2026, 06:00."""
    world = build(beijing("2026-03-01T10:00"))
    clock.to(beijing("2026-03-03T06:00"))
    return world


@pytest.fixture
def duty(world: World) -> Client:
    return desk(world.duty)


@pytest.fixture
def case(world: World, clock: StandingClock) -> Case:
    return opened(world, clock, **SLIGHT)


def agreed(client: Client, world: World, **said: Any) -> Any:
    given = {
        "customer": str(world.blue.pk), "title": "升级前端组件", "begins": "2026-03-05T22:00", "ends": "2026-03-05T23:30",
        "work": "发布 3.2 版样式", "contact": "",
    }  # fmt: skip
    return client.post("/desk/maintenance/new", given | said)


def into(client: Client, case: Case, window: MaintenanceWindow, page: str) -> Any:
    """The case goes into the window, by somebody who was warned that it lies after the solution is promised."""
    return send(client, case, "plan", page, window=str(window.pk), warned=str(window.pk))


def test_a_case_of_the_small_hours_is_planned_for_the_morning(
    duty: Client, world: World, case: Case, clock: StandingClock
) -> None:
    page = look(duty, f"/desk/cases/{case.number}")
    assert "计划于 今天 09:00 处理" in page
    assert "工作时间开始时处理" in page
    assert "守诺 计划于 2026-03-03 09:00 处理" in page
    assert "Planned for today 09:00" in desk_in_english(world, case)
    waiting = Delivery.objects.get(message__kind="case.assigned")
    assert waiting.due_at == beijing("2026-03-03T09:00")
    send(duty, case, "acceptance", page)
    assert "计划于 今天 09:00 处理" not in look(duty, f"/desk/cases/{case.number}")
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"


def desk_in_english(world: World, case: Case) -> str:
    world.second.language = "en"
    world.second.save()
    return look(desk(world.second), f"/desk/cases/{case.number}")


def test_a_time_is_planned_on_the_case(duty: Client, world: World, case: Case, clock: StandingClock) -> None:
    clock.to(beijing("2026-03-03T08:00"))
    panel = look(duty, f"/desk/cases/{case.number}?do=plan")
    assert "下一个工作时刻是 今天 09:00" in panel
    for said, words in (
        ({}, "请选一个时间，或一个维护窗口"),
        ({"starts": "明天"}, "请写一个日期和时间"),
        ({"starts": "2026-03-03T07:00"}, "计划的时间应在将来"),
        ({"starts": "2026-03-05T10:00"}, "承诺的解决时间是 2026-03-04 06:00"),
    ):
        refused = send(duty, case, "plan", panel, reason="等发布窗口", **said)
        assert refused.status_code == 422, words
        assert words in refused.content.decode()
        assert 'value="等发布窗口"' in refused.content.decode()
    done = send(duty, case, "plan", panel, starts="2026-03-03T15:30", reason="等发布窗口")
    assert done.status_code == 303
    page = look(duty, f"/desk/cases/{case.number}")
    assert "计划于 今天 15:30 处理" in page
    assert "等发布窗口" in page
    assert Plan.objects.get(ended_at=None).by_name == world.duty.name


def test_a_window_from_agreement_to_done(
    duty: Client, world: World, case: Case, clock: StandingClock
) -> None:
    answer = agreed(duty, world)
    window = MaintenanceWindow.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/maintenance/{window.pk}")
    page = look(duty, f"/desk/maintenance/{window.pk}")
    assert "已约定" in page
    assert f"/desk/cases/{case.number}?do=plan#act" in page
    assert "升级前端组件" in look(duty, "/desk/maintenance")
    assert "升级前端组件" not in look(duty, "/desk/maintenance?week=2026-03-09")
    assert "之后" in look(duty, "/desk/maintenance?week=2026-02-24")
    due = Commitment.objects.get(case=case, track="resolution").due_at
    panel = look(duty, f"/desk/cases/{case.number}?do=plan")
    assert into(duty, case, window, panel).status_code == 303
    assert "安排在维护窗口" in look(duty, f"/desk/cases/{case.number}")
    shown = look(duty, f"/desk/maintenance/{window.pk}")
    assert "已告知客户" in shown
    assert case.number in shown
    mail = Message.objects.get(kind="case.maintenance")
    assert mail.address == "wang@blue.example"
    portal = read(browser(world.wang), f"/cases/{case.number}")
    assert "计划维护" in portal
    assert "3月5日 周四 22:00 – 23:30" in portal
    assert "将案例安排在维护窗口 2026-03-05 22:00 处理" in portal
    assert Commitment.objects.get(case=case, track="resolution").due_at == due
    clock.to(beijing("2026-03-05T22:05"))
    assert "还没有记录开始" in look(duty, f"/desk/maintenance/{window.pk}")
    for step, words in (("begin", "进行中"), ("finish", "已完成")):
        assert duty.post(f"/desk/maintenance/{window.pk}/state", {"do": step}).status_code == 302
        assert words in look(duty, f"/desk/maintenance/{window.pk}")
    again = duty.post(f"/desk/maintenance/{window.pk}/state", {"do": "begin"})
    assert again.status_code == 409
    assert "状态已经变了" in again.content.decode()


def test_the_resolution_of_a_case_in_a_window_is_watched_as_ever(
    duty: Client, world: World, case: Case, clock: StandingClock
) -> None:
    agreed(duty, world)
    panel = look(duty, f"/desk/cases/{case.number}?do=plan")
    into(duty, case, MaintenanceWindow.objects.get(), panel)
    fire(clock.to(beijing("2026-03-04T06:00:01")))
    assert Commitment.objects.get(case=case, track="resolution").broken_at == beijing("2026-03-04T06:00")
    assert Alarm.objects.filter(case=case, kind="commitment.broken", cleared_at=None).count() == 2


def test_a_cancelled_window_says_why(duty: Client, world: World, case: Case, clock: StandingClock) -> None:
    agreed(duty, world)
    window = MaintenanceWindow.objects.get()
    panel = look(duty, f"/desk/cases/{case.number}?do=plan")
    into(duty, case, window, panel)
    address = f"/desk/maintenance/{window.pk}/state"
    assert duty.post(address, {"do": "cancel", "reason": ""}).status_code == 422
    assert duty.post(address, {"do": "cancel", "reason": "客户要求改期"}).status_code == 302
    assert "已取消" in look(duty, f"/desk/maintenance/{window.pk}")
    assert "安排在维护窗口" not in look(duty, f"/desk/cases/{case.number}?part=head")
    assert "计划维护" not in read(browser(world.wang), f"/cases/{case.number}?part=side")
    assert Message.objects.get(kind="case.maintenance_cancelled").facts["reason"] == "客户要求改期"
    assert duty.post(address, {"do": "explode"}).status_code == 404
    assert duty.post("/desk/maintenance/99/state", {"do": "begin"}).status_code == 404
    assert duty.get("/desk/maintenance/99").status_code == 404


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"title": " "}, "请写一个标题"),
        ({"begins": ""}, "请写一个日期和时间"),
        ({"ends": "2026-03-05T22:00"}, "结束时间应晚于开始时间"),
        ({"begins": "2026-03-01T22:00", "ends": "2026-03-01T23:00"}, "这个时间已经过去"),
        ({"customer": ""}, "请选择客户"),
        ({"customer": "99"}, "没有这个客户"),
    ],
)
def test_a_window_that_cannot_be_is_refused_and_nothing_is_lost(
    said: dict[str, str], words: str, duty: Client, world: World
) -> None:
    answer = agreed(duty, world, **said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "发布 3.2 版样式</textarea>" in page
    assert not MaintenanceWindow.objects.exists()


def test_another_customers_contact_is_refused(duty: Client, world: World) -> None:
    assert "联系人不属于这个客户" in agreed(duty, world, contact=str(world.zhao.pk)).content.decode()


def test_only_what_can_wait_offers_a_plan(
    duty: Client, world: World, case: Case, clock: StandingClock
) -> None:
    urgent = opened(world, clock)
    assert "?do=plan#act" in look(duty, f"/desk/cases/{case.number}")
    assert "?do=plan#act" not in look(duty, f"/desk/cases/{urgent.number}")
    assert 'id="act"' not in look(duty, f"/desk/cases/{urgent.number}?do=plan")


def test_a_week_of_windows_is_a_few_questions(duty: Client, world: World) -> None:
    agreed(duty, world)
    with counted() as few:
        look(duty, "/desk/maintenance")
    for n in range(8):
        agreed(duty, world, title=f"窗口 {n}")
    with counted() as many:
        look(duty, "/desk/maintenance")
    assert len(many) == len(few)


def test_a_window_after_the_promised_solution_is_warned_of_before_it_is_saved(
    duty: Client, world: World, case: Case, clock: StandingClock
) -> None:
    """The solution is promised by Wednesday 06:00; the window is on Thursday evening."""
    agreed(duty, world)
    window = MaintenanceWindow.objects.get()
    panel = look(duty, f"/desk/cases/{case.number}?do=plan")
    assert "承诺在 明天 06:00 前解决" in panel
    assert "升级前端组件 · 3月5日 周四 22:00 · 晚于承诺" in panel
    first = send(duty, case, "plan", panel, window=str(window.pk), reason="发布日")
    assert first.status_code == 409
    page = first.content.decode()
    assert (
        "“升级前端组件”2026-03-05 22:00 才开始，晚于承诺的解决时间 2026-03-04 06:00：承诺照常计时，到时会超时。"
        in page
    )
    assert f'name="warned" value="{window.pk}"' in page
    assert "仍然安排" in page
    assert 'value="发布日"' in page
    assert not Plan.objects.filter(window=window).exists()
    assert not Message.objects.filter(kind="case.maintenance").exists()
    other = agreed(duty, world, title="另一次", begins="2026-03-06T22:00", ends="2026-03-06T23:00")
    later = MaintenanceWindow.objects.get(pk=int(other["Location"].rsplit("/", 1)[1]))
    unseen = send(duty, case, "plan", page, window=str(later.pk), warned=str(window.pk))
    assert unseen.status_code == 409  # the warning was about another window
    assert into(duty, case, window, page).status_code == 303
    shown = look(duty, f"/desk/cases/{case.number}")
    assert "维护窗口晚于承诺的解决时间 明天 06:00，到时会超时" in shown
    assert "周值班 已知悉：这个维护窗口晚于承诺的解决时间 2026-03-04 06:00" in shown
    assert Entry.objects.filter(verb="case.tied_late").count() == 1
    customers = browser(world.wang)
    assert "已知悉" not in read(customers, f"/cases/{case.number}")


def test_a_window_that_keeps_the_promise_or_may_not(
    duty: Client, world: World, case: Case, clock: StandingClock
) -> None:
    agreed(duty, world, begins="2026-03-03T22:00", ends="2026-03-04T06:00")
    kept = MaintenanceWindow.objects.get()
    panel = look(duty, f"/desk/cases/{case.number}?do=plan")
    assert "晚于承诺" not in panel
    assert send(duty, case, "plan", panel, window=str(kept.pk)).status_code == 303
    assert "可能超时" not in look(duty, f"/desk/cases/{case.number}")
    assert not Entry.objects.filter(verb="case.tied_late").exists()
    other = agreed(duty, world, title="跨夜", begins="2026-03-04T05:00", ends="2026-03-04T06:01")
    long = MaintenanceWindow.objects.get(pk=int(other["Location"].rsplit("/", 1)[1]))
    page = look(duty, f"/desk/cases/{case.number}?do=plan")
    warned = send(duty, case, "plan", page, window=str(long.pk))
    assert "“跨夜”结束时已过承诺的解决时间 2026-03-04 06:00" in warned.content.decode()
    assert into(duty, case, long, page).status_code == 303
    assert "可能超时" in look(duty, f"/desk/cases/{case.number}")
