"""The secrets of accounts: sealed in the table, on no page, in no entry of the logbook; kept, replaced, lost with the key."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.channels.models import Provider
from shounuo.channels.registry import account
from shounuo.kernel.actor import SYSTEM
from tests.support.channels import PLACE, SECRET, TOKEN, WEBHOOK, add, added, verbs
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.vendors.base import Vendor
from tests.support.vendors.dingtalk import DingtalkRobot
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


def everything_kept() -> str:
    """Every value of every table, as the database holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [str(row) for row in cursor.fetchall()]
    return "\n".join(found)


def test_no_secret_is_in_the_database_on_a_page_or_in_the_logbook(page: Client, dingtalk: Vendor) -> None:
    one = added(page, dingtalk.url)
    page.post(f"{PLACE}/{one.pk}/trial", {"address": "13800001111"})
    page.post(
        f"{PLACE}/{one.pk}/record",
        {"account_name": "新名称", "set_style": "card", "set_gateway": dingtalk.url},
    )
    page.post(
        f"{PLACE}/{one.pk}/record",
        {"account_name": "新名称", "set_style": "bold", "set_secret": "SEC-typed-now"},
    )
    kept = everything_kept()
    assert "新名称" in kept, "the tables were read"
    pages = [look(page, address) for address in (PLACE, f"{PLACE}/{one.pk}", f"{PLACE}/new/dingtalk_robot")]
    for secret in (TOKEN, SECRET, "SEC-typed-now"):
        assert secret not in kept
        assert all(secret not in told for told in pages)
    assert re.search(r"加签密钥</dt><dd>.*?已设置", pages[1], re.DOTALL)


def test_a_form_that_comes_back_does_not_repeat_the_secret(page: Client) -> None:
    answer = add(page, set_gateway="not an address", set_webhook="")
    told = answer.content.decode()
    assert answer.status_code == 422
    assert SECRET not in told
    assert 'value="一线值班群"' in told
    assert "请填写 https:// 开头的地址" in told
    assert told.count("请填写</span>") == 1, "the webhook is missing"
    assert Provider.objects.count() == 0


def test_secrets_stay_where_they_are_left_empty_and_go_where_new_ones_are_given(
    page: Client, dingtalk: Vendor
) -> None:
    one = added(page, dingtalk.url)
    same = {"account_name": "一线值班群", "set_style": "markdown", "set_gateway": dingtalk.url}
    page.post(f"{PLACE}/{one.pk}/record", same)
    assert verbs(one) == ["provider.added"], "the same changes nothing"
    page.post(f"{PLACE}/{one.pk}/record", same | {"set_secret": "SEC-new"})
    one.refresh_from_db()
    assert account(one).secrets == {"webhook": WEBHOOK, "secret": "SEC-new"}
    assert verbs(one)[1:] == ["provider.resealed"]
    assert "唐经理 更换了渠道账号 一线值班群 的密钥" in look(page, f"{PLACE}/{one.pk}")


def test_with_another_signing_key_the_page_says_what_to_do(
    page: Client, dingtalk: Vendor, settings: Settings
) -> None:
    one = added(page, dingtalk.url)
    settings.SECRET_KEY = "another-key-" + "x" * 40
    page.force_login(User.objects.get(email="tm@house.example"))
    assert "密钥无法解开" in look(page, PLACE)
    assert "请重新填写这个账号的密钥" in look(page, f"{PLACE}/{one.pk}")
    tried = page.post(f"{PLACE}/{one.pk}/trial", {"address": "13800001111"})
    assert (tried.status_code, dingtalk.asked) == (409, [])
    whole = {"account_name": "一线值班群", "set_style": "markdown", "set_gateway": dingtalk.url}
    assert page.post(f"{PLACE}/{one.pk}/record", whole | {"set_secret": SECRET}).status_code == 422, (
        "both are missing"
    )
    assert (
        page.post(
            f"{PLACE}/{one.pk}/record", whole | {"set_secret": SECRET, "set_webhook": WEBHOOK}
        ).status_code
        == 303
    )
    page.post(f"{PLACE}/{one.pk}/trial", {"address": "13800001111"})
    assert len(dingtalk.taken) == 1
