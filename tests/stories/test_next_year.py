"""The next year's holidays: missed in November, adopted by a person, seen by every process. [5.3.3-P3]"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shounuo.calendars.importing.take import take
from shounuo.calendars.models import YearTable
from shounuo.calendars.reads import hours
from shounuo.calendars.whole import lacking
from shounuo.casework.next_year import ROUND, adopt_year, countries_in_use, tomorrow_morning
from shounuo.casework.rounds import set_out
from shounuo.customers import actions as customers
from shounuo.kernel.actor import SYSTEM
from shounuo.notifications.models import Alarm
from shounuo.staff.models import Team
from shounuo.waiting.models import Due
from shounuo.watch.loop import fire
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.3-P3")]
PART = "2027-01-01,off,元旦\n2027-02-06,off,春节\n2027-02-08,off,春节\n2027-02-14,work,春节\n"
SHEET = (
    PART
    + "2027-04-05,off,清明节\n2027-05-01,off,劳动节\n2027-06-09,off,端午节\n2027-09-15,off,中秋节\n2027-10-01,off,国庆节\n"
)


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def open_keys() -> list[str]:
    return list(
        Alarm.objects.filter(kind="calendar.missing", cleared_at=None)
        .order_by("key")
        .values_list("key", flat=True)
    )


def rounds(clock: StandingClock, moment: str) -> list[str]:
    """The watch at this moment; the keys of the alarms that stand afterwards."""
    at = clock.to(beijing(moment))
    set_out(at)
    fire(at)
    return open_keys()


def adopt(world: World, clock: StandingClock, country: str = "cn", sheet: str = SHEET) -> bool:
    table = take(sheet, country, 2027).table
    assert table
    return adopt_year(country, table, by=world.lead.actor, at=clock.now)


def test_the_alarm_comes_in_november_and_goes_with_the_table(world: World, clock: StandingClock) -> None:
    assert rounds(clock, "2026-10-30T10:00") == []
    assert Due.objects.get(kind=ROUND).due_at == beijing("2026-10-31T09:00")
    assert rounds(clock, "2026-10-31T23:59:59") == []
    assert rounds(clock, "2026-11-01T08:59:59") == []
    assert rounds(clock, "2026-11-01T09:00") == ["calendar:cn:2027"]
    words = Alarm.objects.get(kind="calendar.missing").words
    assert "还没有中国 2027 年" in words["zh"]
    assert "导入" in words["zh"]
    assert "Import" in words["en"]
    assert rounds(clock, "2026-11-20T09:00") == ["calendar:cn:2027"]
    assert Alarm.objects.get(kind="calendar.missing").raised_at == beijing("2026-11-01T09:00")
    assert adopt(world, clock)
    assert open_keys() == []
    assert Alarm.objects.get(kind="calendar.missing").cleared_by_name == world.lead.name
    assert rounds(clock, "2026-11-21T09:00") == []
    assert rounds(clock, "2027-01-01T09:00") == []


def test_a_part_of_the_year_does_not_clear_the_alarm_but_says_what_is_missing(
    world: World, clock: StandingClock
) -> None:
    rounds(clock, "2026-11-01T09:00")
    assert adopt(world, clock, sheet=PART)
    partial = "calendar:cn:2027:清明节+劳动节+端午节+中秋节+国庆节"
    assert open_keys() == [partial]
    words = Alarm.objects.get(key=partial).words
    assert "中国 2027 年的节假日表不完整，还缺清明节、劳动节、端午节、中秋节、国庆节。" in words["zh"]
    assert "they lack Qingming Festival, Labour Day" in words["en"]
    assert rounds(clock, "2026-11-02T09:00") == [partial]
    lead = desk(world.lead)
    for address in ("/desk/calendars", "/desk/calendars/years/cn/2027"):
        assert "不完整，还缺清明节、劳动节、端午节、中秋节、国庆节" in look(lead, address)
    assert hours("cn-office").is_open(beijing("2027-02-14T10:00"))  # what is adopted holds
    assert adopt(world, clock, sheet=PART + "2027-04-05,off,清明节\n")
    assert open_keys() == ["calendar:cn:2027:劳动节+端午节+中秋节+国庆节"]
    assert adopt(world, clock)
    assert open_keys() == []
    assert "不完整" not in look(lead, "/desk/calendars")
    assert rounds(clock, "2026-11-03T09:00") == []
    assert adopt(world, clock, sheet=PART)  # a correction that takes days away
    assert open_keys() == []
    assert rounds(clock, "2026-11-04T09:00") == [partial]


def test_a_part_adopted_before_november_is_missed_in_november(world: World, clock: StandingClock) -> None:
    clock.to(beijing("2026-10-20T10:00"))
    assert adopt(world, clock, sheet=PART)
    assert rounds(clock, "2026-10-30T10:00") == []
    assert len(rounds(clock, "2026-11-01T09:00")) == 1


@pytest.mark.parametrize(("sheet", "whole"), [("2027-07-05,off,Independence Day\n", True), (PART, False)])
def test_of_other_countries_the_second_half_has_to_be_there(sheet: str, whole: bool) -> None:
    table = take(sheet, "us", 2027).table
    assert table
    assert (lacking(table, "us") == ()) is whole


def test_on_new_year_without_a_table_the_year_itself_is_missing(world: World, clock: StandingClock) -> None:
    assert rounds(clock, "2027-01-01T09:00") == ["calendar:cn:2027"]
    assert adopt(world, clock)
    assert open_keys() == []
    assert rounds(clock, "2027-11-01T09:00") == ["calendar:cn:2028"]


def test_a_dismissed_alarm_comes_again_the_next_morning(world: World, clock: StandingClock) -> None:
    from shounuo.notifications.actions import dismiss

    rounds(clock, "2026-11-01T09:00")
    dismiss(Alarm.objects.get(kind="calendar.missing").pk, by=world.lead.actor, at=clock.now)
    assert rounds(clock, "2026-11-01T18:00") == []
    assert rounds(clock, "2026-11-02T09:00") == ["calendar:cn:2027"]


def test_each_country_in_use_is_asked_for(world: World, clock: StandingClock) -> None:
    assert countries_in_use() == ["cn"]
    clock.to(beijing("2026-11-02T10:00"))
    assert adopt(world, clock, "hk")
    assert adopt(world, clock)
    week = "\n".join(f'{day} = ["09:00-18:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    text = f'tz = "Asia/Hong_Kong"\nname = {{ zh = "香港", en = "Hong Kong" }}\npublic_holidays = "hk"\n[week]\n{week}'
    from shounuo.calendars.actions import set_hours

    set_hours("hk-office", text, by=world.lead.actor, at=clock.now)
    assert countries_in_use() == ["cn"]
    Team.objects.create(name="香港组", calendar="hk-office")
    assert countries_in_use() == ["cn", "hk"]
    assert rounds(clock, "2026-11-03T09:00") == ["calendar:hk:2026"]
    Team.objects.all().delete()
    customers.agree_contract(world.red, {"calendar": "hk-office"}, by=SYSTEM, at=clock.now)
    assert countries_in_use() == ["cn", "hk"]
    customers.agree_contract(world.red, {"calendar": "always"}, by=SYSTEM, at=clock.now)
    assert countries_in_use() == ["cn"]
    assert rounds(clock, "2026-11-04T09:00") == []


def test_the_same_table_again_is_no_new_version(world: World, clock: StandingClock) -> None:
    clock.to(beijing("2026-11-05T10:00"))
    assert not hours("cn-office").is_open(beijing("2027-02-14T10:00"))
    assert adopt(world, clock)
    assert hours("cn-office").is_open(beijing("2027-02-14T10:00"))
    assert not hours("cn-office").is_open(beijing("2027-02-08T10:00"))
    assert not hours("cn-office").is_open(beijing("2026-10-01T10:00"))
    assert not adopt(world, clock)
    assert YearTable.objects.count() == 1


def test_nine_in_the_morning_where_the_house_stands() -> None:
    assert tomorrow_morning(beijing("2026-11-01T08:59:59")) == beijing("2026-11-01T09:00")
    assert tomorrow_morning(beijing("2026-11-01T09:00")) == beijing("2026-11-02T09:00")
