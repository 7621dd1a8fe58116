"""Reading a year's table from the notice, a sheet, a feed, our own form – and every doubt about it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shounuo.calendars.files import HolidayYear
from shounuo.calendars.importing import notice
from shounuo.calendars.importing.draft import of_the_year, runs
from shounuo.calendars.importing.take import Taken, decoded, form_of, take
from shounuo.calendars.loading import checked, parse
from shounuo.calendars.written import year_toml

pytestmark = pytest.mark.clause("5.3.3-P3")


def spans(taken: Taken) -> list[tuple[str, str, str, str]]:
    """(name, first, last, worked) of each holiday, as a person would write them."""
    assert taken.table, taken.doubts
    return [
        (one.name.zh, f"{one.first:%m-%d}", f"{one.last:%m-%d}", " ".join(f"{day:%m-%d}" for day in one.make_up_workdays))
        for one in taken.table.holiday
    ]  # fmt: skip


def said(taken: Taken) -> list[str]:
    return [doubt.zh for doubt in taken.doubts]


# ---------------------------------------------------------------- the notice


def one(sentence: str, year: int) -> tuple[list[str], list[str]]:
    """What is read under a heading: days off and days worked, as month-day."""
    (found,) = notice.read(f"一、节日:{sentence}", year).found
    return [f"{day:%y-%m-%d}" for day in found.off], [f"{day:%y-%m-%d}" for day in found.worked]


@pytest.mark.parametrize(
    ("year", "sentence", "off", "worked"),
    [
        (2018, "1月1日放假，与周末连休。", "18-01-01", ""),
        (2014, "1月1日放假1天。", "14-01-01", ""),
        (2014, "4月5日放假，4月7日（星期一）补休。", "14-04-05 14-04-07", ""),
        (2016, "5月1日放假，5月2日（星期一）补休。", "16-05-01 16-05-02", ""),
        (2018, "4月5日至7日放假调休，共3天。4月8日（星期日）上班。", "18-04-05 18-04-06 18-04-07", "18-04-08"),
        (2018, "4月29日至5月1日放假调休，共3天。4月28日（星期六）上班。", "18-04-29 18-04-30 18-05-01", "18-04-28"),
        (2013, "1月1日至3日放假调休,共3天。1月5日(星期六)、1月6日(星期日)上班。", "13-01-01 13-01-02 13-01-03", "13-01-05 13-01-06"),
        (2019, "2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。", "18-12-30 18-12-31 19-01-01", "18-12-29"),
        (2023, "2022年12月31日至2023年1月2日放假调休，共3天。", "22-12-31 23-01-01 23-01-02", ""),
        (2023, "12月31日至1月2日放假调休，共3天。", "22-12-31 23-01-01 23-01-02", ""),
        (2008, "2007年12月30日—2008年1月1日放假，共3天。12月29日公休日调至12月31日（星期一），2007年12月29日（星期六）上班。",
         "07-12-30 07-12-31 08-01-01", "07-12-29"),
    ],
)  # fmt: skip
def test_sentences_of_past_notices(year: int, sentence: str, off: str, worked: str) -> None:
    assert one(sentence, year) == (off.split(), worked.split())
    assert notice.read(f"一、节日:{sentence}", year).doubts == ()


NOTICE_2023 = """国务院办公厅关于2023年部分节假日安排的通知
一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。
二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。
三、清明节：4月5日放假，共1天。
四、劳动节：4月29日至5月3日放假调休，共5天。4月23日（星期日）、5月6日（星期六）上班。
五、端午节：6月22日至24日放假调休，共3天。6月25日（星期日）上班。
六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日（星期六）、10月8日（星期日）上班。
节假日期间，各地区、各部门要妥善安排好值班。国务院办公厅 2022年12月8日"""


def test_a_year_whose_new_year_begins_in_december_and_whose_autumn_is_one_holiday() -> None:
    taken = take(NOTICE_2023, "cn", 2023)
    assert said(taken) == []
    assert spans(taken) == [
        ("元旦", "12-31", "01-02", ""),
        ("春节", "01-21", "01-27", "01-28 01-29"),
        ("清明节", "04-05", "04-05", ""),
        ("劳动节", "04-29", "05-03", "04-23 05-06"),
        ("端午节", "06-22", "06-24", "06-25"),
        ("中秋节、国庆节", "09-29", "10-06", "10-07 10-08"),
    ]
    assert taken.table
    assert taken.table.holiday[5].name.en == "Mid-Autumn Festival and National Day"


@pytest.mark.parametrize(
    ("old", "new", "doubt"),
    [
        ("1月28日（星期六）", "1月28日（星期五）", "春节：1 月 28 日是周六，括号里写的是周五"),
        ("共7天", "共8天", "春节：写着共 8 天，日期却是 7 天"),
        ("三、清明节：4月5日放假，共1天。\n", "", "没有提到清明节"),
        ("4月23日（星期日）、", "4月24日、", "补班日 2023-04-24 是工作日，本来就上班"),
        ("关于2023年", "关于2024年", "通知说的是 2024 年，不是 2023 年"),
        ("6月22日至24日", "6月22日至31日", "端午节：没有 6 月 31 日"),
    ],
)  # fmt: skip
def test_what_looks_wrong_in_a_notice_is_said(old: str, new: str, doubt: str) -> None:
    assert old in NOTICE_2023
    taken = take(NOTICE_2023.replace(old, new), "cn", 2023)
    assert doubt in said(taken)


def test_a_day_both_off_and_worked_is_no_table() -> None:
    taken = take(NOTICE_2023.replace("1月28日", "1月27日"), "cn", 2023)
    assert taken.table is None
    assert "2023-01-27 既放假又补班，可用：放假或补班之一" in said(taken)


# ---------------------------------------------------------------- a sheet, a feed


def test_a_sheet_in_chinese_with_titles() -> None:
    text = "日期,类型,名称\n2027-01-01,放假,元旦\n2027/1/2,休,元旦\n2027年1月9日,补班,元旦\n\n"
    taken = take(text, "xx", 2027)
    assert (taken.form, said(taken)) == ("csv", [])
    assert spans(taken) == [("元旦", "01-01", "01-02", "01-09")]


def test_a_sheet_with_tabs_in_english_and_a_line_that_is_none() -> None:
    text = (
        "2027-07-05\toff\tIndependence Day\n2027-13-01\toff\tNever\n2027-12-24\tmaybe\tEve\n2027-12-24\toff\n"
    )
    taken = take(text, "us", 2027)
    assert said(taken) == ["第 2 行看不懂：2027-13-01,off,Never", "第 3 行看不懂：2027-12-24,maybe,Eve"]
    assert spans(taken) == [("Independence Day", "07-05", "07-05", ""), ("off", "12-24", "12-24", "")]


def test_a_days_worked_under_another_name_belongs_to_the_nearest_holiday() -> None:
    text = "2027-02-06,off,春节\n2027-10-01,off,国庆节\n2027-10-09,work,调休\n2027-01-31,work,调休\n"
    assert spans(take(text, "xx", 2027)) == [
        ("春节", "02-06", "02-06", "01-31"),
        ("国庆节", "10-01", "10-01", "10-09"),
    ]


def test_a_sheet_saved_by_a_chinese_spreadsheet() -> None:
    assert decoded("2027-01-01,放假,元旦".encode("gb18030")) == "2027-01-01,放假,元旦"
    assert decoded(b"\xef\xbb\xbf2027") == "2027"


FEED = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:元旦(休)
DTSTART;VALUE=DATE:20261231
DTEND;VALUE=DATE:20270103
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:元旦（班）
DTSTART;VALUE=DATE:20270109
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:国庆节 假期
DTSTART;VALUE=DATE:20261001
DTEND;VALUE=DATE:20261008
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:劳动节
DTSTART;VALUE=DATE:20200501
RRULE:FREQ=YEARLY
END:VEVENT
BEGIN:VEVENT
UID:5
SUMMARY:劳动节 补班
DTSTART;VALUE=DATE:20270508
END:VEVENT
BEGIN:VEVENT
UID:6
SUMMARY:周会
DTSTART:20270510T010000Z
DTEND:20270510T020000Z
END:VEVENT
END:VCALENDAR
"""


