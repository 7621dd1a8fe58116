"""The one thing to do next, in every situation. No database."""

from __future__ import annotations

import pytest

from shounuo.accounts.rights import MAY
from shounuo.workspace.next_step import Situation, next_step, possible

ALL = frozenset(MAY)


def at(state: str, **facts: object) -> Situation:
    calm = {
        "priority": "P2",
        "answered": True,
        "customer_spoke_last": False,
        "pressing": False,
        "owes": frozenset(),
    }
    return Situation(state, **(calm | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("situation", "step"),
    [
        (at("new"), "accept"),
        (at("new", customer_spoke_last=True), "accept"),
        (at("working", answered=False), "reply"),
        (at("working", customer_spoke_last=True), "reply"),
        (at("working", pressing=True), "reply"),
        (at("working", pressing=True, to_take_over=True), "take_over"),
        (at("working"), "resolve"),
        (at("waiting"), ""),
        (at("waiting", pressing=True), "reply"),
        (at("resolved"), ""),
        (at("resolved", owes=frozenset({"report", "permanent_fix"})), "report"),
        (at("resolved", owes=frozenset({"permanent_fix"})), "fix"),
        (at("closed", owes=frozenset({"report"})), "report"),
        (at("closed"), ""),
    ],
)
def test_the_one_thing_to_do_next(situation: Situation, step: str) -> None:
    assert next_step(situation, ALL) == step
    assert next_step(situation, frozenset()) == ""


def test_what_else_may_be_done() -> None:
    assert possible(at("new"), ALL) == ["reply", "hand_over", "raise", "accept"]
    assert possible(at("working", priority="P0"), ALL) == ["reply", "resolve", "hand_over"]
    assert possible(at("waiting"), ALL) == ["reply", "resume", "resolve", "hand_over", "raise"]
    assert possible(at("closed", owes=frozenset({"permanent_fix"})), ALL) == ["fix"]
    assert possible(at("working"), frozenset({"reply", "raise"})) == ["reply", "raise"]
