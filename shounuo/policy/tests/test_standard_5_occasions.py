"""Why people are called again on a case that is on its way, and how: typed by hand, each level and occasion.

[5.2-notify, 6.1-sla-risk, 7.1-workflow, 5.3.1-communicate, 5.3.2-P0-team, 5.3.2-P1-team]
"""

from __future__ import annotations

import pytest

from shounuo.policy.model import Policy
from shounuo.policy.tests.written import under, written

CHAT = ["wecom", "dingtalk", "feishu"]
TEXT = [*CHAT, "sms"]
LOUD = [*CHAT, "sms", "voice"]
FIRST = "first"
"""The vendor that goes first; a rung may ask for another."""


def _rungs(policy: Policy, level: str, occasion: str) -> list[tuple[object, ...]]:
    return under("5.2-notify", policy.notifications[level].occasions[occasion].ladder)  # type: ignore[index]


def _heads(policy: Policy, level: str) -> dict[str, tuple[object, object]]:
    """Each occasion's clause, and how long after its last rung it begins anew."""
    occasions = written(policy.notifications[level].occasions)  # type: ignore[index]
    return {name: (one["clause"], one.get("repeat_every")) for name, one in occasions.items()}


EVERY = pytest.mark.clause(
    "5.2-notify", "6.1-sla-risk", "7.1-workflow", "5.3.1-communicate", "5.3.2-P0-team", "5.3.2-P1-team"
)


@EVERY
def test_a_p0_goes_on_every_five_minutes_but_for_its_warnings(policy: Policy) -> None:
    assert _heads(policy, "P0") == {
        "warning": ("6.1-sla-risk", None),
        "escalation": ("6.1-sla-risk", "5 min"),
        "breach": ("7.1-workflow", "5 min"),
        "missed_update": ("5.3.1-communicate", "5 min"),
        "arrival_missed": ("5.3.2-P0-team", "5 min"),
    }


@EVERY
def test_a_p1_goes_on_every_ten_minutes_but_for_its_warnings(policy: Policy) -> None:
    assert _heads(policy, "P1") == {
        "warning": ("6.1-sla-risk", None),
        "escalation": ("6.1-sla-risk", "10 min"),
        "breach": ("7.1-workflow", "10 min"),
        "missed_update": ("5.3.1-communicate", "10 min"),
        "arrival_missed": ("5.3.2-P1-team", "10 min"),
    }


@EVERY
@pytest.mark.parametrize("level", ["P2", "P3", "P4"])
def test_below_p1_every_occasion_is_told_once(policy: Policy, level: str) -> None:
    assert _heads(policy, level) == {
        "warning": ("6.1-sla-risk", None),
        "escalation": ("6.1-sla-risk", None),
        "breach": ("7.1-workflow", None),
        "missed_update": ("5.3.1-communicate", None),
        "arrival_missed": ("5.2-notify", None),
    }


@pytest.mark.clause("5.2-notify", "6.1-sla-risk")
def test_a_warning_reaches_whoever_has_the_case(policy: Policy) -> None:
    assert _rungs(policy, "P0", "warning") == [("holder", "at once", "assignee", TEXT, FIRST)]
    for level in ("P1", "P2", "P3", "P4"):
        assert _rungs(policy, level, "warning") == [("holder", "at once", "assignee", CHAT, FIRST)], level


@pytest.mark.clause("5.2-notify", "6.1-sla-risk")
def test_before_a_p0_breaks_its_promise_the_lead_is_called_and_then_the_manager(policy: Policy) -> None:
    assert _rungs(policy, "P0", "escalation") == [
        ("holder", "at once", "assignee", LOUD, FIRST),
        ("lead", "at once", "technical_lead", LOUD, FIRST),
        ("manager", "3 min", "technical_manager", LOUD, FIRST),
    ]


@pytest.mark.clause("5.2-notify", "6.1-sla-risk")
def test_before_a_p1_breaks_its_promise_the_lead_is_written_to_and_then_called(policy: Policy) -> None:
    assert _rungs(policy, "P1", "escalation") == [
        ("holder", "at once", "assignee", TEXT, FIRST),
        ("lead", "at once", "technical_lead", TEXT, FIRST),
        ("call", "5 min", "technical_lead", ["voice"], FIRST),
    ]


@pytest.mark.clause("5.2-notify", "7.1-workflow")
def test_a_broken_promise_of_a_p0_reaches_the_management_in_five_minutes(policy: Policy) -> None:
    assert _rungs(policy, "P0", "breach") == [
        ("holder", "at once", "assignee", LOUD, FIRST),
        ("manager", "at once", "technical_manager", LOUD, FIRST),
        ("next", "2 min", "next_on_call", LOUD, FIRST),
        ("management", "5 min", "management", ["sms", "voice"], FIRST),
    ]


@pytest.mark.clause("5.2-notify", "7.1-workflow")
def test_a_broken_promise_of_a_p1_calls_the_lead_and_then_the_manager(policy: Policy) -> None:
    assert _rungs(policy, "P1", "breach") == [
        ("holder", "at once", "assignee", TEXT, FIRST),
        ("lead", "at once", "technical_lead", LOUD, FIRST),
        ("manager", "5 min", "technical_manager", LOUD, FIRST),
    ]


@pytest.mark.clause("5.2-notify", "6.1-sla-risk", "7.1-workflow")
@pytest.mark.parametrize("level", ["P2", "P3", "P4"])
@pytest.mark.parametrize("occasion", ["escalation", "breach"])
def test_below_p1_holder_and_lead_are_told_by_chat(policy: Policy, level: str, occasion: str) -> None:
    assert _rungs(policy, level, occasion) == [
        ("holder", "at once", "assignee", CHAT, FIRST),
        ("lead", "at once", "technical_lead", CHAT, FIRST),
    ]


@pytest.mark.clause("5.2-notify", "5.3.1-communicate")
def test_a_missing_update(policy: Policy) -> None:
    assert _rungs(policy, "P0", "missed_update") == [
        ("holder", "at once", "assignee", TEXT, FIRST),
        ("success", "at once", "customer_success_manager", TEXT, FIRST),
        ("manager", "3 min", "technical_manager", LOUD, FIRST),
    ]
    assert _rungs(policy, "P1", "missed_update") == [
        ("holder", "at once", "assignee", TEXT, FIRST),
        ("lead", "5 min", "technical_lead", TEXT, FIRST),
    ]
    for level in ("P2", "P3", "P4"):
        assert _rungs(policy, level, "missed_update") == [("holder", "at once", "assignee", CHAT, FIRST)], (
            level
        )


@pytest.mark.clause("5.2-notify", "5.3.2-P0-team", "5.3.2-P1-team")
def test_whoever_does_not_arrive_is_replaced(policy: Policy) -> None:
    assert _rungs(policy, "P0", "arrival_missed") == [
        ("next", "at once", "next_on_call", LOUD, FIRST),
        ("manager", "at once", "technical_manager", LOUD, FIRST),
    ]
    assert _rungs(policy, "P1", "arrival_missed") == [
        ("next", "at once", "next_on_call", LOUD, FIRST),
        ("lead", "at once", "technical_lead", TEXT, FIRST),
    ]
    for level in ("P2", "P3", "P4"):
        assert _rungs(policy, level, "arrival_missed") == [
            ("next", "at once", "next_on_call", CHAT, FIRST)
        ], level
