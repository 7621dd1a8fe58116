"""Staff open a case for somebody on the telephone. [4.1-phone]"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shounuo.cases.models import Case, Message
from shounuo.commitments.models import Commitment
from shounuo.customers.models import Contact
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message as Notice
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
SAID = {
    "subject": "报表导出失败", "description": "报表导出按钮点了没有反应，其他功能正常，可以先手工导出。",
    "problem_type": "function", "impact": "some_users", "environment": "production", "choice": "", "sending": "call-1",
}  # fmt: skip


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def duty(world: World) -> Client:
    return desk(world.duty)


def call(client: Client, **said: Any) -> Any:
    return client.post("/desk/new", SAID | said)


@pytest.mark.clause("4.1-phone", "5.2-acknowledge")
def test_a_new_caller_gets_the_same_case_and_acknowledgement(
    duty: Client, world: World, clock: StandingClock
) -> None:
    answer = call(
        duty, customer=world.blue.pk, contact="", name="刘洋", phone="139 0000 1111", email="Liu@blue.example"
    )
    case = Case.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/cases/{case.number}")
    assert answer.cookies["draft-clear"].value == "desk-new-case"
    assert (case.channel, case.priority, case.customer) == ("phone", "P2", world.blue)
    assert (case.requester.name, case.requester.phone) == ("刘洋", "139 0000 1111")
    told = Notice.objects.get(kind="case.acknowledged")
    assert told.address == "liu@blue.example"
    assert [one["track"] for one in told.facts["promises"]] == ["response", "resolution"]
    due = Commitment.objects.get(case=case, track="response").due_at
    assert due.strftime("%H:%M") == "04:00"  # noon in Beijing: two hours
    opened = Entry.objects.get(stream=case.stream, verb="case.opened")
    assert (opened.actor_kind, opened.actor_id, opened.facts["channel"]) == ("staff", world.duty.pk, "phone")
    page = look(duty, answer["Location"])
    assert 'href="tel:139 0000 1111"' in page
    assert "提交案例 · 电话" in page
    assert "案例已开，来电人会收到确认。" in page


@pytest.mark.clause("4.1-phone")
def test_a_known_contact_is_picked_and_a_strange_number_is_noted(
    duty: Client, world: World, clock: StandingClock
) -> None:
    part = duty.get(f"/desk/new/contacts?customer={world.blue.pk}").content.decode()
    assert "王小明" in part
    assert "赵强" not in part
    before = Contact.objects.count()
    call(duty, customer=world.blue.pk, contact=world.wang.pk, phone="010-5555")
    case = Case.objects.get()
    assert case.requester == world.wang
    assert Contact.objects.count() == before
    assert Message.objects.get(case=case).body == "来电号码：010-5555"
    assert Message.objects.get(case=case).kind == "internal"
    foreign = call(duty, customer=world.red.pk, contact=world.wang.pk)
    assert foreign.status_code == 422
    assert "这位联系人不属于该客户" in foreign.content.decode()
    assert Case.objects.count() == 1


def test_the_same_caller_is_not_entered_twice(duty: Client, world: World, clock: StandingClock) -> None:
    said = {"customer": world.blue.pk, "name": "刘洋", "phone": "139", "email": "liu@blue.example"}
    for _ in range(2):
        assert call(duty, **said).status_code == 303
    assert Case.objects.count() == 1
    call(duty, **(said | {"sending": "call-2", "subject": "又一件事"}))
    call(duty, **(said | {"sending": "call-3", "subject": "第三件", "email": ""}))
    assert Case.objects.count() == 3
    assert Contact.objects.filter(name="刘洋").count() == 1
    changed = call(duty, **(said | {"subject": "换了标题"}))
    assert changed.status_code == 409
    assert "这张表单已经发送过" in changed.content.decode()
    assert "换了标题" in changed.content.decode()


def test_what_is_missing_is_said_and_nothing_is_lost(
    duty: Client, world: World, clock: StandingClock
) -> None:
    for said, words in (
        ({}, "请选择客户"),
        ({"customer": world.blue.pk}, "请写下来电人姓名"),
        ({"customer": world.blue.pk, "name": "刘洋"}, "请留下号码或邮箱"),
        ({"customer": world.blue.pk, "name": "刘洋", "email": "liu"}, "邮箱写得不对"),
        ({"customer": "0; drop", "name": "刘洋", "phone": "1"}, "请从列出的选项中选择"),
        (
            {"customer": world.blue.pk, "name": "刘洋", "phone": "1", "impact": "everybody"},
            "请从列出的选项中选择",
        ),
        (
            {"customer": world.blue.pk, "name": "刘洋", "phone": "1", "subject": ""},
            "请用一句话写下发生了什么",
        ),
        ({"customer": world.blue.pk, "name": "刘" * 81, "phone": "1"}, "太长了：现有 81 字"),
    ):
        answer = call(duty, **said)
        assert answer.status_code == 422, said
        assert words in answer.content.decode(), words
        assert "可以先手工导出。</textarea>" in answer.content.decode()
    assert not Case.objects.exists()
    assert Contact.objects.count() == 3


@pytest.mark.clause("5.1-online-24x7")
def test_the_proposal_is_the_customers_own(duty: Client, world: World, clock: StandingClock) -> None:
    quiet = duty.post("/desk/new/proposal", {}).content.decode()
    assert "写下情况后" in quiet
    worse = {"description": "生产环境宕机，所有用户无法下单", "problem_type": "outage", "impact": "all_users"}
    said = SAID | worse | {"customer": world.blue.pk}
    part = duty.post("/desk/new/proposal", said).content.decode()
    for words in ("P0", "15 分钟内", "今天 10:15", "2 小时内"):
        assert words in part, words
    assert not Case.objects.exists()
    preview = duty.post("/desk/new", said | {"preview": "1"})
    assert preview.status_code == 200
    assert "15 分钟内" in preview.content.decode()


def test_script_and_secrets_in_a_call(duty: Client, world: World, clock: StandingClock) -> None:
    nasty = "<script>alert(1)</script>"
    said = {"customer": world.blue.pk, "name": nasty, "phone": nasty[:30], "subject": nasty}
    refused = call(duty, **(said | {"description": ""}))
    assert "<script>alert" not in refused.content.decode()
    answer = call(duty, **(said | {"description": f"{nasty} AKIAIOSFODNN7EXAMPLE"}))
    page = look(duty, answer["Location"])
    assert "<script>alert" not in page
    assert "AKIAIOSFODNN7EXAMPLE" not in page
    assert "已经隐去" in page
