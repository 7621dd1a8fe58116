"""Channels at the desk: accounts with vendors, in order of choice, tried out; and no secret anywhere but sealed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.channels.models import Provider
from shounuo.channels.reads import opened, providers, quotas_of
from shounuo.channels.registry import account
from shounuo.channels.shape import Quota
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from tests.support.channels import PLACE, SECRET, TOKEN, WEBHOOK, add, added, verbs
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.queries import queries
from tests.support.smtp import Mailbox
from tests.support.vendors.base import Vendor
from tests.support.vendors.dingtalk import DingtalkRobot
from tests.support.vendors.feishu import FeishuRobot
from tests.support.vendors.wecom import WecomRobot
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def manager(world: World, clock: StandingClock) -> User:
    return accounts.enrol(
        "tm@house.example", "唐经理", staff=True, password=None, roles=["technical_manager"], by=SYSTEM, at=clock.now
    )  # fmt: skip


@pytest.fixture
def page(manager: User) -> Client:
    return desk(manager)


@pytest.fixture
def dingtalk(clock: StandingClock) -> Iterator[Vendor]:
    with Vendor(DingtalkRobot(TOKEN, SECRET)) as vendor:
        yield vendor


# ------------------------------------------------------------------ an account


def test_an_account_is_added_tried_out_and_used(page: Client, dingtalk: Vendor, clock: StandingClock) -> None:
    one = added(page, dingtalk.url)
    assert (one.kind, one.channel, one.vendor, one.rank, one.added_at) == (
        "dingtalk_robot",
        "dingtalk",
        "dingtalk",
        1,
        clock.now,
    )
    assert account(one).secrets == {"webhook": WEBHOOK, "secret": SECRET}
    assert dingtalk.asked == [], "nothing is sent before somebody asks for it"

    answer = page.post(f"{PLACE}/{one.pk}/trial", {"address": "13800001111"})
    assert answer.status_code == 303
    (message,) = dingtalk.taken
    assert message["at"]["atMobiles"] == ["13800001111"]
    assert "唐经理 正在测试渠道账号“一线值班群”" in message["markdown"]["text"]
    told = look(page, f"{PLACE}/{one.pk}")
    assert "测试消息：对方已收下。钉钉已收下" in told
    assert "唐经理 用 一线值班群 向 13800001111 发送了测试消息：钉钉已收下" in told
    assert verbs(one) == ["provider.added", "provider.tried"]
    assert Message.objects.count() == 0, "a test is no message of the product"
    assert len(dingtalk.asked) == 1


@pytest.mark.parametrize(
    ("trouble", "state", "words"),
    [
        ("throttle", "again", "对方暂不接受。发送过快，机器人被限流 10 分钟（130101 send too fast"),
        ("wrong ip", "failed", "被拒绝。服务器的 IP 不在机器人的白名单中（310000 ip"),
        ("error", "unknown", "不知是否收下。对方的回答无法辨认（HTTP 500）"),
        ("cut", "unknown", "不知是否收下。"),
    ],
)
def test_the_vendors_answer_is_shown_in_words_and_recorded(
    page: Client, dingtalk: Vendor, trouble: str, state: str, words: str
) -> None:
    one = added(page, dingtalk.url)
    dingtalk.next(trouble)
    page.post(f"{PLACE}/{one.pk}/trial", {"address": "13800001111"})
    assert f"测试消息：{words}" in look(page, f"{PLACE}/{one.pk}")
    entry = Entry.objects.get(verb="provider.tried")
    assert entry.facts["state"] == state
    assert len(dingtalk.asked) == 1


def test_an_address_of_the_wrong_form_is_not_tried(page: Client, dingtalk: Vendor) -> None:
    one = added(page, dingtalk.url)
    answer = page.post(f"{PLACE}/{one.pk}/trial", {"address": "周 明"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "请填写群成员的手机号或 userId" in told
    assert 'value="周 明"' in told, "what was typed is still there"
    assert dingtalk.asked == []
    assert verbs(one) == ["provider.added"]


def test_every_chat_vendor_can_be_added_and_tried(page: Client, clock: StandingClock) -> None:
    with Vendor(WecomRobot("KEY-1")) as wecom, Vendor(FeishuRobot("HOOK-1", "S-1")) as feishu:
        for kind, said, address, vendor in (
            (
                "wecom_robot",
                {"set_webhook": "KEY-1", "set_style": "text", "set_gateway": wecom.url},
                "ZhouMing_01",
                wecom,
            ),
            (
                "feishu_robot",
                {"set_webhook": "HOOK-1", "set_secret": "S-1", "set_gateway": feishu.url},
                "ou_1",
                feishu,
            ),
        ):
            answer = page.post(f"{PLACE}/new/{kind}", {"account_name": kind} | said)
            assert answer.status_code == 303, answer.content.decode()[:3000]
            page.post(answer["Location"] + "/trial", {"address": address})
            assert len(vendor.delivered) == 1


# ------------------------------------------------------------------ order, limits, end


def test_accounts_stand_in_order_of_choice(page: Client) -> None:
    first, second, third = (added(page, name=name) for name in ("甲", "乙", "丙"))
    assert look(page, PLACE).count('value="up"') == look(page, PLACE).count('value="down"') == 2
    assert [one.name for one in providers("dingtalk")] == ["甲", "乙", "丙"]
    page.post(f"{PLACE}/{third.pk}/place", {"do": "up"})
    page.post(f"{PLACE}/{first.pk}/place", {"do": "up"})
    assert [one.name for one in providers("dingtalk")] == ["甲", "丙", "乙"]
    assert verbs(third) == ["provider.added", "provider.moved"]
    assert verbs(first) == ["provider.added"], "the first is first already"
    told = look(page, PLACE)
    assert told.index("甲") < told.index("丙") < told.index("乙")
    page.post(f"{PLACE}/{first.pk}/end")
    page.post(f"{PLACE}/{second.pk}/place", {"do": "up"})
    assert [(one.name, one.rank) for one in providers("dingtalk")] == [("乙", 1), ("丙", 2)]
    assert page.post(f"{PLACE}/{second.pk}/place", {"do": "sideways"}).status_code == 404


def test_limits_are_the_vendors_until_ours_are_written(page: Client) -> None:
    one = added(page)
    assert [(quota.scope, quota.most, quota.within.total_seconds()) for quota in quotas_of(one)] == [
        ("provider", 20, 60)
    ]
    said = {"account_name": "一线值班群", "set_style": "markdown", "set_gateway": "https://oapi.dingtalk.com"}
    page.post(f"{PLACE}/{one.pk}/record", said | {"whole": "10/1m，200/1h", "callee": "3/5m"})
    one.refresh_from_db()
    assert one.quotas == [
        {"scope": "provider", "most": 10, "within": 60}, {"scope": "provider", "most": 200, "within": 3600},
        {"scope": "callee", "most": 3, "within": 300},
    ]  # fmt: skip
    assert all(isinstance(quota, Quota) for quota in quotas_of(one))
    told = look(page, f"{PLACE}/{one.pk}")
    assert "1 分钟内 10 条，1 小时内 200 条" in told
    assert 'value="10/1m, 200/1h"' in told
    wrong = page.post(f"{PLACE}/{one.pk}/record", said | {"whole": "twenty"})
    assert wrong.status_code == 422
    assert "20/1m、1000/1h" in wrong.content.decode()


def test_an_ended_account_is_used_no_more_and_its_secrets_are_gone(page: Client, dingtalk: Vendor) -> None:
    one = added(page, dingtalk.url)
    assert page.post(f"{PLACE}/{one.pk}/end").status_code == 303
    one.refresh_from_db()
    assert (one.ended_at is not None, one.sealed) == (True, "")
    assert opened(one).readable
    assert [
        page.post(f"{PLACE}/{one.pk}/{what}").status_code for what in ("trial", "end", "place", "record")
    ] == [404] * 4
    assert page.get(f"{PLACE}/{one.pk}").status_code == 404
    assert "一线值班群" not in look(page, PLACE)
    assert verbs(one) == ["provider.added", "provider.ended"]
    assert dingtalk.asked == []
    assert added(page, dingtalk.url).name == one.name, "its name is free again"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "请填写名称"),
        ({"name": "占用"}, "已有同名的渠道账号"),
        ({"set_style": "bold"}, "请从列出的选项中选择"),
        ({"set_gateway": "https://user:pw@oapi.dingtalk.com"}, "请填写 https:// 开头的地址"),
        ({"set_gateway": "javascript:alert(1)"}, "请填写 https:// 开头的地址"),
        ({"set_secret": "x" * 5000}, "太长了"),
        ({"callee": "0/1m"}, "每项写成"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(page: Client, said: dict[str, str], words: str) -> None:
    added(page, name="占用")
    answer = add(page, **said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Provider.objects.count() == 1


def test_of_two_who_choose_the_same_name_at_once_one_is_told(
    page: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked before either wrote: the table itself is the judge."""
    other = added(page, name="另一个")
    added(page)
    monkeypatch.setattr("shounuo.channels.actions._free", lambda name, besides: None)
    said = {"account_name": "一线值班群", "set_style": "markdown", "set_gateway": "https://oapi.dingtalk.com"}
    for answer in (add(page), page.post(f"{PLACE}/{other.pk}/record", said)):
        assert answer.status_code == 422
        assert "已有同名的渠道账号" in answer.content.decode()
    assert [one.name for one in providers()] == ["另一个", "一线值班群"]


