"""Calendars at the desk: looked at by everybody, imported and made by those who may. [5.3.3-P3]"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shounuo.calendars.models import OpeningHours, YearTable
from shounuo.calendars.reads import hours
from shounuo.commitments.models import Commitment
from shounuo.customers.actions import agree_contract
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from tests.support.api import CALM, Machine, token_of
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.queries import counted
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.3-P3")]
NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。2月13日（周六）上班。
三、清明节：4月5日（周一）放假，共1天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""
"""A notice as one may come for 2027; not the real one."""
LUNCH = "09:00-12:00 13:00-18:00"
OFFICE = {
    "name": "cn-support", "zh": "支持组工作时间", "en": "Hours of the support team", "tz": "Asia/Shanghai", "country": "cn",
    "mon": LUNCH, "tue": LUNCH, "wed": LUNCH, "thu": LUNCH, "fri": LUNCH, "sat": "", "sun": "", "make_up_day": LUNCH,
}  # fmt: skip


@pytest.fixture
def world(clock: StandingClock) -> World:
    clock.to(beijing("2026-11-05T10:00"))
    return build(clock.now)


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def preview(client: Client, text: str = NOTICE, **said: Any) -> str:
    answer = client.post("/desk/calendars/import", {"country": "cn", "year": "2027", "text": text} | said)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return str(answer.content.decode())


def adopt(client: Client, page: str, text: str = NOTICE, **said: Any) -> Any:
    found = re.search(r'name="looked_at" value="([0-9a-f]{64})"', page)
    assert found, page
    shown = {"country": "cn", "year": "2027", "text": text, "looked_at": found[1], "adopt": "1"}
    return client.post("/desk/calendars/import", shown | said)


# ------------------------------------------------------------------ looking


def test_the_calendars_and_what_is_missing(lead: Client, world: World) -> None:
    page = look(lead, "/desk/calendars")
    assert "还没有中国 2027 年的节假日表" in page
    assert 'href="/desk/calendars/import?country=cn&amp;year=2027"' in page
    assert "周一至周五 09:00-18:00" in page
    assert "Asia/Shanghai" in page
    duty = look(desk(world.duty), "/desk/calendars")
    assert "请技术主管或技术经理导入" in duty
    assert "/desk/calendars/import" not in duty
    assert "/desk/calendars/new" not in duty
    assert '"/desk/calendars"' in look(lead, "/desk/").replace("\\u002D", "-")


def test_a_year_as_a_wall_calendar(lead: Client) -> None:
    page = look(lead, "/desk/calendars/cn-office")
    assert "放假 33 天" in page
    assert "补班 6 天" in page
    assert page.count('class="month"') == 12
    assert '<td class="is-off" title="春节">17<small>休</small></td>' in page
    assert '<td class="is-worked" title="春节">28<small>班</small></td>' in page
    assert look(lead, "/desk/calendars/years/cn/2026").count('class="is-worked"') == 6
    assert "每周都一样" in look(lead, "/desk/calendars/always")
    for nowhere in ("nowhere", "years/cn/2031", "years/xx/2026"):
        assert lead.get(f"/desk/calendars/{nowhere}").status_code == 404


# ------------------------------------------------------------------ importing


def test_the_notice_is_looked_at_and_then_adopted(lead: Client, world: World) -> None:
    page = preview(lead)
    assert "中国 2027 年，读自通知原文" in page
    assert "没有发现问题" in page
    assert "放假 25 天" in page
    assert not YearTable.objects.exists()
    answer = adopt(lead, page)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/calendars/years/cn/2027")
    kept = YearTable.objects.get()
    assert (kept.country, kept.year, kept.by_name) == ("cn", 2027, world.lead.name)
    assert Entry.objects.filter(verb="calendar.year_adopted").count() == 1
    shown = look(lead, "/desk/calendars/years/cn/2027")
    assert world.lead.name in shown
    assert "生效中" in shown
    assert "还没有中国 2027 年" not in look(lead, "/desk/calendars")


def test_what_looks_wrong_must_be_confirmed(lead: Client) -> None:
    text = NOTICE.replace("2月13日（周六）", "2月13日（周日）").replace("共5天", "共6天")
    page = preview(lead, text)
    assert "春节：2 月 13 日是周六，括号里写的是周日" in page
    assert "劳动节：写着共 6 天，日期却是 5 天" in page
    refused = adopt(lead, page, text)
    assert refused.status_code == 422
    assert "请核对后勾选确认" in refused.content.decode()
    assert "（周日）上班" in refused.content.decode()
    assert not YearTable.objects.exists()
    assert adopt(lead, page, text, sure="1").status_code == 303
    assert YearTable.objects.count() == 1


def test_only_what_was_looked_at_is_adopted(lead: Client) -> None:
    other = NOTICE.replace("共3天", "共3天。1月9日（周六）上班")
    answer = adopt(lead, preview(lead), other)
    assert answer.status_code == 200
    assert "补班 5 天" in answer.content.decode()
    assert not YearTable.objects.exists()


def test_a_correction_shows_what_it_changes_and_both_versions_stay(lead: Client) -> None:
    adopt(lead, preview(lead))
    other = NOTICE.replace("2月13日（周六）", "2月20日（周六）")
    page = preview(lead, other)
    assert "新增补班: 02-20" in page
    assert "不再补班: 02-13" in page
    adopt(lead, page, other)
    assert YearTable.objects.count() == 2
    assert look(lead, "/desk/calendars/years/cn/2027").count("今天 10:00 采用") == 2
    assert not hours("cn-office").is_open(beijing("2027-02-13T10:00"))
    assert hours("cn-office").is_open(beijing("2027-02-20T10:00"))


def test_a_file_another_country_and_another_form(lead: Client) -> None:
    sheet = SimpleUploadedFile(
        "us.csv", "date,kind,name\n2027-07-05,off,Independence Day\n".encode("gb18030")
    )
    page = preview(lead, "", country="us", file=sheet)
    assert "Independence Day" in page
    assert "读自CSV 表格" in page
    text = "date,kind,name\n2027-07-05,off,Independence Day\n"
    assert adopt(lead, page, text, country="us").status_code == 303
    assert "Independence Day" in look(lead, "/desk/calendars/years/us/2027")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": ""}, "请粘贴文字或选择文件"),
        ({"year": "明年"}, "请写四位数字"),
        ({"year": "20270"}, "请写 2000 至 2100 之间的年份"),
        ({"country": ""}, "请写明国家"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    said: dict[str, str], words: str, lead: Client
) -> None:
    given = {"country": "cn", "year": "2027", "text": NOTICE} | said
    answer = lead.post("/desk/calendars/import", given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    if given["text"]:
        assert "2月13日（周六）上班" in page
    assert not YearTable.objects.exists()


def test_a_wrong_country_is_refused_when_adopting(lead: Client) -> None:
    answer = adopt(lead, preview(lead, country="China"), country="China")
    assert answer.status_code == 422
    assert "国家代码写作 cn、hk、us" in answer.content.decode()


# ------------------------------------------------------------------ hours of one's own


def test_a_calendar_of_our_own(lead: Client, world: World) -> None:
    answer = lead.post("/desk/calendars/new", OFFICE)
    assert (answer.status_code, answer["Location"]) == (303, "/desk/calendars/cn-support")
    page = look(lead, "/desk/calendars/cn-support")
    assert "支持组工作时间" in page
    assert "09:00-12:00 13:00-18:00" in page
    assert not hours("cn-support").is_open(beijing("2026-11-05T12:30"))
    assert hours("cn-support").is_open(beijing("2026-10-10T13:00"))
    assert not hours("cn-support").is_open(beijing("2026-10-01T10:00"))
    form = look(lead, "/desk/calendars/new?name=cn-support")
    assert 'value="Hours of the support team"' in form
    lead.post("/desk/calendars/new", OFFICE | {"sat": "10:00-12:00"})
    assert OpeningHours.objects.count() == 2
    assert hours("cn-support").is_open(beijing("2026-11-07T10:00"))
    assert Entry.objects.filter(verb="calendar.hours_set").count() == 2


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"mon": "9-12"}, "不是一个时段"),
        ({"tue": "09:00-12:00 11:00-18:00"}, "时段重叠或次序颠倒"),
        ({"tz": "Asia/Peking"}, "没有时区"),
        (dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ""), "一周没有一天开放"),
        ({"name": "always"}, "always 不能改"),
        ({"name": "CN Support"}, "名称用小写字母"),
        ({"name": "cn-2027"}, "名称用小写字母"),
        ({"country": "fr"}, "还没有 fr 的节假日表"),
        ({"zh": ""}, "请写中文名称"),
    ],
)
def test_hours_that_cannot_be_are_refused_in_words(said: dict[str, str], words: str, lead: Client) -> None:
    answer = lead.post("/desk/calendars/new", OFFICE | said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Hours of the support team" in page
    assert not OpeningHours.objects.exists()


# ------------------------------------------------------------------ a contract by it, end to end


@pytest.mark.clause("4.2-24x7")
def test_a_contracts_office_hours_cross_the_spring_festival_and_a_make_up_saturday(
    lead: Client, world: World, clock: StandingClock
) -> None:
    """Thursday 4 February 2027, 16:00. The festival is the 5th to the 11th; Saturday the 13th is worked. Eight hours a day.

    Response, 4 h: two on Thursday, two on Friday the 12th: 11:00. Resolution, 24 h: 2 + 8 on the 12th + 8 on Saturday = 18,
    the Sunday is free, Monday the 15th 09:00-12:00 and 13:00-16:00.
    """
    adopt(lead, preview(lead))
    lead.post("/desk/calendars/new", OFFICE)
    agree_contract(world.blue, {"calendar": "cn-support"}, by=SYSTEM, at=clock.now)
    clock.to(beijing("2027-02-04T16:00"))
    calm = CALM | {
        "impact": "few_users",
        "description": "运单列表里日期列的文字和表头对不齐，只是界面显示问题。",
    }
    wang = Machine(token_of(world.wang.user, clock.now))
    number = wang.post("/cases", calm).body["number"]
    due = {row.track: row.due_at for row in Commitment.objects.filter(case__number=number)}
    assert {row.level for row in Commitment.objects.all()} == {"P3"}
    assert due == {"response": beijing("2027-02-12T11:00"), "resolution": beijing("2027-02-15T16:00")}
    moved = NOTICE.replace("2月13日（周六）", "2月20日（周六）")
    adopt(lead, preview(lead, moved), moved)
    again = {row.track: row.due_at for row in Commitment.objects.filter(case__number=number)}
    assert again == due


def test_the_shipped_file_and_nothing_else_is_read_without_an_adoption(world: World) -> None:
    with counted() as asked:
        assert hours("always").round_the_clock
    assert asked == []
    hours("cn-office")
    with counted() as asked:
        for _ in range(100):
            hours("cn-office")
    assert asked == []


def test_what_was_made_here_is_offered_to_teams_and_contracts(lead: Client, world: World) -> None:
    assert lead.post("/desk/calendars/new", OFFICE).status_code == 303
    assert "支持组工作时间" in look(lead, "/desk/people/teams")
    assert (
        lead.post("/desk/people/teams/new", {"team_name": "支持一组", "calendar": "cn-support"}).status_code
        == 303
    )
    assert (
        lead.post(f"/desk/customers/{world.blue.pk}/agreements", {"calendar": "cn-support"}).status_code
        == 303
    )
    assert "按“支持组工作时间”计时" in look(lead, f"/desk/customers/{world.blue.pk}")
