"""The shipped table of 2026 against the State Council's notice of 4 November 2025, day by day, typed by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shounuo.calendars.importing.take import take
from shounuo.calendars.loading import holiday_years, load

NOTICE = """国务院办公厅关于2026年部分节假日安排的通知

经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。

一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。

节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。

2025年11月4日
"""
OFF = """
2026-01-01 2026-01-02 2026-01-03
2026-02-15 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-02-21 2026-02-22 2026-02-23
2026-04-04 2026-04-05 2026-04-06
2026-05-01 2026-05-02 2026-05-03 2026-05-04 2026-05-05
2026-06-19 2026-06-20 2026-06-21
2026-09-25 2026-09-26 2026-09-27
2026-10-01 2026-10-02 2026-10-03 2026-10-04 2026-10-05 2026-10-06 2026-10-07
"""
WORKED = "2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10"
NAMES = ["元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"]


def days(text: str) -> set[date]:
    return {date.fromisoformat(one) for one in text.split()}


@pytest.mark.clause("5.3.3-P3")
def test_every_holiday_and_every_make_up_workday_of_2026() -> None:
    (year,) = holiday_years("cn")
    assert year.year == 2026
    assert [one.name.zh for one in year.holiday] == NAMES
    assert year.days_off == days(OFF)
    assert len(year.days_off) == 33
    assert year.make_up_workdays == days(WORKED)
    assert all(day.weekday() >= 5 for day in year.make_up_workdays)


@pytest.mark.clause("5.3.3-P3")
def test_the_year_has_248_working_days() -> None:
    """261 weekdays, less 19 of them off, and 6 days of weekends worked."""
    office, first = load("cn-office"), date(2026, 1, 1)
    open_days = sum(bool(office.windows_on(first + timedelta(days=n))) for n in range(365))
    assert open_days == 248


@pytest.mark.clause("5.3.3-P3")
def test_the_notice_itself_reads_as_the_shipped_table() -> None:
    taken = take(NOTICE, "cn", 2026)
    assert taken.form == "notice"
    assert taken.doubts == ()
    assert taken.table is not None
    assert taken.table.holiday == holiday_years("cn")[0].holiday
    assert taken.table.source == "国务院办公厅关于2026年部分节假日安排的通知"


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.mark.clause("5.3.3-P3")
@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-09-30 10:00", "2026-09-30 10:00"),  # open now
        ("2026-09-30 17:59:59", "2026-09-30 17:59:59"),
        ("2026-09-30 18:00", "2026-10-08 09:00"),  # the evening before National Day
        ("2026-10-05 12:00", "2026-10-08 09:00"),
        ("2026-10-09 20:00", "2026-10-10 09:00"),  # a Friday evening, and the Saturday is worked
        ("2026-10-10 18:00", "2026-10-12 09:00"),
        ("2026-10-12 08:59:59", "2026-10-12 09:00"),
    ],
)
def test_the_next_working_moment(moment: str, opens: str) -> None:
    assert load("cn-office").next_open(beijing(moment)) == beijing(opens)
