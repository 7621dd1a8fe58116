"""Work on a case at the desk: two at once, handing over, raising, and how it ends."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shounuo.cases.models import Case, Message
from shounuo.casework import reply
from shounuo.casework.accept import accept
from shounuo.casework.resolve import confirm, deny
from shounuo.commitments.models import Commitment
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message as Notice
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened, send
from tests.support.incident import calm
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
SOLVED = {"kind": "permanent", "solution": "加大内存", "root_cause": "内存不足", "prevention": "加上监控"}
P1 = {
    "subject": "支付接口大量失败",
    "description": "生产环境支付接口大量失败，大部分用户无法支付。",
    "impact": "most_users",
}

P3 = {
    "subject": "运单列表的日期列显示错位",
    "description": "运单列表里日期列的文字和表头对不齐，只是界面显示问题。",
    "impact": "few_users",
}


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def duty(world: World) -> Client:
    return desk(world.duty)


@pytest.fixture
def second(world: World) -> Client:
    return desk(world.second)


def _accepted(world: World, clock: StandingClock, **said: Any) -> Case:
    return accept(opened(world, clock, **said), world.duty, at=clock.now)


def _page(client: Client, case: Case) -> str:
    return look(client, f"/desk/cases/{case.number}")


def _due(case: Case, track: str) -> str:
    return Commitment.objects.get(case=case, track=track, state="running").due_at.strftime("%d %H:%M")


# ------------------------------------------------------------------ two at once


@pytest.mark.clause("5.3.1-communicate")
def test_two_engineers_at_once_the_second_sees_what_the_first_wrote(
    duty: Client, second: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock)
    mine, theirs = _page(duty, case), _page(second, case)
    send(duty, case, "replies", mine, visibility="public", body="已经回滚，请重试")
    refused = send(second, case, "replies", theirs, visibility="public", body="我正准备回滚")
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "您书写时，案例有了新内容" in page
    assert f"{world.duty.name} 回复了客户" in page
    assert "已经回滚，请重试" in page
    assert page.count(">新</span>") == 1
    assert "我正准备回滚</textarea>" in page
    assert Message.objects.filter(case=case).count() == 1
    assert send(second, case, "replies", page, visibility="internal", body="我正准备回滚").status_code == 303
    assert list(Message.objects.order_by("id").values_list("body", flat=True)) == [
        "已经回滚，请重试",
        "我正准备回滚",
    ]


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("handover", {"reason": "换班"}),
        ("priority", {"level": "P0", "reason": "全部用户"}),
        ("resolution", SOLVED),
        ("resumption", {}),
    ],
)
def test_every_form_notices_that_the_case_moved_on(
    noun: str, said: dict[str, str], duty: Client, second: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock)
    theirs = _page(second, case)
    reply.reply(case, "等等", wait=True, by=world.duty.actor, at=clock.now)
    before = Entry.objects.filter(stream=case.stream).count()
    chosen = said | ({"to": str(world.senior.pk)} if noun == "handover" else {})
    refused = send(second, case, noun, theirs, **chosen)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "案例有了新内容" in page
    assert Entry.objects.filter(stream=case.stream).count() == before
    for word in said.values():
        assert word in page
    assert send(second, case, noun, page, **chosen).status_code == 303


# ------------------------------------------------------------------ handing over, raising


@pytest.mark.clause("5.3.1-communicate", "5.2-assign")
def test_handing_over_needs_a_colleague_and_a_reason(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock)
    panel = look(duty, f"/desk/cases/{case.number}?do=hand_over")
    assert "在值班" in panel
    assert f"{world.senior.name} · 资深工程师 · L2 · 0 个在办案例" in panel
    assert f'<option value="{world.duty.pk}"' not in panel
    for said, words in (
        ({"to": str(world.senior.pk), "reason": " "}, "请写明交接原因"),
        ({"to": str(world.wang.user_id), "reason": "换班"}, "这位同事不能接手案例"),
        ({"reason": "换班"}, "请选择接手的同事"),
    ):
        refused = send(duty, case, "handover", panel, **said)
        assert refused.status_code == 422
        assert words in refused.content.decode()
    send(duty, case, "handover", panel, to=str(world.senior.pk), reason="换班，已定位到内存")
    case.refresh_from_db()
    assert case.assignee == world.senior
    assert "换班，已定位到内存" in _page(duty, case)
    assert Notice.objects.filter(kind="case.assigned", user=world.senior).exists()


@pytest.mark.clause("5.3.4-procedure", "3.2-upgrade-any-time")
def test_raising_takes_effect_at_once_and_the_clocks_follow(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock)
    clock.forward(hours=1)
    panel = look(duty, f"/desk/cases/{case.number}?do=raise")
    assert 'name="level" value="P3"' not in panel
    refused = send(duty, case, "priority", panel, level="P3", reason="没那么急")
    assert refused.status_code == 422
    assert "降级需要满足降级条件并经技术主管审批" in refused.content.decode()
    assert "没那么急</textarea>" in refused.content.decode()
    assert send(duty, case, "priority", panel, level="P1", reason="扩大到大部分用户").status_code == 303
    case.refresh_from_db()
    assert case.priority == "P1"
    assert _due(case, "resolution") == "02 07:00"  # four hours from eleven o'clock in Beijing
    page = _page(duty, case)
    assert "将优先级由 P2 改为 P1" in page
    assert "扩大到大部分用户" in page


# ------------------------------------------------------------------ the end


@pytest.mark.clause("5.4-root-cause", "5.4-prevention", "5.3.1-solution")
def test_the_gate_demands_by_level_and_points_at_what_is_missing(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock, **P1)
    panel = look(duty, f"/desk/cases/{case.number}?do=resolve")
    assert panel.count("P1 必填") == 3
    refused = send(duty, case, "resolution", panel, kind="permanent", solution="回滚版本")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "还需要填写：根本原因、预防措施" in page
    assert page.count("这一项还需要填写") == 2
    assert "回滚版本</textarea>" in page
    assert Case.objects.get().state == "working"
    calm(case, clock.now)
    assert send(duty, case, "resolution", panel, **SOLVED).status_code == 303
    page = _page(duty, case)
    assert "永久修复方案 · 正在等客户确认" in page
    assert "内存不足" in page


@pytest.mark.clause("5.4-confirm", "4.2-P1", "5.3.1-solution")
def test_after_a_workaround_the_report_and_the_permanent_fix_are_owed(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock, **P1)
    calm(case, clock.now)
    send(duty, case, "resolution", **(SOLVED | {"kind": "workaround"}))
    page = _page(duty, case)
    assert "交付报告" in page
    assert "永久修复已完成" in page
    assert _due(case, "report") == "04 02:00"  # 48 hours
    assert send(duty, case, "report", body="").status_code == 422
    assert send(duty, case, "report", body="经过、影响、原因、改进").status_code == 303
    assert send(duty, case, "report", body="又一份").status_code == 409
    assert send(duty, case, "permanent-fix", body="已换成新版本").status_code == 303
    page = _page(duty, case)
    assert "交付报告" not in page
    assert "永久修复已完成" not in page
    confirm(case, by=world.wang.user.actor, at=clock.now)  # type: ignore[union-attr]
    assert "客户已确认解决" in _page(duty, case)


@pytest.mark.clause("5.4-confirm")
def test_a_denied_solution_is_to_be_accepted_again(duty: Client, world: World, clock: StandingClock) -> None:
    case = _accepted(world, clock)
    send(duty, case, "resolution", **SOLVED)
    late = send(duty, case, "replies", visibility="public", body="补充一句")
    assert late.status_code == 409
    assert "补充一句</textarea>" in late.content.decode()
    deny(case, "大报表仍然失败", by=world.wang.user.actor, at=clock.forward(hours=1))  # type: ignore[union-attr]
    page = _page(duty, case)
    assert "受理并确认 P2" in page
    assert "客户表示没有解决" in page
    assert send(duty, case, "acceptance").status_code == 303


def test_a_panel_is_shown_only_where_there_is_room_for_it(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock)
    confirmed = _accepted(world, clock)
    send(duty, confirmed, "resolution", **SOLVED)
    for name in ("accept", "report", "fix", "resume", "nonsense"):
        assert 'id="act"' not in look(duty, f"/desk/cases/{case.number}?do={name}"), name
    for name in ("resolve", "raise", "hand_over"):
        assert 'id="act"' in look(duty, f"/desk/cases/{case.number}?do={name}"), name
        assert 'id="act"' not in look(duty, f"/desk/cases/{confirmed.number}?do={name}"), name
