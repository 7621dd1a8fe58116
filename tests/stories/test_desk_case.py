"""One case at the desk: what the page says, and what staff do on it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from shounuo.cases.models import Attachment, Case, Message
from shounuo.casework import assign, reply
from shounuo.casework.accept import accept
from shounuo.commitments.models import Commitment
from shounuo.notifications.models import Message as Notice
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened, send
from tests.support.queries import queries
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


# ------------------------------------------------------------------ what the page says


@pytest.mark.clause("3.1-factors", "3.2-keywords", "3.2-engineer-confirms")
def test_the_page_shows_how_the_priority_was_judged(duty: Client, world: World, clock: StandingClock) -> None:
    case = opened(world, clock, description="报表导出很慢，部分用户受影响，没有宕机，可以先手工导出。")
    page = _page(duty, case)
    for factor in ("业务连续性", "用户影响范围", "数据完整性", "财务影响", "合规要求", "时间敏感性"):
        assert f"<strong>{factor}</strong>" in page, factor
    assert page.count(">决定性</span>") == 1
    assert "系统判定 P2，把握" in page
    assert '<span class="tag">部分</span>' in page
    assert "<s>宕机</s>" in page  # found, negated, and so not counted
    assert "系统判定 · 待工程师确认" in page
    assert "系统判定 · 守诺" in page
    send(duty, case, "acceptance", level="P1", reason="月底结账受阻")
    page = _page(duty, case)
    assert f"工程师确认 · {world.duty.name}" in page
    assert "月底结账受阻" in page
    assert "待工程师确认" not in page


@pytest.mark.clause("7.1-platform", "5.2-assign", "5.3.1-document", "5.3.3-P2")
def test_the_context_stands_beside_the_conversation(duty: Client, world: World, clock: StandingClock) -> None:
    world.wang.phone = "138-1234-5678"
    world.wang.save()
    earlier = opened(world, clock, subject="上个月的导出问题")
    case = opened(world, clock)
    page = _page(duty, case)
    for words in (
        "蓝海电商有限公司", "按标准", 'href="tel:138-1234-5678"', "mailto:wang@blue.example", "在值班、条件全部相符：技能 3 级",
        "还未受理", "王小明 提交了案例，优先级 P2", "还没有人工回复",
        "客户门户",
    ):  # fmt: skip
        assert words in page, words
    known = look(duty, f"/desk/cases/{case.number}?part=knowledge")
    assert f'/desk/cases/{earlier.number}">上个月的导出问题' in known


@pytest.mark.clause("5.3.1-communicate", "4.2-P2")
def test_the_first_human_reply_stands_beside_the_promise_to_respond(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    send_at = clock.forward(minutes=7)
    send(duty, case, "acceptance")
    assert "还没有人工回复" in _page(duty, case)
    clock.forward(minutes=5)
    send(duty, case, "replies", visibility="public", body="已看到，正在查")
    page = _page(duty, case)
    assert f"首次人工回复：今天 10:12，提交后 12 分钟，{world.duty.name}" in page
    assert Commitment.objects.get(case=case, track="response").met_at == send_at


def test_the_page_asks_a_known_number_of_questions(duty: Client, world: World, clock: StandingClock) -> None:
    case = _accepted(world, clock)
    reply.note(case, "internal", "看日志", by=world.duty.actor, at=clock.now)
    for _ in range(2):
        with queries(19):
            _page(duty, case)
        for _ in range(3):
            reply.note(case, "internal", "看日志", by=world.duty.actor, at=clock.now)
            opened(world, clock)


def test_the_live_parts_are_quiet_until_something_happens(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock)
    for part in ("head", "talk", "side"):
        address = f"/desk/cases/{case.number}?part={part}"
        tag = duty.get(address)["ETag"]
        assert f'data-tag="{escape(tag)}"' in _page(duty, case)
        with queries(
            8
        ):  # session, person, case, promises, length of the history, what calls, its incident, roles
            quiet = duty.get(address, headers={"If-None-Match": tag})
        assert (quiet.status_code, quiet.content) == (304, b"")
        reply.note(case, "internal", "看日志", by=world.second.actor, at=clock.forward(minutes=1))
        assert duty.get(address, headers={"If-None-Match": tag}).status_code == 200
    assert duty.get(f"/desk/cases/{case.number}?part=nonsense").status_code == 404
    assert duty.get("/desk/cases/SN-999999999").status_code == 404


# ------------------------------------------------------------------ accepting


@pytest.mark.clause("5.2-accept", "3.2-engineer-confirms")
def test_the_one_button_of_a_new_case_accepts_and_confirms(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    page = _page(duty, case)
    assert "受理并确认 P2" in page
    assert page.count("is-primary") == 2  # that, and sending from the composer
    answer = send(duty, case, "acceptance", page)
    assert answer.status_code == 303
    page = look(duty, answer["Location"])
    assert f"已受理 {case.number}，客户已收到通知。" in page
    assert "受理并确认" not in page
    assert Notice.objects.filter(case=case, kind="case.accepted").count() == 1
    assert case.decisions.order_by("-id")[0].source == "engineer"


@pytest.mark.clause("3.2-engineer-confirms")
def test_correcting_needs_a_reason_and_tells_the_customer(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = opened(world, clock)
    panel = look(duty, f"/desk/cases/{case.number}?do=accept")
    assert "受理并调整优先级" in panel
    refused = send(duty, case, "acceptance", panel, level="P1")
    assert refused.status_code == 422
    assert "请写明调整优先级的原因" in refused.content.decode()
    assert Case.objects.get().state == "new"
    assert send(duty, case, "acceptance", panel, level="P1", reason="大促期间").status_code == 303
    case.refresh_from_db()
    assert (case.priority, case.state) == ("P1", "working")
    assert Notice.objects.get(case=case, kind="case.priority_changed").facts["reason"] == "大促期间"
    assert _due(case, "resolution") == "02 06:00"  # P1: four hours from ten o'clock in Beijing


# ------------------------------------------------------------------ saying


@pytest.mark.clause("5.3.1-communicate", "5.3.1-diagnose")
def test_what_is_public_and_what_is_not(duty: Client, world: World, clock: StandingClock) -> None:
    case = _accepted(world, clock)
    log = SimpleUploadedFile("a.log", b"boom")
    send(duty, case, "replies", visibility="public", body="请看附件", files=[log])
    send(duty, case, "replies", visibility="internal", body="客户去年也问过")
    send(duty, case, "replies", visibility="diagnosis", body="内存在 10:02 用尽")
    kinds = list(Message.objects.filter(case=case).order_by("id").values_list("kind", "body"))
    assert kinds == [
        ("public", "请看附件"),
        ("internal", "客户去年也问过"),
        ("diagnosis", "内存在 10:02 用尽"),
    ]
    assert Notice.objects.filter(case=case, kind="case.replied").count() == 1
    page = _page(duty, case)
    assert "内部备注 · 客户看不见" in page
    assert "诊断记录 · 客户看不见" in page
    file = duty.get(f"/desk/cases/{case.number}/files/{Attachment.objects.get().pk}")
    assert b"".join(file.streaming_content) == b"boom"  # type: ignore[attr-defined]
    assert file["Content-Disposition"].startswith("attachment")
    portal = look(desk(world.wang.user), f"/cases/{case.number}")  # type: ignore[arg-type]
    assert "请看附件" in portal
    assert "去年" not in portal
    assert "用尽" not in portal


@pytest.mark.clause("4.2-24x7", "5.3.1-communicate")
def test_asking_the_customer_waits_and_resuming_goes_on(
    duty: Client, world: World, clock: StandingClock
) -> None:
    low = _accepted(world, clock, **P3)
    assert low.priority == "P3"
    clock.forward(hours=1)
    send(duty, low, "replies", visibility="public", body="请发截图", wait="yes")
    low.refresh_from_db()
    assert low.state == "waiting"
    assert Commitment.objects.get(case=low, track="resolution").paused_at == clock.now
    assert "等客户回复" in _page(duty, low)
    clock.forward(hours=3)
    assert send(duty, low, "resumption").status_code == 303
    low.refresh_from_db()
    assert low.state == "working"
    assert _due(low, "resolution") == "03 05:00"  # a P3's 24 hours from 10:00, and three hours of waiting
    assert send(duty, low, "resumption").status_code == 409


def test_a_wait_ticked_on_a_note_is_no_wait(duty: Client, world: World, clock: StandingClock) -> None:
    case = _accepted(world, clock)
    send(duty, case, "replies", visibility="internal", body="客户在开会", wait="yes")
    case.refresh_from_db()
    assert case.state == "working"


def test_nothing_typed_is_lost_when_something_is_wrong(
    duty: Client, world: World, clock: StandingClock
) -> None:
    case = _accepted(world, clock)
    empty = send(duty, case, "replies", visibility="public", body=" ")
    assert empty.status_code == 422
    assert "请先写点内容" in empty.content.decode()
    bad = SimpleUploadedFile("x.exe", b"MZ")
    refused = send(duty, case, "replies", visibility="internal", body="见附件", files=[bad], wait="yes")
    page = refused.content.decode()
    assert refused.status_code == 415
    assert "不接受这种附件" in page
    assert "见附件</textarea>" in page
    assert "请重新选择：x.exe" in page
    assert 'value="internal" checked' in page
    long = send(duty, case, "replies", visibility="public", body="长" * 20_001)
    assert long.status_code == 422
    assert "太长了：现有 20001 字" in long.content.decode()
    unseen = duty.post(f"/desk/cases/{case.number}/replies", {"visibility": "public", "body": "你好"})
    assert unseen.status_code == 422
    assert "你好</textarea>" in unseen.content.decode()
    strange = send(duty, case, "replies", visibility="everybody", body="给谁？")
    assert strange.status_code == 422
    assert 'value="internal" checked' in strange.content.decode()  # never public by mistake
    assert not Message.objects.exists()
    assert not Attachment.objects.exists()


def test_secrets_are_masked_and_it_is_said(duty: Client, world: World, clock: StandingClock) -> None:
    case = _accepted(world, clock)
    send(duty, case, "replies", visibility="internal", body="客户给了 AKIAIOSFODNN7EXAMPLE")
    assert "AKIAIOSFODNN7EXAMPLE" not in Message.objects.get().body
    assert "已经隐去" in _page(duty, case)


def test_pressed_twice_it_is_said_once(duty: Client, world: World, clock: StandingClock) -> None:
    case = _accepted(world, clock)
    page = _page(duty, case)
    for _ in range(2):
        answer = send(duty, case, "replies", page, visibility="public", body="正在处理", sending="once")
        assert answer.status_code == 303
        assert answer.cookies["draft-clear"].value == f"desk-reply-{case.number}"
    assert Message.objects.filter(body="正在处理").count() == 1


# ------------------------------------------------------------------ any text, any language


def test_script_in_every_text_is_shown_as_text(duty: Client, world: World, clock: StandingClock) -> None:
    nasty = "</textarea></p><script>alert(1)</script>"
    case = opened(world, clock, subject=nasty[:150], description=nasty, resources=nasty, account=nasty[:60])
    send(duty, case, "acceptance", level="P1", reason=nasty)
    for kind in ("public", "internal", "diagnosis"):
        send(duty, case, "replies", visibility=kind, body=nasty)
    assign.hand_over(case, world.senior, nasty, by=world.duty.actor, at=clock.now)
    returned = send(duty, case, "resolution", kind="permanent", solution=nasty).content.decode()
    send(duty, case, "resolution", **dict.fromkeys(SOLVED, nasty) | {"kind": "permanent"})
    for page in (_page(duty, case), returned, look(duty, f"/desk/cases/{case.number}?do=fix")):
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in _page(duty, case)


def test_the_page_speaks_english(duty: Client, world: World, clock: StandingClock) -> None:
    case = opened(world, clock)
    duty.cookies["language"] = "en"
    page = _page(duty, case)
    for words in (
        "Accept and confirm P2", "Correct the priority", "Machine-triaged · to be confirmed", "No human reply yet",
        "Every decision", "The six factors", "Send to customer", "Save internal note",
    ):  # fmt: skip
        assert words in page, words
