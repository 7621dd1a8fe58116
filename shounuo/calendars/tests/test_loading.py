"""Calendar files: the ones we ship, and each kind of error."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shounuo.calendars.loading import CalendarError, known_years, load, names
from shounuo.calendars.rules import ALWAYS

OFFICE = """
tz = "Asia/Shanghai"
name = { zh = "办公时间", en = "Office hours" }
public_holidays = "xx"
make_up_day = ["10:00-12:00"]

[week]
mon = ["09:00-12:00", "13:00-18:00"]
tue = ["22:00-24:00"]
wed = ["00:00-24:00"]
thu = []
fri = []
sat = []
sun = []
"""
YEAR = """
year = 2027
source = "a notice"

[[holiday]]
name = { zh = "元旦", en = "New Year's Day" }
first = 2027-01-01
last = 2027-01-03
make_up_workdays = [2027-01-09]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "office.toml").write_text(OFFICE, encoding="utf-8")
    (tmp_path / "xx-2027.toml").write_text(YEAR, encoding="utf-8")
    return tmp_path


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


# ---------------------------------------------------------------- what we ship


@pytest.mark.clause("4.2-24x7")
def test_always_is_day_and_night() -> None:
    assert load("always") == ALWAYS
    assert load("always").round_the_clock


def test_the_calendars_we_ship() -> None:
    assert names() == ["always", "cn-office"]
    assert known_years("cn-office") == frozenset({2026})
    assert known_years("always") is None


@pytest.mark.clause("5.3.3-P3")
@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        ("2026-01-01", False),  # 元旦, a Thursday
        ("2026-01-04", True),  # 补班, a Sunday
        ("2026-02-14", True),  # 补班 before the Spring Festival, a Saturday
        ("2026-02-16", False),  # 除夕, a Monday
        ("2026-02-23", False),  # the last day of the Spring Festival, a Monday
        ("2026-02-24", True),
        ("2026-02-28", True),  # 补班, a Saturday
        ("2026-04-06", False),  # 清明, a Monday
        ("2026-05-09", True),  # 补班, a Saturday
        ("2026-06-19", False),  # 端午, a Friday
        ("2026-09-20", True),  # 补班 for National Day, a Sunday
        ("2026-09-25", False),  # 中秋, a Friday
        ("2026-10-07", False),
        ("2026-10-08", True),
        ("2026-10-10", True),  # 补班, a Saturday
        ("2026-10-11", False),
        ("2026-11-22", False),  # a plain Sunday
        ("2026-11-23", True),  # a plain Monday
    ],
)
def test_chinese_holidays_and_make_up_workdays(day: str, is_open: bool) -> None:
    ten_in_beijing = datetime.fromisoformat(day + "T02:00").replace(tzinfo=UTC)
    assert load("cn-office").is_open(ten_in_beijing) is is_open


@pytest.mark.clause("5.3.3-P3")
def test_office_hours_are_nine_to_six_in_beijing() -> None:
    office = load("cn-office")
    assert not office.is_open(datetime(2026, 11, 23, 0, 59, 59, tzinfo=UTC))
    assert office.is_open(datetime(2026, 11, 23, 1, 0, tzinfo=UTC))
    assert office.is_open(datetime(2026, 11, 23, 9, 59, 59, tzinfo=UTC))
    assert not office.is_open(datetime(2026, 11, 23, 10, 0, tzinfo=UTC))


# ---------------------------------------------------------------- what a file may say


def test_a_file_becomes_hours(folder: Path) -> None:
    hours = load("office", folder)
    assert hours.tz == "Asia/Shanghai"
    assert hours.week[:4] == (((32400, 43200), (46800, 64800)), ((79200, 86400),), ((0, 86400),), ())
    assert hours.holidays == {date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)}
    assert hours.extra_days == {date(2027, 1, 9): ((36000, 43200),)}
    assert hours.between(
        datetime(2027, 1, 3, 16, tzinfo=UTC), datetime(2027, 1, 4, 16, tzinfo=UTC)
    ) == timedelta(hours=8)


def test_the_next_year_is_one_more_file(folder: Path) -> None:
    (folder / "xx-2028.toml").write_text(
        YEAR.replace("2027-", "2028-").replace("= 2027", "= 2028"), encoding="utf-8"
    )
    assert known_years("office", folder) == frozenset({2027, 2028})
    assert date(2028, 1, 1) in load("office", folder).holidays


# ---------------------------------------------------------------- each kind of error


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "says"),
    [
        (
            "office",
            "Asia/Shanghai",
            "Asia/Schanghai",
            "tz",
            "no time zone 'Asia/Schanghai', allowed: an IANA name",
        ),
        ("office", "09:00-12:00", "9-12", "week.mon.0", "'9-12' is not a window, allowed: \"09:00-18:00\""),
        ("office", "13:00-18:00", "13:00-25:00", "week.mon.1", "'13:00-25:00' is not a window"),
        ("office", "13:00-18:00", "13:00-12:30", "week.mon.1", "'13:00-12:30' is not a window"),
        ("office", "13:00-18:00", "11:00-18:00", "week.mon", "overlap"),
        ("office", '"22:00-24:00"', "22", "week.tue.0", "22 is not a window"),
        ("office", '["00:00-24:00"]', '"00:00-24:00"', "week.wed", "list"),
        ("office", "sun = []", "", "week.sun", "this entry is missing"),
        ("office", "sun = []", "sunday = []\nsun = []", "week.sunday", "no such key"),
        ("office", "make_up_day", "makeup_day", "makeup_day", "no such key"),
        ("office", '"xx"', '"yy"', "", "no such file"),
        ("office", "tz =", "tz", "", "not TOML"),
        ("xx-2027", "last = 2027-01-03", "last = 2026-12-31", "holiday.0", "2026-12-31 is before 2027-01-01"),
        ("xx-2027", "[2027-01-09]", "[2072-01-09]", "", "2072-01-09 is not in 2027"),
        ("xx-2027", "[2027-01-09]", "[2027-01-02]", "", "2027-01-02 is both off and worked"),
        ("xx-2027", "[2027-01-09]", '["2027-01-09"]', "holiday.0.make_up_workdays.0", "date"),
        ("xx-2027", "first = 2027-01-01", "first = 2027-01-01T00:00:00", "holiday.0.first", "date"),
        ("xx-2027", "year = 2027", "year = 2028", "", "is not in 2028"),
    ],
)
def test_an_error_names_file_key_and_what_is_allowed(
    folder: Path, file: str, old: str, new: str, key: str, says: str
) -> None:
    change(folder / f"{file}.toml", old, new)
    with pytest.raises(CalendarError) as caught:
        load("office", folder)
    assert caught.value.key == key
    assert says in str(caught.value)


def test_a_year_must_be_the_one_in_the_file_name(folder: Path) -> None:
    (folder / "xx-2027.toml").rename(folder / "xx-2029.toml")
    with pytest.raises(CalendarError, match=r"xx-2029.toml: year: .*does not agree"):
        load("office", folder)


def test_a_closed_week_is_refused(folder: Path) -> None:
    for day in ('["09:00-12:00", "13:00-18:00"]', '["22:00-24:00"]', '["00:00-24:00"]'):
        change(folder / "office.toml", day, "[]")
    with pytest.raises(CalendarError, match="no day of the week is open"):
        load("office", folder)


@pytest.mark.parametrize("name", ["nowhere", "../spt-003", "cn-2026", ""])
def test_an_unknown_name_is_told_which_there_are(name: str) -> None:
    with pytest.raises(CalendarError, match="allowed: always, cn-office") as caught:
        load(name)
    assert "没有这个日历" in str(caught.value)
