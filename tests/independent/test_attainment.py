"""The second calculation against stories worked out by hand."""

import ast
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from tests.independent.attainment import Entry, Figures, attainment, moment

SCRIPT = Path(__file__).with_name("attainment.py")
LONG_AGO = moment("2000-01-01T00:00:00+00:00")


def told(*lines: str) -> list[Entry]:
    """A stream from lines like "10:00 opened P2" or "3 10:00 customer replied"; on 2 March 2026 unless a day is named."""
    entries = []
    for seq, line in enumerate(lines, start=1):
        words = line.split()
        day = words.pop(0) if ":" not in words[0] else "2"
        clock, kind = words.pop(0), "staff"
        if words[0] == "customer":
            kind = words.pop(0)
        verb, facts = words[0], {"priority": words[-1], "level": words[-1]}
        entries.append(
            {
                "stream": "case:1",
                "seq": seq,
                "verb": f"case.{verb}",
                "happened_at": f"2026-03-0{day}T{clock}+00:00",
                "recorded_at": f"2026-03-0{day}T{clock}+00:00",
                "actor": {"kind": kind, "id": 1, "name": "somebody"},
                "facts": facts,
            }
        )
    return entries


def until(text: str) -> datetime:
    return moment(f"2026-03-{text}+00:00")


def short(figures: Figures) -> dict[str, str]:
    """{"P2 response": "1 kept"}: what is not nothing."""
    return {
        f"{level} {track}": ", ".join(f"{n} {how}" for how, n in counts.items() if n and how != "promised")
        for level, tracks in figures.items()
        for track, counts in tracks.items()
        if any(counts.values())
    }


def seen(*lines: str, end: str = "09T00:00") -> dict[str, str]:
    return short(attainment(told(*lines), LONG_AGO, until(end)))


@pytest.mark.clause("9.1-attainment", "4.2-P2")
def test_everything_in_time() -> None:
    story = (
        "10:00 opened P2",
        "12:00 accepted",
        "14:00 replied",
        "15:59 replied",
        "17:59 resolved",
        "18:30 closed",
    )
    assert seen(*story) == {"P2 response": "1 kept", "P2 update": "2 kept", "P2 resolution": "1 kept"}


@pytest.mark.clause("9.1-attainment", "4.2-P0")
def test_everything_a_second_late() -> None:
    story = ("10:00 opened P0", "10:15:01 replied", "10:30:02 replied", "12:00:01 resolved")
    # Updates missed at 10:30:01, and after 10:30:02 at 10:45:02, 11:00:02, 11:15:02, 11:30:02, 11:45:02.
    assert seen(*story) == {
        "P0 response": "1 late",
        "P0 update": "1 kept, 6 missed",
        "P0 resolution": "1 late",
    }


@pytest.mark.clause("9.1-attainment", "4.2-P1")
def test_silence_is_one_missed_update_an_interval() -> None:
    story = ("10:00 opened P1", "10:10 accepted", "11:45 replied", "11:50 resolved")
    assert seen(*story)["P1 update"] == "1 kept, 3 missed"  # 10:40, 11:10, 11:40


@pytest.mark.clause("9.1-attainment", "4.2-24x7")
def test_waiting_for_the_customer_stops_a_p2_and_slows_its_updates() -> None:
    story = (
        "10:00 opened P2",
        "11:00 replied",
        "11:00 waiting",
        "3 08:00 customer customer_replied",
        "3 08:00 resumed",
    )
    assert seen(*story, "3 10:00 replied", "3 11:30 replied", "3 15:00 resolved") == {
        "P2 response": "1 kept",
        "P2 update": "2 kept, 1 missed",  # in time at 10:00 = 8:00 + 2 h; missed at 13:30
        "P2 resolution": "1 kept",  # exactly 1 + 7 hours
    }
    assert seen(*story, "3 15:00:01 resolved")["P2 resolution"] == "1 late"


@pytest.mark.clause("9.1-attainment", "4.2-24x7")
def test_an_answer_in_the_last_hours_does_not_move_the_daily_update_out() -> None:
    story = ("10:00 opened P2", "11:00 replied", "11:00 waiting", "3 10:00 resumed")
    assert seen(*story, "3 11:00 replied", "3 11:10 resolved")["P2 update"] == "1 kept"
    assert seen(*story, "3 11:00:01 replied", "3 11:10 resolved")["P2 update"] == "1 kept, 1 missed"


@pytest.mark.clause("9.1-attainment", "4.2-24x7")
def test_waiting_stops_nothing_of_a_p1() -> None:
    story = ("10:00 opened P1", "10:05 replied", "10:05 waiting", "13:00 resumed", "14:00:01 resolved")
    # 10:35, 11:05, 11:35, 12:05, 12:35, then 13:05, which the answer leaves alone, and 13:35.
    assert seen(*story) == {"P1 response": "1 kept", "P1 update": "7 missed", "P1 resolution": "1 late"}


@pytest.mark.clause("9.1-attainment", "5.3.4-procedure")
def test_a_raise_takes_the_earlier_due_time_and_the_new_level() -> None:
    story = ("10:00 opened P3", "11:00 priority_changed P1", "11:30 accepted")
    assert seen(*story, "15:00 resolved", end="02T16:00") == {
        "P1 response": "1 kept",
        "P1 update": "6 missed",  # 12:00 … 14:30; the one due at 15:00 was still under way
        "P1 resolution": "1 kept",
    }
    assert seen("10:00 opened P3", "13:55 priority_changed P1", "14:00:01 accepted", end="02T14:01") == {
        "P1 response": "1 late"  # 14:00 of the P3 is earlier than 14:25
    }


