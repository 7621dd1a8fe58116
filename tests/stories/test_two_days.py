"""The labelled tickets, submitted through the API into a running server and carried through two days; at the end its figures
agree with a second calculation from the exported logbook alone, and then two weeks of silence bring only what is owed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.simulation.days import WEEK, Days, Entry, Figures, Length, Seen, counted, open_house
from tests.support.server import serving

SEED = 3
LENGTH = Length(tickets=150, arrivals=40, hours=48)
TOLD_ONCE = {
    "case.opened": "case.acknowledged",
    "case.accepted": "case.accepted",
    "case.priority_changed": "case.priority_changed",
    "case.resolved": "case.resolved",
    "case.closed": "case.closed",
}
"""Verb of the record, and the message that its customer gets each time."""
PLANNED = {"training.session_planned", "commitment.made", "audit.opened", "audit.nothing"}
"""What the calendar brings where a day, a week, a month or a quarter begins."""
BY_TIME = {"commitment.broken", "commitment.warned", "alarm.raised"}
"""What time alone brings upon a case."""
CALLING = {"page.opened", "page.told", "page.withdrawn"}
"""What calling people to it leaves on record, where nobody answers."""
CLIMBING = {"case.escalated", "case.assigned", "case.aws_proposed"}
"""What becomes of a case that somebody has and nobody moves."""
ASKING = {"survey.sent", "survey.reminded"}
"""How a customer is asked about a closed case, each once."""


@dataclass(frozen=True)
class Lived:
    """The days, and how the house stood at their end, a week later and another week later."""

    days: Days
    end: Seen
    week: Seen
    fortnight: Seen


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory, server_template: str) -> Iterator[Lived]:
    folder = tmp_path_factory.mktemp("days")
    with serving(folder, server_template) as server:
        days = open_house(server)
        end = days.live(LENGTH, SEED)
        yield Lived(days, end, days.wait(WEEK, "a-week-later"), days.wait(WEEK, "a-fortnight-later"))


@pytest.mark.clause("9.1-attainment", "4.2-24x7", "5.3.4-procedure", "7.1-workflow")
@pytest.mark.parametrize("when", ["end", "week", "fortnight"])
def test_the_system_and_the_calculation_agree(lived: Lived, when: str) -> None:
    seen: Seen = getattr(lived, when)
    since = lived.days.begin
    reported = lived.days.reported(lived.days.cast.lead, since, seen.moment)
    print(
        table(f"{when}: {since:%m-%d %H:%M} – {seen.moment:%m-%d %H:%M}, {lived.days.turns} turns", reported)
    )
    assert reported == counted(seen.logbook, since, seen.moment)


@pytest.mark.clause("9.1-attainment")
def test_both_agree_on_the_second_half_alone(lived: Lived) -> None:
    middle = lived.days.begin + timedelta(hours=LENGTH.hours) / 2
    reported = lived.days.reported(lived.days.cast.lead, middle, lived.end.moment)
    assert reported == counted(lived.end.logbook, middle, lived.end.moment)
    assert total(reported)["promised"] > 20


@pytest.mark.clause("9.1-attainment")
def test_both_agree_on_what_one_customer_is_shown(lived: Lived, tmp_path: Path) -> None:
    """Blue's manager sees the figures of Blue's cases, those of a colleague among them."""
    of_blue = {f"case:{number}" for number, email in lived.days.customers.items() if "@blue." in email}
    theirs = tmp_path / "blue.jsonl"
    lines = lived.end.logbook.read_text(encoding="utf-8").splitlines(keepends=True)
    theirs.write_text("".join(line for line in lines if stream_of(line) in of_blue), encoding="utf-8")
    reported = lived.days.reported(
        lived.days.cast.customers["wang@blue.example"], lived.days.begin, lived.end.moment
    )
    assert reported == counted(theirs, lived.days.begin, lived.end.moment)
    assert (
        0
        < total(reported)["promised"]
        < total(counted(lived.end.logbook, lived.days.begin, lived.end.moment))["promised"]
    )


def test_the_story_is_rich_enough_to_prove_something(lived: Lived) -> None:
    """Every level, every outcome of every promise, every act of the script."""
    figures = counted(lived.end.logbook, lived.days.begin, lived.end.moment)
    assert all(tracks["response"]["kept"] for tracks in figures.values()), figures
    assert all(tracks["update"]["kept"] for tracks in figures.values()), figures
    assert all(tracks["resolution"]["kept"] for tracks in figures.values()), figures
    for track, outcomes in {
        "response": "kept late missed",
        "update": "kept missed",
        "resolution": "kept late missed",
    }.items():
        for outcome in outcomes.split():
            assert sum(tracks[track][outcome] for tracks in figures.values()), (track, outcome)
    verbs = Counter(entry["verb"] for entry in lived.end.entries())
    told = "accepted replied customer_replied waiting resumed priority_changed diagnosed resolved confirmed reopened closed"
    assert all(verbs[f"case.{verb}"] for verb in told.split()), verbs
    changes = [entry["facts"] for entry in lived.end.entries() if entry["verb"] == "case.priority_changed"]
    assert {facts["level"] < facts["was"] for facts in changes} == {True, False}, (
        "corrected in one direction only"
    )


@pytest.mark.clause("5.1-online-24x7")
def test_what_was_answered_with_a_number_is_there_once(lived: Lived) -> None:
    answered = sorted(lived.days.numbers)
    assert len(answered) == len(set(answered)) == LENGTH.tickets
    assert lived.fortnight.ledger.cases == answered
    assert sorted(lived.days.listed(lived.days.cast.lead)) == answered


@pytest.mark.clause("5.3.1-document")
@pytest.mark.parametrize("when", ["end", "fortnight"])
def test_the_logbook_is_whole(lived: Lived, when: str) -> None:
    assert getattr(lived, when).verified.strip() == "日志完整。"


@pytest.mark.clause("7.1-workflow")
@pytest.mark.parametrize("when", ["end", "week", "fortnight"])
def test_nothing_is_dead_and_nothing_is_late(lived: Lived, when: str) -> None:
    seen: Seen = getattr(lived, when)
    assert (seen.health["ok"], seen.health["overdue_seconds"], seen.health["dead"], seen.ledger.dead) == (
        True,
        0,
        0,
        0,
    )


@pytest.mark.parametrize("when", ["end", "fortnight"])
def test_nobody_is_told_anything_twice(lived: Lived, when: str) -> None:
    seen: Seen = getattr(lived, when)
    assert seen.ledger.twice == []
    happened = Counter((entry["stream"].removeprefix("case:"), entry["verb"]) for entry in seen.entries())
    for verb, kind in TOLD_ONCE.items():
        acts = {number: count for (number, one), count in happened.items() if one == verb}
        told = {number: count for (number, one), count in seen.ledger.told.items() if one == kind}
        assert told == acts, kind


@pytest.mark.clause("7.1-workflow", "5.4-confirm")
def test_a_week_in_which_nobody_acts_brings_only_what_is_owed(lived: Lived) -> None:
    """Broken promises, their warnings, and the closing of each case whose customer said nothing for three days; beside the
    cases, where a month or a quarter begins, the training that it owes."""
    new = since(lived.end, lived.week)
    assert {entry["verb"] for entry in new if not is_of_the_calendar(entry)} <= {
        "case.closed",
        *BY_TIME,
        *CALLING,
        *CLIMBING,
        *ASKING,
    }
    assert {entry["verb"] for entry in new if is_of_the_calendar(entry)} <= PLANNED | BY_TIME
    asked = Counter((entry["stream"], entry["verb"]) for entry in new if entry["verb"] in ASKING)
    assert set(asked.values()) == {1}
    assert {stream for stream, _ in asked} <= {
        one["stream"] for one in lived.week.entries() if one["verb"] == "case.closed"
    }
    assert {entry["actor"]["kind"] for entry in new} == {"system"}
    closed = Counter(entry["stream"] for entry in new if entry["verb"] == "case.closed")
    assert closed == Counter(resolved_and_unanswered(lived.end.entries()))
    assert all(entry["facts"]["silent"] for entry in new if entry["verb"] == "case.closed")


@pytest.mark.clause("7.1-workflow")
def test_a_second_week_brings_nothing_to_closed_cases(lived: Lived) -> None:
    """But for the permanent fix that a workaround still owes."""
    closed = {entry["stream"] for entry in lived.week.entries() if entry["verb"] == "case.closed"}
    new = since(lived.week, lived.fortnight)
    assert {
        entry["verb"] for entry in new if not is_of_the_calendar(entry)
    } <= BY_TIME | CALLING | CLIMBING | ASKING
    after = [entry for entry in new if entry["stream"] in closed and entry["verb"] not in ASKING]
    promised = [entry for entry in after if entry["verb"] not in CALLING and not is_unheard(entry)]
    assert {track_of(entry) for entry in promised} <= {"permanent_fix"}
    assert {entry["facts"]["occasion"] for entry in after if entry["verb"] in CALLING} <= {"breach"}


def is_unheard(entry: Entry) -> bool:
    """An alarm that nobody of a ladder can be reached: this house calls by mail alone."""
    return bool(entry["facts"].get("kind") == "page.unheard")


def is_of_the_calendar(entry: Entry) -> bool:
    """A training or an audit of a period is promised by the calendar, whatever becomes of the cases."""
    return str(entry["stream"]).startswith(("training:", "audit:"))


def total(figures: Figures) -> dict[str, int]:
    rows = [row for tracks in figures.values() for row in tracks.values()]
    return {how: sum(row[how] for row in rows) for how in ("promised", "kept", "late", "missed")}


def stream_of(line: str) -> str:
    return str(json.loads(line)["stream"])


def track_of(entry: Entry) -> str:
    """Which promise an entry of time's is about; an alarm says so in its key, broken:NUMBER:TRACK:ORDINAL."""
    return str(entry["facts"].get("track") or entry["facts"]["key"].split(":")[2])


def since(before: Seen, after: Seen) -> list[Entry]:
    """What the record gained."""
    return after.entries()[len(before.entries()) :]


def resolved_and_unanswered(entries: list[Entry]) -> list[str]:
    """Streams whose last word on the matter is that it is resolved."""
    last: dict[str, str] = {}
    for entry in entries:
        if entry["verb"] in {"case.resolved", "case.reopened", "case.closed"}:
            last[entry["stream"]] = entry["verb"]
    return [stream for stream, verb in last.items() if verb == "case.resolved"]


def table(title: str, figures: Figures) -> str:
    """For the reader of `pytest -s`."""
    lines = [f"\n{title}", f"{'':16}{'promised':>9}{'kept':>7}{'late':>7}{'missed':>8}{'kept %':>8}"]
    for level, tracks in figures.items():
        for track, row in tracks.items():
            share = f"{100 * row['kept'] / row['promised']:.1f}" if row["promised"] else "–"
            counts = f"{row['promised']:>9}{row['kept']:>7}{row['late']:>7}{row['missed']:>8}{share:>8}"
            lines.append(f"{level + ' ' + track:16}{counts}")
    return "\n".join(lines)
