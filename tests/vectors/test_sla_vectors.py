"""Other service desks' clock arithmetic, replayed through our rules (``source`` in the file names each vector's origin)."""

from typing import Any

import pytest

from shounuo.calendars.loading import load
from shounuo.commitments import rules
from tests.vectors.reading import OTHERWISE, SLA, expected, hours, length, moment, targets
from tests.vectors.replay import Case

CLAUSES = {
    "S-P0": "4.2-24x7",
    "S-P2": "4.2-24x7",
    "S-P3-wh": "4.2-24x7",
    "F09": "4.2-24x7",
    "B01": "4.2-24x7",
    "B03": "4.2-24x7",
    "C02": "4.2-24x7",
    "S-cad": "5.3.1-communicate",
    "S-up-n": "5.3.4-procedure",
    "W02": "5.3.4-procedure",
    "CN1": "5.3.3-P3",
    "CN3": "5.3.3-P3",
}


def vectors(*kinds: str) -> list[Any]:
    chosen = [vector for vector in SLA["vectors"] if vector["kind"] in kinds]
    return [pytest.param(vector, id=vector["id"], marks=_proof(vector["id"])) for vector in chosen]


def _proof(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.clause(CLAUSES[name])] if name in CLAUSES else []


@pytest.mark.parametrize("vector", vectors("add"))
def test_adding_open_time(vector: dict[str, Any]) -> None:
    clock = rules.start(moment(vector["start"]), length(vector["add_s"]), hours(vector["calendar"]))
    for begin, end in vector.get("pauses", []):
        clock = rules.resume(rules.pause(clock, moment(begin)), moment(end))
    assert clock.due_at == moment(vector["expect"]["due"])
    for level in vector.get("levels", []):
        assert clock.hours.subtract(clock.due_at, length(-level["offset_s"])) == moment(level["expect"])


@pytest.mark.parametrize("vector", vectors("between"))
def test_open_time_between(vector: dict[str, Any]) -> None:
    between = hours(vector["calendar"]).between(moment(vector["from"]), moment(vector["to"]))
    assert between == length(vector["expect"]["seconds"])


@pytest.mark.parametrize("vector", vectors("add_business_days"))
def test_adding_working_days(vector: dict[str, Any]) -> None:
    calendar = hours(vector["calendar"])
    due = calendar.add_days(moment(vector["start"]), vector["days"])
    assert due == moment(vector["expect"]["due"])
    for level in vector.get("levels", []):
        assert calendar.subtract(due, length(-level["offset_s"])) == moment(level["expect"])


@pytest.mark.parametrize("vector", vectors("schedule"))
def test_plain_offsets(vector: dict[str, Any]) -> None:
    for step in vector["expect"]:
        assert rules.start(moment(vector["start"]), length(step["offset_s"])).due_at == moment(step["due"]), (
            step["what"]
        )


@pytest.mark.parametrize("vector", vectors("ticket"))
def test_the_story_of_a_case(vector: dict[str, Any]) -> None:
    otherwise = OTHERWISE.get(vector["id"])
    theirs = [check["expect"] for check in vector["checks"]]
    for check, ours in zip(vector["checks"], otherwise["gives"] if otherwise else theirs, strict=True):
        seen = told(vector, until=check["at"]).seen(moment(check["at"]))
        assert {key: seen[key] for key in ours} == {key: expected(value) for key, value in ours.items()}


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_is_listed_as_decided_otherwise_really_differs(name: str) -> None:
    [vector] = [vector for vector in SLA["vectors"] if vector["id"] == name]
    ours = [{key: expected(value) for key, value in given.items()} for given in OTHERWISE[name]["gives"]]
    theirs = [{key: expected(value) for key, value in check["expect"].items()} for check in vector["checks"]]
    assert [set(given) for given in ours] == [set(given) for given in theirs]
    assert ours != theirs


def test_every_kind_of_vector_is_replayed() -> None:
    kinds = {vector["kind"] for vector in SLA["vectors"]}
    assert kinds == {"add", "between", "add_business_days", "schedule", "ticket"}
    assert len(SLA["vectors"]) == 40


@pytest.mark.clause("5.3.3-P3")
def test_our_chinese_office_hours_are_the_vectors() -> None:
    assert load("cn-office") == hours("china_2026_5x9")


def told(vector: dict[str, Any], until: str) -> Case:
    """The case after all events up to and including ``until``."""
    options = vector["options"]
    first = targets(vector, vector["policy"])
    assert first is not None
    case = Case(hours(vector["calendar"]), first, frozenset(options.get("pause_statuses", [])))
    for event in vector["events"]:
        if event["at"] <= until:
            facts = event | {"targets": targets(vector, event.get("policy"))}
            getattr(case, event["do"])(moment(event["at"]), facts)
    return case
