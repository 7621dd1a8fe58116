"""What falls short, what ends, who is the only one; when a code counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from shounuo.staff import rules
from shounuo.staff.rules import Demand, Held, Record

TODAY = date(2026, 3, 2)
CP, SAA, SAP = (
    "AWS Cloud Practitioner",
    "AWS Solutions Architect Associate",
    "AWS Solutions Architect Professional",
)
COVERS = {SAA: [CP], SAP: [SAA, CP]}
SENIOR = Demand(SAA, 3)
LONG_AGO = date(2019, 1, 1)


def kinds(record: Record, demand: Demand = SENIOR) -> list[str]:
    return [one.kind for one in rules.shortfalls(record, demand, COVERS, TODAY)]


@pytest.mark.clause("8.1-levels")
@pytest.mark.parametrize(
    ("certificates", "lacking"),
    [
        ((), ["certificate_missing"]),
        ((Held(SAA, LONG_AGO),), []),
        ((Held(SAP, LONG_AGO),), []),
        ((Held(CP, LONG_AGO),), ["certificate_missing"]),
        ((Held(SAA, LONG_AGO, date(2026, 3, 2)),), []),
        ((Held(SAA, LONG_AGO, date(2026, 3, 1)),), ["certificate_expired"]),
        ((Held(SAA, LONG_AGO, date(2026, 3, 1)), Held(SAP, LONG_AGO, date(2027, 1, 1))), []),
        ((Held(SAA, LONG_AGO, date(2020, 1, 1)), Held(SAA, LONG_AGO, date(2027, 1, 1))), []),
    ],
)
def test_the_certificate_of_a_level(certificates: tuple[Held, ...], lacking: list[str]) -> None:
    assert kinds(Record(LONG_AGO, certificates)) == lacking


@pytest.mark.clause("8.1-levels")
@pytest.mark.parametrize(
    ("since", "lacking"),
    [
        (None, ["years_unknown"]),
        (date(2023, 3, 2), []),
        (date(2023, 3, 3), ["years_short"]),
        (date(2026, 3, 2), ["years_short"]),
        (date(2027, 1, 1), ["years_short"]),
    ],
)
def test_the_years_of_a_level(since: date | None, lacking: list[str]) -> None:
    assert kinds(Record(since, (Held(SAA, LONG_AGO),))) == lacking


def test_everything_that_lacks_is_said_in_words() -> None:
    lacking = rules.shortfalls(
        Record(date(2024, 1, 1), (Held(SAP, LONG_AGO, date(2025, 12, 31)),)), Demand(SAP, 5), COVERS, TODAY
    )
    assert [one.words.as_facts()["zh"] for one in lacking] == [
        "认证 AWS Solutions Architect Professional 已于 2025-12-31 到期",
        "AWS 经验 2 年，需要 5 年",
    ]


def test_nobody_needs_years_where_none_are_asked() -> None:
    assert kinds(Record(None, (Held(CP, LONG_AGO),)), Demand(CP, 0)) == []


@settings(deadline=None)
@given(some.dates(date(2006, 3, 14), date(2100, 1, 1)), some.integers(0, 40))
def test_full_years_are_counted_by_birthdays(since: date, years: int) -> None:
    try:
        day = since.replace(year=since.year + years)
    except ValueError:  # 29 February
        day = date(since.year + years, 3, 1)
    assert rules.full_years(since, day) == years
    if years:
        assert rules.full_years(since, day - timedelta(days=1)) == years - 1


@pytest.mark.clause("8.1-levels")
def test_certificates_that_end_within_ninety_days() -> None:
    ended = Held(CP, LONG_AGO, date(2026, 3, 1))
    today = Held(SAA, LONG_AGO, date(2026, 3, 2))
    last = Held(SAP, LONG_AGO, date(2026, 5, 31))
    later = Held(CP, LONG_AGO, date(2026, 6, 1))
    endless = Held(CP, LONG_AGO)
    assert rules.ending([last, later, ended, today, endless], TODAY, 90) == [today, last]


def test_a_certificate_that_was_renewed_reminds_nobody() -> None:
    old, new = Held(SAA, LONG_AGO, date(2026, 4, 1)), Held(SAA, TODAY, date(2029, 4, 1))
    assert rules.renewed(old, [old, new], TODAY, 90)
    assert not rules.renewed(old, [old, Held(SAP, TODAY, date(2029, 4, 1))], TODAY, 90)
    assert not rules.renewed(old, [old], TODAY, 90)


@pytest.mark.clause("5.2-assign")
def test_skills_that_only_one_person_has() -> None:
    skills = {"周": {"EC2": 3, "RDS": 1}, "吴": {"EC2": 5}, "郑": {"IAM": 2}}
    assert rules.single_holders(skills) == {"RDS": "周", "IAM": "郑"}
    assert rules.single_holders({}) == {}


@pytest.mark.parametrize(
    ("channel", "address", "fits"),
    [
        ("email", "duty@house.example", True),
        ("email", "duty@house", False),
        ("email", "a b@house.example", False),
        ("email", "<script>@house.example", False),
        ("sms", "+86 138 0000 0000", True),
        ("sms", "12", False),
        ("voice", "010-8888-6666", True),
        ("voice", "call me", False),
        ("wecom", "ZhouMing_01", True),
        ("feishu", "周明", False),
        ("wecom", "a" * 65, False),
    ],
)
def test_the_shape_of_an_address(channel: str, address: str, fits: bool) -> None:
    assert (rules.address_problem(channel, address) is None) == fits


SENT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "tries", "given_code", "worth"),
    [
        (0, 0, "123456", "right"),
        (9.99, 4, "123456", "right"),
        (10, 0, "123456", "late"),
        (1, 5, "123456", "spent"),
        (1, 0, "123457", "wrong"),
        (1, 0, "", "wrong"),
    ],
)
def test_when_a_code_counts(minutes: float, tries: int, given_code: str, worth: str) -> None:
    kept = rules.sealed("key", 7, "123456")
    typed = rules.sealed("key", 7, given_code)
    assert rules.verdict(kept, typed, SENT, tries, SENT + timedelta(minutes=minutes)) == worth


def test_without_a_code_nothing_counts() -> None:
    assert rules.verdict("", rules.sealed("key", 7, ""), None, 0, SENT) == "none"


def test_a_code_has_six_digits_and_is_one_addresses_own() -> None:
    codes = {rules.code_of("key", way, nonce) for way in (1, 2) for nonce in ("a", "b")}
    assert len(codes) == 4
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert rules.sealed("key", 1, "123456") != rules.sealed("key", 2, "123456")
    assert rules.sealed("key", 1, "123456") != rules.sealed("other", 1, "123456")


def test_one_place_up_or_down() -> None:
    assert rules.reordered([1, 2, 3], 3, -1) == [1, 3, 2]
    assert rules.reordered([1, 2, 3], 1, 1) == [2, 1, 3]
    assert rules.reordered([1, 2, 3], 1, -1) == [1, 2, 3]
    assert rules.reordered([1, 2, 3], 3, 1) == [1, 2, 3]


@pytest.mark.parametrize(
    ("earned_on", "expires_on", "wrong"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), "expires_on"),
        (date(2026, 3, 1), date(2020, 1, 1), "expires_on"),
        (date(2026, 3, 3), None, "earned_on"),
        (date(2006, 3, 13), None, "earned_on"),
        (date(2026, 3, 2), date(2026, 3, 3), None),
        (date(2006, 3, 14), None, None),
    ],
)
def test_the_dates_of_a_certificate(earned_on: date, expires_on: date | None, wrong: str | None) -> None:
    problem = rules.certificate_problem(earned_on, expires_on, TODAY)
    assert (problem[0] if problem else None) == wrong


def test_nobody_worked_with_aws_before_there_was_one() -> None:
    assert rules.since_problem(date(2006, 3, 13), TODAY)
    assert rules.since_problem(date(2026, 3, 3), TODAY)
    assert not rules.since_problem(date(2026, 3, 2), TODAY)
    assert not rules.since_problem(None, TODAY)
