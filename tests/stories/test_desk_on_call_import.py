"""A calendar brought in: looked over first, entered once, and errors that say what to mend."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shounuo.casework.away import take_leave
from shounuo.kernel.refusal import Refusal
from shounuo.oncall.ical import read
from shounuo.oncall.models import Override, Shift
from shounuo.oncall.reads import on_call
from tests.support.clock import StandingClock
from tests.support.desk import desk
from tests.support.duty import nobody_planned, weekly
from tests.support.world import World, build

pytestmark = pytest.mark.clause("5.3.2-P0-team")
VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "oncall-vectors.json").read_text(encoding="utf-8")
)
SHANGHAI = ZoneInfo("Asia/Shanghai")
THERE = "/desk/on-call/import"


def calendar(*events: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//elsewhere//EN"]
    for n, event in enumerate(events):
        lines += ["BEGIN:VEVENT", f"UID:{n}", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


TWO_NIGHTS = calendar(
    "DTSTART;TZID=Asia/Shanghai:20260303T220000\nDTEND;TZID=Asia/Shanghai:20260304T080000\n"
    "RRULE:FREQ=DAILY;COUNT=2\nSUMMARY:夜班 郑资深",
    "DTSTART:20260305T010000Z\nDTEND:20260305T020000Z\nSUMMARY:duty\nATTENDEE:mailto:second@house.example",
    "DTSTART;VALUE=DATE:20260306\nDTEND;VALUE=DATE:20260307\nSUMMARY:某人",
    "DTSTART:20260101T010000Z\nDTEND:20260101T020000Z\nSUMMARY:郑资深",
)


@pytest.fixture
def world(clock: StandingClock, db: None) -> World:
    built = build(clock.now)
    nobody_planned()
    return built


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


def chosen(target: str, content: bytes, **more: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("duty.ics", content, content_type="text/calendar")
    return {"target": target, "time_zone": "Asia/Shanghai", "file": file} | more


@pytest.mark.parametrize("vector", [pytest.param(one, id=one["id"]) for one in VECTORS["ical_vectors"]])
def test_the_vectors_of_calendars(vector: dict[str, Any]) -> None:
    """Days are days of the schedule's zone, their end exclusive; UNTIL is inclusive."""
    since, until = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in vector["window"])
    found = read(vector["ics"].encode(), SHANGHAI, since, until)
    assert [(one.begin, one.end, one.summary) for one in found] == [
        (moment(one["start"]), moment(one["end"]), one["summary"]) for one in vector["expect"]
    ]


def moment(text: str) -> datetime:
    """A day begins at midnight in Shanghai."""
    if "T" in text:
        return datetime.fromisoformat(text)
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:soon\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ],
)
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        read(content, SHANGHAI, datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert (refused.value.code, refused.value.status) == ("calendar.unreadable", 422)


def test_a_calendar_without_end_is_refused() -> None:
    endless = calendar("DTSTART:20260101T000000Z\nDTEND:20260101T001000Z\nRRULE:FREQ=HOURLY\nSUMMARY:x")
    with pytest.raises(Refusal, match="500"):
        read(endless, SHANGHAI, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))


def test_shifts_are_looked_over_and_entered_once(lead: Client, world: World) -> None:
    looked = lead.post(THERE, chosen("role:duty_engineer", TWO_NIGHTS))
    page = looked.content.decode()
    assert looked.status_code == 200
    assert "会登记 3 个班次" in page
    assert page.count("<td>郑资深</td>") == 2
    assert "认不出是哪位同事" in page
    assert not Shift.objects.exists()
    held = {
        "target": "role:duty_engineer",
        "time_zone": "Asia/Shanghai",
        "held": TWO_NIGHTS.decode(),
        "enter": "1",
    }
    assert lead.post(THERE, held).status_code == 302
    night = datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert set(on_call(["duty_engineer"], night)) == {world.senior.pk}
    assert set(on_call(["duty_engineer"], night + timedelta(days=1))) == {world.senior.pk}
    assert set(on_call(["duty_engineer"], datetime(2026, 3, 5, 1, tzinfo=UTC))) == {world.second.pk}
    assert Shift.objects.count() == 3
    again = lead.post(THERE, chosen("role:duty_engineer", TWO_NIGHTS))
    assert "会登记 0 个班次" in again.content.decode()
    assert again.content.decode().count("已经登记过") == 3
    lead.post(THERE, held)
    assert Shift.objects.count() == 3


def test_a_schedule_gets_one_more_for_that_time(lead: Client, world: World, clock: StandingClock) -> None:
    schedule = weekly("duty_engineer", "一线", world.duty, at=clock.now)
    held = {
        "target": f"schedule:{schedule.pk}",
        "time_zone": "Asia/Shanghai",
        "held": TWO_NIGHTS.decode(),
        "enter": "1",
    }
    assert lead.post(THERE, held)["Location"] == f"/desk/on-call/schedules/{schedule.pk}"
    assert Override.objects.count() == 3
    night = datetime(2026, 3, 3, 14, tzinfo=UTC)
    assert set(on_call(["duty_engineer"], night)) == {world.duty.pk, world.senior.pk}
    lead.post(THERE, held)
    assert Override.objects.count() == 3


def test_whoever_is_on_leave_is_left_out(lead: Client, world: World, clock: StandingClock) -> None:
    begin = datetime(2026, 3, 4, tzinfo=UTC)
    take_leave(world.senior, "annual", begin, begin + timedelta(days=3), by=world.senior.actor, at=clock.now)
    page = lead.post(THERE, chosen("role:duty_engineer", TWO_NIGHTS)).content.decode()
    assert "会登记 2 个班次" in page  # the first night ends where the leave begins
    assert page.count("郑资深 那时休假") == 1


def test_what_cannot_be_read_says_so_and_enters_nothing(lead: Client, world: World) -> None:
    for said, words in (
        (chosen("role:duty_engineer", b"no calendar"), "读不懂这个日历文件"),
        (chosen("role:duty_engineer", b""), "文件是空的"),
        ({"target": "role:duty_engineer", "time_zone": "Asia/Shanghai"}, "请选择 .ics 文件"),
        (chosen("role:nobody", TWO_NIGHTS), "请从列表中选择"),
        (chosen("role:duty_engineer", TWO_NIGHTS, time_zone="Mars"), "不是已知的时区"),
    ):
        answer = lead.post(THERE, said)
        assert answer.status_code == 422, words
        assert words in answer.content.decode(), words
    assert not Shift.objects.exists()