# ------------------------------------------------------------------ the list, e-mail, rights


def test_the_list_says_what_each_channel_is_for_and_what_lacks_an_account(page: Client) -> None:
    added(page)
    told = look(page, PLACE)
    assert (
        told.index("邮件</h2>")
        < told.index("企业微信</h2>")
        < told.index("钉钉</h2>")
        < told.index("飞书</h2>")
    )
    assert 'id="sms"' in told, "the standard calls for it"
    wecom, dingtalk = (
        re.search(rf'id="{name}".*?</section>', told, re.DOTALL) for name in ("wecom", "dingtalk")
    )
    assert wecom is not None
    assert "没有账号" in wecom[0]
    assert "用于 P0、P1" in wecom[0]
    assert dingtalk is not None
    assert "首选" in dingtalk[0]
    assert "未测试" in dingtalk[0]
    with queries(8):
        look(page, PLACE)


def test_kinds_are_offered_with_what_they_need(page: Client) -> None:
    told = look(page, f"{PLACE}/new")
    assert "企业微信应用消息" in told
    assert "需要：机器人的 Webhook 地址、加签密钥" in told
    form = look(page, f"{PLACE}/new/dingtalk_robot")
    assert "https://open.dingtalk.com/document/orgapp/customize-robot-security-settings" in form
    assert page.get(f"{PLACE}/new/pigeon").status_code == 404


