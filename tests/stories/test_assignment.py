"""Who has a case, why, and how it changes hands: at the desk, over the API, and on the command line. [5.2-assign]"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from shounuo.assignment.models import Offer
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.offer import hand_on
from shounuo.casework.open_case import open_case
from shounuo.kernel.actor import SYSTEM
from shounuo.notifications.models import Message
from shounuo.notifications.render import render
from shounuo.oncall.models import Shift
from shounuo.site.cli import main
from shounuo.staff.actions import take_leave
from tests.support.api import CALM, Machine, open_house, refused, token_of, written
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened, send
from tests.support.world import World, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-assign")]
P0 = {
    "subject": "生产数据库宕机",
    "description": "所有用户无法下单",
    "problem_type": "outage",
    "impact": "all_users",
}
P1 = {
    "subject": "支付接口大量失败",
    "description": "生产环境支付接口大量失败，大部分用户无法支付。",
    "impact": "most_users",
}


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def _held_p1(world: World, clock: StandingClock) -> Case:
    """The duty engineer has it; the shift ends in ten minutes."""
    case = accept(opened(world, clock, **P1), world.duty, at=clock.now)
    Shift.objects.filter(user=world.duty).update(ends_at=clock.now + timedelta(minutes=10))
    return case


def _offered(world: World, clock: StandingClock) -> Case:
    case = _held_p1(world, clock)
    hand_on(clock.forward(minutes=10))
    return case


def _next(case: Case) -> Client:
    return desk(Offer.objects.get(case=case, answer="").taker)


# ------------------------------------------------------------------ why


def test_the_case_shows_who_was_compared_and_who_was_left_out(world: World, clock: StandingClock) -> None:
    take_leave(world.second, "annual", clock.now, clock.now + timedelta(days=1), by=SYSTEM, at=clock.now)
    case = opened(world, clock)
    page = look(desk(world.duty), f"/desk/cases/{case.number}")
    card = page.split("怎么选的")[1].split("</details>")[0]
    assert "周值班" in card
    assert "3 分" in card
    assert "技能 3 级 · 在办 0/8（负载 0）· 近期分到 0 · 该客户 0 · 同类 0" in card
    assert "未入选" in card
    assert "请假中" in card
    assert "是唯一合适的人" in page


def test_a_case_that_a_person_took_compares_nobody(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.second, at=clock.now)
    page = look(desk(world.duty), f"/desk/cases/{case.number}")
    assert "吴值班 主动受理" in page
    assert "怎么选的" not in page


def test_the_command_explains_then_and_now(
    world: World, clock: StandingClock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOUNUO_LANG", "zh")
    case = opened(world, clock)
    take_leave(world.duty, "sick", clock.now, clock.now + timedelta(days=1), by=SYSTEM, at=clock.now)
    before = written()
    assert main(["assign", "explain", case.number]) == 0
    then = capsys.readouterr().out
    assert "由 守诺 分配给 周值班" in then
    assert "  1. 周值班  3 分  技能 3 级" in then
    assert main(["assign", "explain", case.number.lower(), "--now"]) == 0
    now = capsys.readouterr().out
    assert "如果现在分配：吴值班（目前：周值班）" in now
    assert "- 周值班  请假中" in now
    assert main(["assign", "explain", "SN-1"]) == 1
    assert "没有案例 SN-1" in capsys.readouterr().err
    assert written() == before


# ------------------------------------------------------------------ offers at the desk


def test_an_offer_stands_on_top_of_the_queue_and_one_tap_takes_it(world: World, clock: StandingClock) -> None:
    case = _held_p1(world, clock)
    senior = desk(world.senior)
    tag = senior.get("/desk/?part=list")["ETag"]
    hand_on(clock.forward(minutes=10))
    client = _next(case)
    assert client.get("/desk/?part=list", headers={"If-None-Match": tag}).status_code == 200
    page = look(client, "/desk/")
    assert "周值班 请您接手" in page
    assert f'formaction="/desk/cases/{case.number}/offer-acceptance"' in page
    assert "周值班 已下班或休假 · 今天 10:15 前答复" in page
    assert "请您接手" not in look(desk(world.duty), "/desk/")
    assert "已请" in look(desk(world.duty), f"/desk/cases/{case.number}")
    answer = client.post(f"/desk/cases/{case.number}/offer-acceptance")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/cases/{case.number}")
    taker = Offer.objects.get(case=case).taker
    assert Case.objects.get(pk=case.pk).assignee == taker
    assert f"{case.number} 现在由您负责。" in look(client, f"/desk/cases/{case.number}")
    assert "请您接手" not in look(client, "/desk/")


def test_declining_needs_a_reason_and_what_was_typed_is_kept(world: World, clock: StandingClock) -> None:
    case = _offered(world, clock)
    client = _next(case)
    panel = look(client, f"/desk/cases/{case.number}?do=decline")
    assert "谢绝接手" in panel
    assert "谢绝接手" not in look(desk(world.duty), f"/desk/cases/{case.number}?do=decline")
    assert send(client, case, "offer-refusal", panel, reason=" ").status_code == 422
    assert send(client, case, "offer-refusal", panel, reason="手上有 P0").status_code == 303
    assert Offer.objects.get(answer="declined").note == "手上有 P0"
    assert Case.objects.get(pk=case.pk).assignee == world.duty
    late = client.post(f"/desk/cases/{case.number}/offer-acceptance")
    assert late.status_code == 302
    assert Case.objects.get(pk=case.pk).assignee == world.duty


def test_who_was_not_asked_can_neither_take_nor_decline(world: World, clock: StandingClock) -> None:
    case = _offered(world, clock)
    taker = Offer.objects.get().taker
    other = desk(next(one for one in (world.second, world.senior, world.architect) if one != taker))
    other.post(f"/desk/cases/{case.number}/offer-acceptance")
    assert "没有请您接手这个案例" in look(other, f"/desk/cases/{case.number}")
    assert send(other, case, "offer-refusal", reason="不行").status_code == 404
    assert (Offer.objects.get().answer, Case.objects.get(pk=case.pk).assignee) == ("", world.duty)


def test_handing_over_may_ask_first(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    client = desk(world.duty)
    said = {"to": str(world.second.pk), "reason": "我要去机房", "ask": "yes"}
    panel = look(client, f"/desk/cases/{case.number}?do=hand_over")
    assert send(client, case, "handover", panel, **said).status_code == 303
    assert Case.objects.get(pk=case.pk).assignee == world.duty
    assert "已询问同事" in look(client, f"/desk/cases/{case.number}")
    assert "我要去机房" in look(desk(world.second), "/desk/")


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("case.offered", "P1 请您接手"),
        ("case.offer_taken", "交接已接受"),
        ("case.offer_declined", "交接被谢绝"),
    ],
)
def test_the_mails_say_what_is_to_be_done(
    kind: str, subject: str, world: World, clock: StandingClock
) -> None:
    case = _offered(world, clock)
    client = _next(case)
    if kind == "case.offer_taken":
        client.post(f"/desk/cases/{case.number}/offer-acceptance")
    if kind == "case.offer_declined":
        send(client, case, "offer-refusal", reason="手上有 P0")
    mail = render(Message.objects.filter(kind=kind).latest("id"), at=clock.now)
    assert subject in mail.subject
    assert f"/desk/cases/{case.number}" in mail.text
    assert {
        "case.offered": "周值班 已下班或休假",
        "case.offer_taken": "从现在起由",
        "case.offer_declined": "手上有 P0",
    }[kind] in mail.text


@pytest.mark.clause("5.3.2-P0-team", "5.2-accept")
def test_a_senior_is_offered_to_take_over_a_p0_and_nobody_else(world: World, clock: StandingClock) -> None:
    case = opened(world, clock, **P0)
    assert case.assignee == world.second
    accept(case, world.second, at=clock.now)
    words = "从 吴值班 手中接管"
    assert words in look(desk(world.senior), f"/desk/cases/{case.number}")
    for user in (world.second, world.lead, world.admin):
        assert words not in look(desk(user), f"/desk/cases/{case.number}")
    assert send(desk(world.senior), case, "acceptance").status_code == 303
    page = look(desk(world.senior), f"/desk/cases/{case.number}")
    assert "郑资深 从 吴值班 手中接管了案例" in page


@pytest.mark.clause("5.3.3-P4")
def test_a_p4_may_be_answered_with_a_document_and_no_other_level(world: World, clock: StandingClock) -> None:
    asked = {
        "subject": "咨询 S3 最佳实践",
        "description": "想了解最佳实践，不急。",
        "problem_type": "consulting",
        "impact": "none",
    }
    question, fault = opened(world, clock, **asked), opened(world, clock)
    client, address = desk(world.duty), "https://kb.house.example/s3"
    assert "用文档答复" in look(client, f"/desk/cases/{question.number}")
    assert "用文档答复" not in look(client, f"/desk/cases/{fault.number}")
    wrong = send(client, question, "replies", visibility="public", body="", document="kb s3")
    assert wrong.status_code == 422
    assert "请填写完整的网址" in wrong.content.decode()
    assert (
        send(client, question, "replies", visibility="public", body="", document=address).status_code == 303
    )
    assert (
        send(client, question, "replies", visibility="public", body="见附文", document=address).status_code
        == 303
    )
    assert [one.body for one in question.messages.order_by("id")] == [
        f"参考文档：{address}", f"见附文\n\n参考文档：{address}",
    ]  # fmt: skip
    assert send(client, fault, "replies", visibility="public", body="", document=address).status_code == 422
    assert not fault.messages.exists()


# ------------------------------------------------------------------ over the API


def test_offers_over_the_api(clock: StandingClock) -> None:
    house = open_house(clock.now)
    number = house.wang.opens()
    house.duty.post(f"/cases/{number}/acceptance")
    asked: dict[str, Any] = {"to": "second@house.example", "reason": "我要去机房"}
    assert house.duty.post(f"/cases/{number}/offers", asked).body["assignee"] == "周值班"
    told = house.second.get("/offers").body["offers"]
    assert [(one["number"], one["giver"], one["reason"]) for one in told] == [
        (number, "周值班", "我要去机房")
    ]
    assert house.duty.get("/offers").body == {"offers": []}
    refused(house.duty.post(f"/cases/{number}/offer-acceptance"), 404, "offer.none")
    refused(house.wang.post(f"/cases/{number}/offer-acceptance"), 403)
    taken = house.second.post(f"/cases/{number}/offer-acceptance")
    assert (taken.status, taken.body["assignee"]) == (200, "吴值班")
    refused(house.second.post(f"/cases/{number}/offer-refusal", {"reason": "不行"}), 409, "offer.over")


def test_a_refusal_over_the_api_leaves_the_case_where_it_is(clock: StandingClock) -> None:
    house = open_house(clock.now)
    number = house.wang.opens(**CALM)
    house.duty.post(f"/cases/{number}/acceptance")
    house.duty.post(f"/cases/{number}/offers", {"to": "second@house.example", "reason": "我要去机房"})
    refused(house.second.post(f"/cases/{number}/offer-refusal", {"reason": ""}), 422)
    declined = house.second.post(f"/cases/{number}/offer-refusal", {"reason": "手上有 P0"})
    assert (declined.status, declined.body["assignee"]) == (200, "周值班")
    assert house.second.get("/offers").body == {"offers": []}


@pytest.mark.clause("5.3.2-P0-team")
def test_a_take_over_over_the_api(clock: StandingClock) -> None:
    house = open_house(clock.now)
    case = open_case(ticket(house.world.wang, **P0), by=house.world.wang.actor, at=clock.now)
    assert case.assignee
    accept(case, case.assignee, at=clock.now)
    senior = Machine(token_of(house.world.senior, clock.now))
    answer = senior.post(f"/cases/{case.number}/acceptance")
    assert (answer.status, answer.body["assignee"], answer.body["state"]) == (200, "郑资深", "working")
