"""Accounts with Alibaba Cloud and a webhook, added and tried out at the desk as anybody would, against local vendors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from shounuo.accounts import actions as accounts
from shounuo.channels.models import Provider
from shounuo.channels.reads import quotas_of
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from tests.support.channels import PLACE
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.vendors.aliyun import Aliyun
from tests.support.vendors.base import Vendor
from tests.support.vendors.webhook import Receiver
from tests.support.world import build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-notify")]
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def page(clock: StandingClock) -> Client:
    build(clock.now)
    manager = accounts.enrol(
        "tm@house.example", "唐经理", staff=True, password=None, roles=["technical_manager"], by=SYSTEM, at=clock.now
    )  # fmt: skip
    return desk(manager)


@pytest.fixture
def aliyun(clock: StandingClock) -> Iterator[Vendor]:
    with Vendor(Aliyun(lambda: clock.now)) as vendor:
        yield vendor


def add(page: Client, kind: str, **said: str) -> Any:
    usual = {"account_name": f"一号 {kind}", "whole": "", "callee": ""}
    return page.post(f"{PLACE}/new/{kind}", usual | {f"set_{name}": value for name, value in said.items()})


def added(page: Client, kind: str, **said: str) -> Provider:
    answer = add(page, kind, **said)
    assert answer.status_code == 303, answer.content.decode()[:4000]
    return Provider.objects.get(pk=int(answer["Location"].rpartition("/")[2]))


def tried(page: Client, one: Provider, address: str) -> str:
    assert page.post(f"{PLACE}/{one.pk}/trial", {"address": address}).status_code == 303
    return look(page, f"{PLACE}/{one.pk}")


def of_aliyun(vendor: Vendor, **said: str) -> dict[str, str]:
    return {"key_id": "LTAI-test", "key_secret": "not-so-secret", "endpoint": vendor.url} | said


def test_sms_is_added_and_tried_out(page: Client, aliyun: Vendor) -> None:
    one = added(page, "aliyun_sms", **of_aliyun(aliyun, sign="守诺", template="SMS_1"))
    assert (one.channel, one.settings["variables"]) == ("sms", "number,priority,subject")
    assert [(quota.scope, quota.most) for quota in quotas_of(one)] == [("callee", 50)]
    told = tried(page, one, "+86 138 0000 0001")
    assert "测试消息：对方已收下。阿里云已收下" in told
    [took] = aliyun.taken
    assert took["values"] == {"number": "TEST", "priority": "P4", "subject": "测试"}
    assert "not-so-secret" not in told + str(list(Entry.objects.values_list("facts", flat=True)))
    aliyun.next("no money")
    assert "账号或其模板、签名目前不能用（isv.AMOUNT_NOT_ENOUGH 账户余额不足）" in tried(
        page, one, "13800000001"
    )


def test_a_call_is_tried_out_with_its_menu(page: Client, aliyun: Vendor) -> None:
    one = added(
        page, "aliyun_voice",
        **of_aliyun(aliyun, template="TTS_1", show_number="057100000001", thanks_template="TTS_2"),
    )  # fmt: skip
    assert (one.channel, one.settings["key"]) == ("voice", "1")
    assert "对方已收下" in tried(page, one, "13800000001")
    assert aliyun.taken[0]["given"]["MenuKeyMap.1.Key"] == "1"
    assert "对方暂不接受。已达发送上限（isv.BUSINESS_LIMIT_CONTROL 触发分钟级流控Permits:1）" in tried(
        page, one, "13800000001"
    )


def test_a_webhook_is_tried_out(page: Client, clock: StandingClock) -> None:
    with Vendor(Receiver(WHSEC, lambda: clock.now)) as vendor:
        one = added(page, "webhook", url=f"{vendor.url}/pages", secret=WHSEC)
        assert "对方已收下" in tried(page, one, "on-call")
        assert vendor.taken[0]["data"]["to"] == "on-call"
        assert WHSEC not in look(page, f"{PLACE}/{one.pk}")


@pytest.mark.parametrize(
    ("kind", "said", "words"),
    [
        ("aliyun_sms", {"variables": "number,a b"}, "看不懂：a b"),
        ("aliyun_sms", {"endpoint": "dysmsapi"}, "请填写 https:// 开头的地址"),
        ("aliyun_sms", {"key_secret": ""}, "请填写"),
        ("webhook", {"secret": "hunter2"}, "应以 whsec_ 开头"),
        ("webhook", {"url": "x.example"}, "请填写 https:// 开头的地址"),
    ],
)
def test_what_cannot_work_is_said_before_it_is_kept(
    kind: str, said: dict[str, str], words: str, page: Client
) -> None:
    usual = {
        "key_id": "LTAI-test",
        "key_secret": "s",
        "sign": "守诺",
        "template": "SMS_1",
        "url": "https://x.example",
        "secret": WHSEC,
    }
    answer = add(page, kind, **usual | said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Provider.objects.exists()


def test_web_push_is_no_account_that_one_could_add(page: Client) -> None:
    assert add(page, "webpush").status_code in (404, 422)
    assert not Provider.objects.exists()
    assert "webpush" not in look(page, f"{PLACE}/new")
