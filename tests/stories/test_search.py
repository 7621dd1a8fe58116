"""One box, and only what the reader may see: cases, knowledge, customers, people. [7.3-search, 7.1-platform]"""

from __future__ import annotations

from typing import Any

import pytest

from shounuo.casework.accept import accept
from shounuo.casework.find.line import build_anew, keep_index
from shounuo.casework.reply import note, reply
from shounuo.customers.actions import add_aws_account
from shounuo.kernel.actor import SYSTEM
from shounuo.knowledge.models import Looked
from shounuo.search.models import Document, Term
from tests.support.api import Machine, token_of
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.portal import browser
from tests.support.portal import read as read_page
from tests.support.theatre import Theatre, everybody_comes
from tests.support.world import World, account, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.3-search")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def found(world: World, q: str, **said: Any) -> str:
    page = desk(world.duty).get("/desk/search", {"q": q, **said}).content.decode()
    return page.split('<main class="page"', 1)[1]


def test_one_box_finds_cases_customers_and_people(world: World, clock: StandingClock) -> None:
    case = opened(
        world, clock, subject="结算批处理失败", description="日志里有 ORA-00942，任务 settle-daily 停了"
    )
    add_aws_account(world.blue, "aws-cn", "cn-north-1", "123456789012", "prod", by=SYSTEM, at=clock.now)
    keep_index(clock.now)
    for q in (
        "结算批处理",
        "ora-00942",
        "ORA00942",
        "settle-daily",
        case.number,
        case.number.lower().replace("-", ""),
    ):
        assert case.number in found(world, q), q
    assert f"/desk/customers/{world.blue.pk}" in found(world, "蓝海")
    assert f"/desk/customers/{world.blue.pk}" in found(world, "123456789012")
    assert f"/desk/people/{world.senior.pk}" in found(world, "郑资深")
    assert f"/desk/people/{world.senior.pk}" in found(world, "senior@house.example")
    assert "没有找到" in found(world, "量子隧道")


def test_a_synonym_and_a_slip_find_it_too(world: World, clock: StandingClock) -> None:
    case = opened(world, clock, subject="生产数据库宕机", description="CloudWatch 里没有指标，应用全部报错")
    keep_index(clock.now)
    assert case.number in found(world, "数据库挂了")
    assert case.number in found(world, "database outage") or case.number in found(world, "rds down")
    page = found(world, "cloudwach 指标")
    assert case.number in page
    assert "没有“cloudwach”，也找了“cloudwatch”" in page
    assert case.number in found(world, "ＣｌｏｕｄＷａｔｃｈ")


def test_the_words_are_marked(world: World, clock: StandingClock) -> None:
    opened(world, clock, subject="磁盘告警", description="<b>磁盘</b>使用率很高")
    keep_index(clock.now)
    page = found(world, "磁盘")
    assert "<mark>磁盘</mark>告警" in page
    assert "&lt;b&gt;<mark>磁盘</mark>&lt;/b&gt;" in page


def test_what_changes_is_found_anew_and_what_was_is_not(world: World, clock: StandingClock) -> None:
    case = opened(world, clock)
    keep_index(clock.now)
    assert case.number not in found(world, "浣熊")
    reply(
        accept(case, world.duty, at=clock.now),
        "请看浣熊面板",
        by=world.duty.actor,
        at=clock.forward(minutes=1),
    )
    while keep_index(clock.now):
        pass
    assert case.number in found(world, "浣熊")


def test_filters(world: World, clock: StandingClock) -> None:
    mine = opened(world, clock, subject="证书过期", description="证书过期了，网站打不开")
    keep_index(clock.now)
    assert mine.number in found(world, "证书", customer=world.blue.pk)
    assert mine.number not in found(world, "证书", customer=world.red.pk)
    assert mine.number in found(world, "证书", state="new")
    assert mine.number not in found(world, "证书", state="closed")
    assert mine.number not in found(world, "证书", kind="article")
    assert mine.number in found(world, "证书", kind="nonsense", customer="x" * 20)


