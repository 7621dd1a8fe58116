"""Leave: asked for, approved or declined by a lead. Duty is taken away only once it is approved; then gaps are looked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.notifications.render import render
from shounuo.oncall.models import Schedule
from shounuo.oncall.reads import on_call
from shounuo.staff.models import Leave, LeaveRequest
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.duty import nobody_planned, weekly
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-assign", "5.3.2-P0-team")]
ROLE = ["duty_engineer"]
BEGIN = datetime(2026, 3, 5, 1, tzinfo=UTC)
ASKED = {"kind": "annual", "begins_at": "2026-03-05T09:00", "ends_at": "2026-03-06T09:00", "note": "春游"}


@pytest.fixture
def world(clock: StandingClock) -> World:
    built = build(clock.now)
    nobody_planned()
    return built


@pytest.fixture
def line(world: World, clock: StandingClock) -> Schedule:
    return weekly("duty_engineer", "一线", world.duty, world.second, at=clock.now)


@pytest.fixture
def asked(world: World, line: Schedule) -> LeaveRequest:
    assert desk(world.duty).post(f"/desk/people/{world.duty.pk}/leave", ASKED).status_code == 303
    return LeaveRequest.objects.get()


def answer(client: Client, asked: LeaveRequest, noun: str, **said: str) -> Any:
    return client.post(f"/desk/people/{asked.user_id}/leave/requests/{asked.pk}/{noun}", said)


def gaps(line: Schedule) -> Any:
    return Alarm.objects.filter(key__startswith=f"gap:schedule:{line.pk}:", cleared_at=None)


def test_what_is_asked_takes_no_duty_away_and_is_shown(
    asked: LeaveRequest, world: World, line: Schedule, clock: StandingClock
) -> None:
    assert not Leave.objects.exists()
    assert set(on_call(ROLE, BEGIN)) == {world.duty.pk}
    assert not gaps(line).exists()
    own, lead = look(desk(world.duty), f"/desk/people/{world.duty.pk}"), desk(world.lead)
    assert "等待批准" in own
    assert "/withdrawal" in own
    assert "/approval" not in own
    shown = look(lead, f"/desk/people/{world.duty.pk}")
    assert f"/leave/requests/{asked.pk}/approval" in shown
    assert "这段时间有班：" in shown
    assert "一线 3月5日 周四 09:00 – 3月6日 周五 09:00" in shown
    listed = look(lead, "/desk/people")
    assert "等待批准的休假" in listed
    assert "春游" in listed
    others = desk(world.second)
    assert "等待批准的休假" not in look(others, "/desk/people")
    assert "春游" not in look(others, f"/desk/people/{world.duty.pk}")
    mail = Message.objects.get(kind="leave.asked")
    assert mail.user == world.lead
    text = render(mail, at=clock.now).text
    assert "周值班 申请休假：年假，3月5日 周四 09:00(UTC+8) 至 3月6日 周五 09:00(UTC+8)" in text
    assert "一线：3月5日 周四 09:00(UTC+8) 至 3月6日 周五 09:00(UTC+8)" in text


def test_approved_it_takes_duty_away_raises_the_gap_and_is_told(
    asked: LeaveRequest, world: World, line: Schedule, clock: StandingClock
) -> None:
    lead = desk(world.lead)
    assert answer(lead, asked, "approval").status_code == 302
    leave = Leave.objects.get()
    assert (leave.user, leave.begins_at, leave.entered_at) == (world.duty, BEGIN, clock.now)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by_name, asked.leave) == ("approved", "陈主管", leave)
    assert on_call(ROLE, BEGIN) == {}
    [alarm] = gaps(line)
    assert alarm.words["zh"] == "“一线” 03-05 09:00 至 03-06 09:00 无人值班"
    mail = Message.objects.get(kind="leave.answered")
    assert mail.user == world.duty
    shown = render(mail, at=clock.now)
    assert shown.subject == "您的休假申请：已批准"
    assert "陈主管 批准了您的休假：年假" in shown.text
    assert answer(lead, asked, "approval").status_code == 409
    assert Leave.objects.count() == 1
    verbs = Entry.objects.filter(stream=f"account:{world.duty.pk}", verb__contains="leave").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "engineer.leave_asked", "engineer.leave_taken", "engineer.leave_approved",
    ]  # fmt: skip
    own = desk(world.duty)
    assert own.post(f"/desk/people/{world.duty.pk}/leave/{leave.pk}/cancellation").status_code == 302
    assert set(on_call(ROLE, BEGIN)) == {world.duty.pk}


def test_declined_needs_a_reason_and_changes_nothing(
    asked: LeaveRequest, world: World, line: Schedule, clock: StandingClock
) -> None:
    lead = desk(world.lead)
    empty = answer(lead, asked, "declining", reason=" ")
    assert empty.status_code == 422
    assert "请写明不批准的原因" in empty.content.decode()
    assert answer(lead, asked, "declining", reason="那周已有两人休假").status_code == 303
    assert not Leave.objects.exists()
    assert set(on_call(ROLE, BEGIN)) == {world.duty.pk}
    mail = Message.objects.get(kind="leave.answered")
    text = render(mail, at=clock.now).text
    assert "陈主管 没有批准您的休假" in text
    assert "那周已有两人休假" in text
    mail.language = "en"
    assert render(mail, at=clock.now).subject == "Your leave: declined"
    own = look(desk(world.duty), f"/desk/people/{world.duty.pk}")
    assert "未批准" in own
    assert "那周已有两人休假" in own
    assert "那周已有两人休假" not in look(desk(world.second), f"/desk/people/{world.duty.pk}")
    assert answer(lead, asked, "approval").status_code == 409
    assert answer(desk(world.duty), asked, "withdrawal").status_code == 409


def test_it_is_withdrawn_by_whoever_asked(asked: LeaveRequest, world: World) -> None:
    assert answer(desk(world.second), asked, "withdrawal").status_code == 403
    assert answer(desk(world.lead), asked, "withdrawal").status_code == 403
    assert answer(desk(world.duty), asked, "withdrawal").status_code == 302
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert "等待批准" not in look(desk(world.lead), "/desk/people")
    assert not Leave.objects.exists()


def test_only_leads_answer(asked: LeaveRequest, world: World) -> None:
    for client in (desk(world.duty), desk(world.second)):
        for noun in ("approval", "declining"):
            assert answer(client, asked, noun, reason="x").status_code == 403
    asked.refresh_from_db()
    assert asked.state == "asked"


def test_the_same_twice_and_what_is_past_are_refused(
    asked: LeaveRequest, world: World, clock: StandingClock
) -> None:
    own, there = desk(world.duty), f"/desk/people/{world.duty.pk}/leave"
    again = own.post(there, ASKED)
    assert again.status_code == 422
    assert "这段时间已经申请过" in again.content.decode()
    past = own.post(there, ASKED | {"begins_at": "2026-02-01T09:00", "ends_at": "2026-02-02T09:00"})
    assert past.status_code == 422
    assert "请主管补登" in past.content.decode()
    assert LeaveRequest.objects.count() == 1


def test_what_a_lead_enters_holds_at_once(world: World, line: Schedule, clock: StandingClock) -> None:
    lead = desk(world.lead)
    assert lead.post(f"/desk/people/{world.duty.pk}/leave", ASKED).status_code == 303
    assert lead.post(f"/desk/people/{world.lead.pk}/leave", ASKED).status_code == 303
    assert Leave.objects.count() == 2
    assert not LeaveRequest.objects.exists()
    assert on_call(ROLE, BEGIN) == {}
    assert gaps(line).exists()
    assert not Message.objects.filter(kind__startswith="leave.").exists()


def test_two_leads_who_answer_at_once_give_one_answer(asked: LeaveRequest, world: World) -> None:
    stale = LeaveRequest.objects.get(pk=asked.pk)
    assert answer(desk(world.lead), asked, "declining", reason="人手不够").status_code == 303
    late = answer(desk(world.admin), stale, "approval")
    assert late.status_code == 409
    assert "已有结果" in late.content.decode()
    assert not Leave.objects.exists()
