"""Customers at the desk: their people, who is called and who may authorise a recovery, AWS accounts, what was agreed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from shounuo.accounts.models import User
from shounuo.customers import actions
from shounuo.customers.models import (
    AwsAccount,
    Contact,
    Contract,
    Customer,
    EmergencyContact,
    RecoveryAuthority,
)
from shounuo.customers.reads import may_authorise_recovery
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.portal import browser, read
from tests.support.queries import queries
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


def at(world: World, path: str = "") -> str:
    return f"/desk/customers/{world.blue.pk}{path}"


def person(contact: Contact, do: str) -> tuple[str, dict[str, str]]:
    return f"/contacts/{contact.pk}", {"do": do}


def wang_with_phone(world: World, clock: StandingClock) -> Contact:
    actions.describe_contact(
        world.wang, name="王小明", email=world.wang.email, phone="138-0000-0000", position="运维总监", by=SYSTEM, at=clock.now
    )  # fmt: skip
    return world.wang


# ------------------------------------------------------------------ the list


def test_customers_are_listed_with_what_is_missing(world: World, lead: Client) -> None:
    page = look(lead, "/desk/customers")
    for said in ("蓝海电商有限公司", "红杉医疗", "陈主管", "2 位联系人", "没有紧急联系人", "无人可授权恢复"):
        assert said in page, said


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("蓝海", True),
        ("王小明", True),
        ("wang@blue", True),
        ("100200300400", True),
        ("3004", True),
        ("红杉", False),
        ("%", False),
    ],
)
def test_customers_are_found_by_name_contact_or_account(
    q: str, found: bool, world: World, lead: Client, clock: StandingClock
) -> None:
    actions.add_aws_account(
        world.blue, "aws-cn", "cn-north-1", "100200300400", "生产", by=SYSTEM, at=clock.now
    )
    assert ("蓝海电商有限公司" in look(lead, f"/desk/customers?q={q}")) == found


def test_many_customers_need_no_more_questions(world: World, lead: Client, clock: StandingClock) -> None:
    with queries(5):  # session, reader, the customers, roles, the unread
        look(lead, "/desk/customers")
    for n in range(120):
        actions.sign(f"客户{n}有限公司", f"客户{n}", success_manager=world.lead, by=SYSTEM, at=clock.now)
    with queries(5):
        page = look(lead, "/desk/customers")
    assert page.count("<tr data-row=") == 100
    assert look(lead, "/desk/customers?after=100").count("<tr data-row=") == 22


def test_a_new_customer(world: World, lead: Client) -> None:
    said = {"full_name": "绿洲旅行有限公司", "short_name": "绿洲旅行", "success_manager": world.lead.pk}
    answer = lead.post("/desk/customers/new", said)
    green = Customer.objects.get(short_name="绿洲旅行")
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/customers/{green.pk}")
    again = lead.post("/desk/customers/new", said | {"short_name": "另一个"})
    assert again.status_code == 422
    assert "已有这个名称的客户" in again.content.decode()
    assert "另一个" in again.content.decode()
    assert lead.post("/desk/customers/new", {"full_name": ""}).status_code == 422
    assert Customer.objects.count() == 3


# ------------------------------------------------------------------ people


def test_contacts_come_change_and_go(world: World, lead: Client) -> None:
    assert (
        lead.post(
            at(world, "/contacts"), {"person": "钱多多", "phone": "139", "position": "财务"}
        ).status_code
        == 303
    )
    qian = Contact.objects.get(name="钱多多")
    changed = {"person": "钱多多", "phone": "139-1", "email": "QIAN@blue.example", "do": "describe"}
    assert lead.post(at(world, f"/contacts/{qian.pk}"), changed).status_code == 302
    qian.refresh_from_db()
    assert (qian.phone, qian.email, qian.position) == ("139-1", "qian@blue.example", "")
    assert lead.post(at(world, f"/contacts/{qian.pk}"), {"do": "end"}).status_code == 302
    assert "钱多多" not in look(lead, at(world)).split("最近变更")[0]
    assert "钱多多" not in look(lead, f"/desk/new/contacts?customer={world.blue.pk}")
    assert lead.post(at(world, f"/contacts/{qian.pk}"), {"do": "end"}).status_code == 404


def test_a_contact_with_an_open_account_is_not_ended(world: World, lead: Client) -> None:
    address, said = person(world.wang, "end")
    answer = lead.post(at(world, address), said)
    assert answer.status_code == 409
    assert "请先停用这位联系人的账号" in answer.content.decode()


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"person": ""}, "请填写姓名"),
        ({"person": "钱", "email": "nobody"}, "邮箱写得不对"),
        ({"person": "KEEP-ME"}, "请留下邮箱或电话"),
    ],
)
def test_a_wrong_contact_comes_back(said: dict[str, str], why: str, world: World, lead: Client) -> None:
    answer = lead.post(at(world, "/contacts"), said)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert said["person"] in answer.content.decode()
    assert Contact.objects.filter(customer=world.blue).count() == 2


def test_a_contact_gets_an_account_with_a_password_shown_once(world: World, lead: Client) -> None:
    lead.post(at(world, "/contacts"), {"person": "钱多多", "email": "qian@blue.example"})
    qian = Contact.objects.get(name="钱多多")
    answer = lead.post(at(world, f"/contacts/{qian.pk}/account"), {"role": "customer_member"})
    assert answer.status_code == 201
    found = re.search(r'id="password">([^<]+)<', answer.content.decode())
    assert found
    user = User.objects.get(email="qian@blue.example")
    assert user.check_password(found[1])
    assert (user.is_staff_member, set(user.roles)) == (False, {"customer_member"})
    assert (
        lead.post(at(world, f"/contacts/{qian.pk}/account"), {"role": "customer_member"}).status_code == 409
    )
    assert lead.post(at(world, f"/contacts/{qian.pk}/account"), {"role": "administrator"}).status_code == 422
    assert User.objects.filter(email="qian@blue.example").count() == 1


def test_emergency_contacts_are_called_in_order(world: World, lead: Client, clock: StandingClock) -> None:
    wang = wang_with_phone(world, clock)
    lead.post(at(world, "/contacts"), {"person": "夜班", "phone": "400-1"})
    night = Contact.objects.get(name="夜班")
    for contact in (wang, night):
        address, said = person(contact, "call")
        assert lead.post(at(world, address), said).status_code == 302
    address, said = person(world.li, "call")
    assert lead.post(at(world, address), said).status_code == 422  # nobody knows her number
    second = EmergencyContact.objects.get(contact=night)
    assert lead.post(at(world, f"/emergency/{second.pk}"), {"do": "up"}).status_code == 302
    page = look(lead, at(world))
    assert page.index("1. 夜班") < page.index("2. 王小明")
    assert lead.post(at(world, f"/emergency/{second.pk}"), {"do": "end"}).status_code == 302
    assert "1. 王小明" in look(lead, at(world))
    assert (
        lead.post(f"/desk/customers/{world.red.pk}/emergency/{second.pk}", {"do": "end"}).status_code == 404
    )
    address, said = person(wang, "call")
    assert lead.post(at(world, address), said).status_code == 422  # is one already


def test_who_may_authorise_a_recovery_is_on_record_by_name(
    world: World, lead: Client, clock: StandingClock
) -> None:
    address, said = person(world.wang, "authorise")
    assert lead.post(at(world, address), said).status_code == 302
    assert may_authorise_recovery(world.wang)
    assert not may_authorise_recovery(world.li)
    assert "自 2026-03-02，陈主管 登记" in look(lead, at(world))
    clock.forward(days=3)
    one = RecoveryAuthority.objects.get()
    assert lead.post(at(world, f"/recovery/{one.pk}")).status_code == 302
    assert not may_authorise_recovery(world.wang)
    assert "2026-03-05 由 陈主管 取消" in look(lead, at(world))
    assert lead.post(at(world, f"/recovery/{one.pk}")).status_code == 404
    assert lead.post(at(world, address), said).status_code == 302
    assert RecoveryAuthority.objects.count() == 2


# ------------------------------------------------------------------ AWS accounts


ACCOUNT = {"partition": "aws-cn", "account_id": "1002-0030-0400", "region": "cn-north-1", "alias": "生产"}


def test_an_aws_account_is_offered_where_cases_are_opened(world: World, lead: Client) -> None:
    assert lead.post(at(world, "/accounts"), ACCOUNT).status_code == 303
    assert "1002-0030-0400" in look(lead, at(world))
    portal = read(browser(world.wang), "/cases/new")
    assert 'name="known_account" value="100200300400"' in portal
    assert "生产 · cn-north-1" in portal
    offered = '<option value="100200300400">生产 · cn-north-1</option>'
    assert offered in look(lead, f"/desk/new/contacts?customer={world.blue.pk}")
    assert offered not in look(lead, f"/desk/new/contacts?customer={world.red.pk}")
    assert lead.post(at(world, "/accounts"), ACCOUNT).status_code == 422  # is on record already
    held = AwsAccount.objects.get()
    changed = {"do": "describe", "region": "cn-northwest-1", "alias": "灾备"}
    assert lead.post(at(world, f"/accounts/{held.pk}"), changed).status_code == 302
    assert "灾备" in look(lead, at(world))
    assert lead.post(at(world, f"/accounts/{held.pk}"), {"do": "end"}).status_code == 302
    assert "100200300400" not in read(browser(world.wang), "/cases/new")
    assert lead.post(at(world, "/accounts"), ACCOUNT).status_code == 303


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"account_id": "12345"}, "AWS 账号是 12 位数字"),
        ({"account_id": "10020030040x"}, "AWS 账号是 12 位数字"),
        ({"region": "us-east-1"}, "中国区只有 cn-north-1 和 cn-northwest-1"),
        ({"partition": "aws"}, "中国区只有 cn-north-1 和 cn-northwest-1"),
        ({"region": "beijing"}, "区域写作 cn-north-1 或 ap-southeast-1"),
        ({"partition": "azure"}, "请从列出的选项中选择"),
        ({"region": SCRIPT}, "区域写作"),
    ],
)
def test_a_wrong_aws_account_comes_back(said: dict[str, str], why: str, world: World, lead: Client) -> None:
    before = Entry.objects.count()
    answer = lead.post(at(world, "/accounts"), ACCOUNT | {"alias": "KEEP-ME"} | said)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert "KEEP-ME" in answer.content.decode()
    assert SCRIPT not in answer.content.decode()
    assert (AwsAccount.objects.count(), Entry.objects.count()) == (0, before)


# ------------------------------------------------------------------ what was agreed


@pytest.mark.clause("4.2-24x7")
def test_what_is_agreed_holds_for_new_cases_and_is_said_in_words(
    world: World, lead: Client, clock: StandingClock
) -> None:
    old = opened(world, clock)
    said = {"P2:response": "1 小时", "P1:response": "20m", "P3:report": "5 天", "P0:response": "15分钟"}
    assert lead.post(at(world, "/agreements"), said).status_code == 303
    contract = Contract.objects.get()
    assert contract.overrides == {
        "targets": {"P1": {"response": "PT20M"}, "P2": {"response": "PT1H"}, "P3": {"report": "P5D"}}
    }
    page = look(lead, at(world))
    for words in (
        "P1 响应 20 分钟（标准 30 分钟）",
        "P2 响应 1 小时（标准 2 小时）",
        "P3 报告 5 天（标准 无）",
    ):
        assert words in page, words
    assert "P0 响应" not in page.split("登记新的约定")[0]
    assert [one.contract_id for one in (old, opened(world, clock))] == [None, contract.pk]
    clock.forward(days=1)
    assert lead.post(at(world, "/agreements"), {"calendar": "cn-office"}).status_code == 303
    page = look(lead, at(world))
    assert "按“中国办公时间”计时（标准：7x24 小时）" in page
    assert page.index("按“中国办公时间”") < page.index("P1 响应 20 分钟")
    assert Contract.objects.latest("pk").overrides == {"targets": {}, "calendar": "cn-office"}


def test_what_an_earlier_contract_says_of_other_things_goes_on(
    world: World, lead: Client, clock: StandingClock
) -> None:
    actions.agree_contract(world.blue, {"targets": {"P1": {"hand_over": "PT20M"}}}, by=SYSTEM, at=clock.now)
    lead.post(at(world, "/agreements"), {"P1:response": "10m"})
    assert Contract.objects.latest("pk").overrides == {
        "targets": {"P1": {"hand_over": "PT20M", "response": "PT10M"}}
    }


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"P1:response": "soon"}, "写作 20 分钟、2 小时或 1 天"),
        ({"P1:response": "0m"}, "写作 20 分钟、2 小时或 1 天"),
        ({"P1:response": SCRIPT}, "写作 20 分钟、2 小时或 1 天"),
        ({"P1:response": "5h"}, "响应时间长于解决时间"),
        ({"P1:resolution": "9999d"}, "时长过长"),
        ({"calendar": "mars"}, "请从列出的选项中选择"),
    ],
)
def test_a_wrong_agreement_is_refused(said: dict[str, str], why: str, world: World, lead: Client) -> None:
    answer = lead.post(at(world, "/agreements"), {"P4:response": "7h"} | said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert why in page
    assert 'value="7h"' in page
    assert SCRIPT not in page
    assert not Contract.objects.exists()


# ------------------------------------------------------------------ rights, hostile words


def posts(world: World) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("/record", {"full_name": "x", "short_name": "x"}), ("/contacts", {"person": "x", "phone": "1"}),
        person(world.wang, "end"), person(world.wang, "authorise"), (f"/contacts/{world.wang.pk}/account", {}),
        ("/accounts", ACCOUNT), ("/agreements", {"P1:response": "1m"}), ("/emergency/1", {}), ("/recovery/1", {}),
        ("/accounts/1", {}),
    ]  # fmt: skip


def test_those_who_may_not_change_customers_change_nothing(world: World) -> None:
    before = Entry.objects.count()
    client = desk(world.duty)
    for path, said in posts(world):
        assert client.post(at(world, path), said).status_code == 403, path
    assert client.get("/desk/customers/new").status_code == 403
    page = look(client, at(world))
    for offered in ("添加联系人", "登记新的约定", "<details", "<form"):
        assert offered not in page.split('id="contacts"')[1].split("最近变更")[0]
    assert Entry.objects.count() == before


def test_customers_do_not_see_what_the_house_knows_of_them(world: World) -> None:
    assert world.wang.user
    client = desk(world.wang.user)
    assert client.get(at(world))["Location"] == "/cases"
    assert client.get("/desk/customers")["Location"] == "/cases"
    for path, said in posts(world):
        assert client.post(at(world, path), said).status_code == 403, path


def test_there_is_no_page_of_a_customer_that_is_not_there(world: World, lead: Client) -> None:
    assert lead.get("/desk/customers/999").status_code == 404
    assert lead.post("/desk/customers/999/contacts", {"person": "x", "phone": "1"}).status_code == 404
    address, said = person(world.zhao, "authorise")
    assert lead.post(at(world, address), said).status_code == 404  # he is another customer's
    assert not RecoveryAuthority.objects.exists()


def test_hostile_words_stay_words(world: World, lead: Client) -> None:
    record = {"full_name": SCRIPT + "有限公司", "short_name": SCRIPT}
    assert lead.post(at(world, "/record"), record).status_code == 303
    lead.post(at(world, "/contacts"), {"person": SCRIPT, "position": SCRIPT, "phone": SCRIPT})
    lead.post(at(world, "/accounts"), ACCOUNT | {"alias": SCRIPT})
    contact = Contact.objects.get(name=SCRIPT)
    for do in ("call", "authorise"):
        lead.post(at(world, f"/contacts/{contact.pk}"), {"do": do})
    for path in ("/desk/customers", at(world), f"/desk/new?customer={world.blue.pk}"):
        page = look(lead, path)
        assert SCRIPT not in page, path
        assert "&lt;script&gt;" in page, path
