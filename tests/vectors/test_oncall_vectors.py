"""Other on-call systems' hard cases, replayed through our rules: rotations, layers, overrides, gaps, the nights on which
clocks change. `semantics` in the file states the conventions; they are ours too."""

import json
import tomllib
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shounuo.oncall.rotation import Rotation, anchor_of
from shounuo.oncall.rules import EVERY_DAY, Layer, Override, Schedule, Window, final, gaps, who
from shounuo.oncall.spans import Person, Span

FOLDER = Path(__file__).parent
FILE: dict[str, Any] = json.loads((FOLDER / "oncall-vectors.json").read_text(encoding="utf-8"))
OTHERWISE: dict[str, Any] = {
    entry["id"]: entry
    for entry in tomllib.loads((FOLDER / "oncall-decided-otherwise.toml").read_text(encoding="utf-8"))[
        "vector"
    ]
}
pytestmark = pytest.mark.clause("5.3.2-P0-team", "5.3.2-P1-team")
RESOLVED = [pytest.param(one, id=one["id"]) for one in FILE["vectors"] if one["kind"] == "resolve"]


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def rotation(given: dict[str, Any], unit: str = "") -> Rotation:
    return Rotation(
        tuple(given["users"]), unit or given["unit"], given["every"], anchor_of(given["anchor_local"]), ZoneInfo(given["tz"])  # type: ignore[arg-type]
    )  # fmt: skip


def layer(given: dict[str, Any], unit: str) -> Layer:
    windows = tuple(
        Window(
            time.fromisoformat(one["from"]),
            time.fromisoformat(one["to"]),
            frozenset(one.get("days", EVERY_DAY)),
        )
        for one in given.get("windows", [])
    )
    turns = rotation(given["rotation"], unit) if "rotation" in given else None
    return Layer(turns, tuple(given.get("users", ())), windows, given.get("priority", 1))


def schedule(given: dict[str, Any], unit: str = "") -> Schedule:
    overrides = tuple(
        Override(moment(one["start"]), moment(one["end"]), one.get("remove"), one.get("add"))
        for one in given.get("overrides", [])
    )
    left = frozenset[Person](given.get("inactive_users", ()))
    return Schedule(
        ZoneInfo(given["tz"]), tuple(layer(one, unit) for one in given["layers"]), overrides, left=left
    )


def answers(plan: Schedule, queries: list[dict[str, Any]]) -> list[list[Person]]:
    return [sorted(who(plan, moment(query["at"])), key=str) for query in queries]


@pytest.mark.parametrize("vector", RESOLVED)
def test_who_is_on_call(vector: dict[str, Any]) -> None:
    plan = schedule(vector["schedule"])
    queries = vector.get("queries", [])
    assert answers(plan, queries) == [sorted(query["expect"]) for query in queries]
    if shifts := vector.get("expect_shifts"):
        expected = [Span(moment(one["start"]), moment(one["end"]), one["user"]) for one in shifts["shifts"]]
        assert final(plan, moment(shifts["from"]), moment(shifts["to"])) == expected
    if "expect_gaps" in vector:
        window = vector["gap_window"]
        expected_gaps = [(moment(one["start"]), moment(one["end"])) for one in vector["expect_gaps"]]
        assert gaps(plan, moment(window["from"]), moment(window["to"])) == expected_gaps
    if variant := vector.get("variant"):
        expected_people = [query["expect"] for query in variant["queries"]]
        assert answers(schedule(vector["schedule"], variant["unit"]), variant["queries"]) == expected_people


def test_after_a_stop_the_turn_is_computed_not_stepped_to() -> None:
    """S29: the engine stood still from 08:00 to 12:00; an hourly rotation of five from midnight is at its third person."""
    [vector] = [one for one in FILE["vectors"] if one["id"] == "S29"]
    people = ("h0", "h1", "h2", "h3", "h4")
    turns = Rotation(people, "hours", 1, anchor_of("2026-10-06T00:00"), ZoneInfo("Asia/Shanghai"))
    plan = Schedule(ZoneInfo("Asia/Shanghai"), (Layer(turns),))
    assert who(plan, moment(vector["given"]["up_at"])) == {"h2"}
    assert who(plan, moment(vector["given"]["down_from"])) == {"h3"}


def test_what_is_proved_elsewhere_is_said() -> None:
    [vector] = [one for one in FILE["vectors"] if one["kind"] == "process"]
    assert OTHERWISE[vector["id"]]["expects"] == vector["expect"][1:]
    assert all(entry["reason"] for entry in OTHERWISE.values())


def test_every_vector_is_replayed() -> None:
    assert {one["kind"] for one in FILE["vectors"]} == {"resolve", "process"}
    assert (len(FILE["vectors"]), len(RESOLVED), len(FILE["ical_vectors"])) == (15, 14, 2)
    assert set(OTHERWISE) == {"S29"}