def test_a_feed_of_many_years() -> None:
    taken = take(FEED, "xx", 2027)
    assert (taken.form, said(taken)) == ("ics", [])
    assert spans(taken) == [("元旦", "12-31", "01-02", "01-09"), ("劳动节", "05-01", "05-01", "05-08")]


def test_a_feed_without_the_year() -> None:
    taken = take(FEED.replace("RRULE:FREQ=YEARLY\n", ""), "xx", 2031)
    assert taken.table is None
    assert "日历里没有 2031 年的全天事件" in said(taken)


@pytest.mark.parametrize(
    "text", ["", "BEGIN:VCALENDAR\nBEGIN:VEVENT", "[[holiday]]\nname=", "随便写点什么", "\x00"]
)
def test_nonsense_is_refused_in_words(text: str) -> None:
    taken = take(text, "cn", 2027)
    assert taken.table is None
    assert taken.doubts


# ---------------------------------------------------------------- our own form


TOML = """year = 2027
source = "a notice"
[[holiday]]
name = { zh = "元旦", en = "New Year's Day" }
first = 2027-01-01
last = 2027-01-03
make_up_workdays = [2027-01-09]
"""


def test_our_own_form() -> None:
    taken = take(TOML, "xx", 2027)
    assert (taken.form, said(taken)) == ("toml", [])
    assert spans(taken) == [("元旦", "01-01", "01-03", "01-09")]
    assert said(take(TOML, "xx", 2028)) == ["这是 2027 年的表，不是 2028 年的"]
    assert take(TOML, "xx", 2028).table is None
    assert form_of(TOML) == "toml"