@pytest.mark.clause("9.1-attainment", "5.3.4-procedure")
def test_a_broken_promise_stays_broken_under_its_level() -> None:
    story = ("10:00 opened P0", "10:16 priority_changed P3", "10:16 accepted", "10:20 resolved")
    assert seen(*story) == {"P0 response": "1 late", "P3 resolution": "1 kept"}


@pytest.mark.clause("9.1-attainment", "5.3.4-procedure")
def test_a_reduction_is_start_and_new_target() -> None:
    story = ("10:00 opened P1", "10:10 priority_changed P2", "12:00 accepted")
    assert seen(*story, "18:00 resolved")["P2 resolution"] == "1 kept"
    assert seen(*story, "18:00:01 resolved")["P2 resolution"] == "1 late"
    assert seen(*story, "18:00 resolved")["P2 response"] == "1 kept"


@pytest.mark.clause("9.1-attainment", "4.2-24x7")
def test_a_raise_to_p1_ends_the_standing_still() -> None:
    story = ("10:00 opened P2", "10:30 replied", "10:30 waiting", "20:00 priority_changed P1")
    assert seen(*story, "3 00:00 resolved")["P1 resolution"] == "1 kept"
    assert seen(*story, "3 00:00:01 resolved")["P1 resolution"] == "1 late"


@pytest.mark.clause("9.1-attainment", "4.2-24x7")
def test_a_denied_resolution_goes_on_with_the_time_left() -> None:
    story = ("10:00 opened P2", "11:00 accepted", "12:00 resolved", "4 09:00 customer reopened")
    assert seen(*story, end="04T09:30") == {"P2 response": "1 kept"}
    assert "P2 update" not in seen(
        *story, "4 11:00 replied", end="04T13:00"
    )  # the cadence follows the response
    again = seen(*story, "4 11:00 replied", "4 13:00 replied", "4 15:00 resolved")
    assert again == {"P2 response": "2 kept", "P2 update": "1 kept", "P2 resolution": "1 kept"}
    assert seen(*story, "4 15:00:01 resolved")["P2 resolution"] == "1 late"


@pytest.mark.clause("9.1-attainment")
def test_resolving_answers_and_later_replies_promise_nothing() -> None:
    story = ("10:00 opened P4", "12:00 resolved", "13:00 replied", "3 12:00 closed")
    assert seen(*story) == {"P4 response": "1 kept", "P4 resolution": "1 kept"}


@pytest.mark.clause("9.1-attainment")
def test_what_can_still_be_kept_is_not_counted_and_what_is_broken_counts_at_once() -> None:
    assert seen("10:00 opened P0", end="02T10:15") == {}
    assert seen("10:00 opened P0", end="02T10:15:01") == {"P0 response": "1 missed"}
    assert seen("10:00 opened P0", end="02T12:00:01") == {
        "P0 response": "1 missed",
        "P0 resolution": "1 missed",
    }
    assert seen("10:00 opened P0", "10:16 accepted", end="02T10:17") == {"P0 response": "1 late"}


@pytest.mark.clause("9.1-attainment", "4.2-24x7")
def test_a_late_resolution_that_is_denied_stays_broken() -> None:
    story = ("10:00 opened P2", "11:00 accepted", "18:00:01 resolved", "4 09:00 customer reopened")
    assert seen(*story)["P2 resolution"] == "1 missed"
    assert seen(*story, "4 09:00 resolved")["P2 resolution"] == "1 late"


@pytest.mark.clause("9.1-attainment")
def test_a_period_is_half_open() -> None:
    entries = told("10:00 opened P2", "11:00 accepted", "13:00 replied")
    assert short(attainment(entries, until("02T11:00"), until("02T13:00"))) == {"P2 response": "1 kept"}
    assert short(attainment(entries, until("02T11:00:01"), until("02T13:00:01"))) == {"P2 update": "1 kept"}


@pytest.mark.clause("9.1-attainment")
def test_customers_and_the_products_own_words_meet_nothing() -> None:
    entries = told(
        "10:00 opened P2", "10:30 customer replied", "10:40 customer customer_replied", "11:00 accepted"
    )
    entries[2]["verb"] = "commitment.met"
    assert short(attainment(entries, LONG_AGO, until("02T10:50"))) == {}


@pytest.mark.clause("9.1-attainment")
def test_streams_are_told_apart_and_read_in_their_own_order() -> None:
    one, other = told("10:00 opened P2", "11:00 accepted"), told("10:00 opened P3", "15:00 accepted")
    for entry in other:
        entry["stream"] = "case:2"
    staff = [{**one[1], "stream": "staff:1", "verb": "staff.signed_in"}]
    assert short(attainment([*reversed(one), *reversed(other), *staff], LONG_AGO, until("02T15:01"))) == {
        "P2 response": "1 kept",
        "P2 update": "2 missed",
        "P3 response": "1 late",
    }


def test_it_imports_nothing_of_the_product() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} <= sys.stdlib_module_names


def test_as_a_program_it_counts_until_the_last_entry(tmp_path: Path) -> None:
    logbook = tmp_path / "logbook.jsonl"
    lines = [json.dumps(entry) for entry in told("10:00 opened P2", "12:00 accepted", "14:00:01 replied")]
    logbook.write_text("\n".join(lines) + "\n", encoding="utf-8")
    printed = subprocess.run(
        [sys.executable, str(SCRIPT), str(logbook)], capture_output=True, text=True, check=True
    )
    assert short(json.loads(printed.stdout)) == {"P2 response": "1 kept", "P2 update": "1 kept, 1 missed"}