@pytest.mark.clause("7.1-portal")
def test_a_customer_finds_their_own_and_nothing_of_anybody_else(world: World, clock: StandingClock) -> None:
    case = opened(world, clock, subject="斑马线程泄漏", description="斑马线程越来越多")
    note(case, "internal", "怀疑是狐獴组件", by=world.duty.actor, at=clock.now)
    keep_index(clock.now)
    wang, li, zhao = (
        Machine(token_of(account(one), clock.now)) for one in (world.wang, world.li, world.zhao)
    )
    assert [hit["key"] for hit in wang.get("/search?q=斑马线程").body["hits"]] == [case.number]
    for machine in (li, zhao):  # a member sees their own cases only; another company nothing
        assert machine.get("/search?q=斑马线程").body["hits"] == []
        assert machine.get(f"/search?q={case.number}").body["hits"] == []
    assert wang.get("/search?q=狐獴").body["hits"] == []  # what the house says to itself
    staff = Machine(token_of(world.duty, clock.now))
    assert [hit["key"] for hit in staff.get("/search?q=狐獴").body["hits"]] == [case.number]
    for q in ("蓝海", "郑资深"):
        assert wang.get(f"/search?q={q}").body["hits"] == []
    assert "没有找到“斑马”" in read_page(browser(world.zhao), "/knowledge?q=斑马")


def test_a_closed_room_is_not_found_by_its_inside(stage: Theatre) -> None:
    play = stage.opens(subject="数据库被拖库")
    everybody_comes(stage, play)
    crew = stage.people
    play.does(crew.world.senior, "note", text="攻击者留下了犰狳后门")
    while keep_index(stage.clock.now):
        pass
    machine = stage.machine(crew.world.second)
    assert machine.get("/search?q=犰狳").body["hits"]
    play.does(crew.world.senior, "mark-security")
    while keep_index(stage.clock.now):
        pass
    assert machine.get("/search?q=犰狳").body["hits"] == []


def test_built_anew_it_is_the_same(world: World, clock: StandingClock) -> None:
    for n in range(5):
        opened(world, clock, subject=f"第 {n} 个案例", description=f"编号 {n} 的问题")
    keep_index(clock.now)
    before = sorted(Document.objects.values_list("kind", "subject_id", "lexemes"))
    counted = dict(Term.objects.filter(documents__gt=0).values_list("term", "documents"))
    build_anew()
    assert [
        row
        for row in sorted(Document.objects.values_list("kind", "subject_id", "lexemes"))
        if row[0] == "case"
    ] == [row for row in before if row[0] == "case"]
    after = dict(Term.objects.filter(documents__gt=0).values_list("term", "documents"))
    assert after.items() >= {key: value for key, value in counted.items() if key in ("编号", "问题")}.items()
    assert keep_index(clock.now) == 0


@pytest.mark.parametrize(
    "q",
    [
        "'",
        '"',
        "a' OR 1=1 --",
        "\\",
        "*",
        "NEAR(",
        "a AND",
        "^title",
        "_case",
        "％",
        "：",
        "x" * 5000,
        "\x00",
        "😀",
        "AND OR NOT",
    ],
)
def test_strange_questions_are_only_questions(world: World, clock: StandingClock, q: str) -> None:
    opened(world, clock)
    keep_index(clock.now)
    assert desk(world.duty).get("/desk/search", {"q": q}).status_code == 200
    assert Looked.objects.count() <= 1


def test_the_api_refuses_what_it_does_not_know(world: World, clock: StandingClock) -> None:
    machine = Machine(token_of(world.duty, clock.now))
    for asked in ("", "?q=", "?q=%20", "?q=a&kind=secret", "?q=a&limit=0", "?q=a&limit=1000", "?q=a&other=1"):
        assert machine.get(f"/search{asked}").status == 422, asked
    assert machine.get("/knowledge/999").status == 404
    assert look(desk(world.lead), "/desk/search?q=a")