DAYS = st.dates(date(2026, 12, 1), date(2027, 12, 31))


@settings(deadline=None)
@given(st.dictionaries(DAYS, st.booleans(), min_size=1, max_size=30), st.text(min_size=1, max_size=20))
def test_a_table_written_is_read_back_the_same(days: dict[date, bool], name: str) -> None:
    off = [day for day, works in days.items() if not works] or [date(2027, 6, 1)]
    worked = [day for day, works in days.items() if works and day not in off]
    holidays = [
        {"name": {"zh": name, "en": name}, "first": first, "last": last, "make_up_workdays": worked if n == 0 else []}
        for n, (first, last) in enumerate(runs(off))
    ]  # fmt: skip
    table = checked({"year": 2027, "source": name, "holiday": holidays}, "2027", HolidayYear)
    again = parse(year_toml(table), "2027", HolidayYear)
    assert again == table
    assert again.days_off == frozenset(off)


@settings(deadline=None)
@given(st.lists(DAYS, max_size=60))
def test_runs_hold_exactly_the_days(days: list[date]) -> None:
    found = runs(days)
    assert {
        first + timedelta(days=n) for first, last in found for n in range((last - first).days + 1)
    } == set(days)
    assert all(later[0] - earlier[1] > timedelta(days=1) for earlier, later in pairwise(found))


@settings(deadline=None)
@given(st.dictionaries(DAYS, st.sampled_from(["off", "work"]), min_size=1, max_size=40))
def test_a_sheet_gives_exactly_its_days(days: dict[date, str]) -> None:
    off = {day for day, kind in days.items() if kind == "off"}
    text = "\n".join(f"{day},{kind},节日" for day, kind in days.items())
    taken = take(text, "xx", 2027)
    if not off:
        assert taken.table is None
        return
    assert taken.table
    assert taken.table.days_off == off
    assert taken.table.make_up_workdays == set(days) - off


def test_december_belongs_to_the_new_year_that_it_leads_into() -> None:
    days = [
        (date(2026, 12, 30), "元旦", False),
        (date(2026, 12, 31), "元旦", False),
        (date(2027, 1, 1), "元旦", False),
    ]
    assert of_the_year(days, 2027) == days
    assert of_the_year([(date(2026, 12, 31), "除夕", False), days[2]], 2027) == [days[2]]


# ---------------------------------------------------------------- whatever comes


@settings(deadline=None)
@given(
    st.text(max_size=200),
    st.sampled_from([NOTICE_2023, FEED, TOML, "2027-01-01,off,元旦\n"]),
    st.integers(0, 600),
)
def test_whatever_is_pasted_is_answered_in_words(noise: str, text: str, place: int) -> None:
    taken = take(text[:place] + noise + text[place:], "cn", 2027)
    assert taken.table is not None or taken.doubts
    for doubt in taken.doubts:
        assert doubt.zh
        assert doubt.en


@pytest.mark.parametrize(
    "event",
    [
        "SUMMARY:x",
        "SUMMARY:x\nDTSTART;VALUE=DATE:2027",
        "SUMMARY:x\nDTSTART;VALUE=DATE:20270101\nRRULE:FREQ=SECONDLY",
        "SUMMARY:x\nDTSTART;VALUE=DATE:20270101\nRRULE:FREQ=NEVER",
        "SUMMARY:x\nDTSTART;VALUE=DATE:20270101\nDTEND:20270102T000000Z",
    ],
)
def test_a_feed_that_is_broken_is_refused_in_words(event: str) -> None:
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\n{event}\nEND:VEVENT\nEND:VCALENDAR\n"
    taken = take(text, "xx", 2027)
    assert taken.doubts