def test_a_test_mail_says_what_the_server_said(page: Client, mailbox: Mailbox, settings: Settings) -> None:
    settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_TLS = mailbox.host, mailbox.port, "no"
    settings.SMTP_PASSWORD = ""
    page.post(f"{PLACE}/mail/trial", {"address": "tm@house.example"})
    (mail,) = mailbox.messages
    assert (mail["To"], mail["Subject"]) == ("tm@house.example", "守诺测试邮件")
    told = look(page, PLACE)
    assert "测试消息：对方已收下。250 OK" in told
    mailbox.refuse("550 5.1.1 no such user")
    page.post(f"{PLACE}/mail/trial", {"address": "gone@house.example"})
    assert "被拒绝。550 5.1.1 no such user" in look(page, PLACE)
    assert page.post(f"{PLACE}/mail/trial", {"address": "nobody"}).status_code == 422
    assert Entry.objects.filter(verb="message.tried").count() == 2
    assert (len(mailbox.messages), Message.objects.count()) == (1, 0)


def test_without_a_mail_server_the_page_says_what_to_set(page: Client, settings: Settings) -> None:
    settings.SMTP_HOST = ""
    assert "SHOUNUO_SMTP_HOST" in look(page, PLACE)


@pytest.mark.clause("7.1-platform")
def test_others_look_and_change_nothing(page: Client, world: World, dingtalk: Vendor) -> None:
    one = added(page, dingtalk.url)
    before = verbs(one)
    for user in (world.duty, world.lead):
        other = desk(user)
        told = look(other, f"{PLACE}/{one.pk}")
        assert "一线值班群" in told
        assert "<form" not in re.sub(
            r'<form[^>]*action="/(sign-out|language)[^>]*>', "", told.split("<main")[1]
        )
        assert "添加账号" not in look(other, PLACE)
        assert other.get(f"{PLACE}/new").status_code == 403
        assert add(other, name="他人").status_code == 403
        for what, said in (("trial", {"address": "1"}), ("end", {}), ("place", {"do": "up"}), ("record", {})):
            assert other.post(f"{PLACE}/{one.pk}/{what}", said).status_code == 403
        assert other.post(f"{PLACE}/mail/trial", {"address": "a@b.example"}).status_code == 403
    assert (verbs(one), dingtalk.asked, Provider.objects.count()) == (before, [], 1)
    assert desk(world.admin).get(f"{PLACE}/new").status_code == 200
    customer = desk(world.wang.user) if world.wang.user else None
    assert customer is not None
    assert customer.get(PLACE).status_code == 302


def test_it_speaks_english_too(page: Client, dingtalk: Vendor) -> None:
    page.cookies["language"] = "en"
    one = added(page, dingtalk.url)
    page.post(f"{PLACE}/{one.pk}/trial", {"address": "13800001111"})
    assert "Test message: Taken. taken by DingTalk" in look(page, f"{PLACE}/{one.pk}")
    assert "Open" in dingtalk.taken[0]["markdown"]["text"]
    assert "As the vendor" in look(page, f"{PLACE}/{one.pk}")
