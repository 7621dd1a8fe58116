"""What the war room asks of whoever looks: by role, by what is pressing, in the order of the flow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.workspace.war_room.next_thing import Next, Situation, next_thing

pytestmark = pytest.mark.clause("5.3.2-P0-takeover")


@dataclass(frozen=True)
class Step:
    name: str
    mine: bool = False
    state: str = "todo"


FIRST, SECOND, THIRD = Step("assess"), Step("diagnose", mine=True), Step("monitor", mine=True, state="doing")
ENGINEER = Situation(
    takes_part=True, here=True, commands=False, may_command=True, led=True, replies=True, speaks=False, update=False, sync=False,
    steps=(FIRST, SECOND, THIRD),
)  # fmt: skip


def test_whoever_only_looks_is_asked_for_nothing() -> None:
    assert next_thing(replace(ENGINEER, takes_part=False)) == Next("look")


def test_to_be_there_comes_first() -> None:
    assert next_thing(replace(ENGINEER, here=False, update=True, led=False)) == Next("join")


def test_the_customer_comes_before_the_steps_for_whoever_speaks_or_commands() -> None:
    assert next_thing(replace(ENGINEER, update=True, speaks=True)) == Next("update")
    assert next_thing(replace(ENGINEER, update=True, sync=True, commands=True)) == Next("update")
    assert next_thing(replace(ENGINEER, update=True)) == Next("step", THIRD)
    assert next_thing(replace(ENGINEER, update=True, speaks=True, replies=False)) == Next("step", THIRD)


def test_the_sync_is_asked_of_whoever_commands() -> None:
    assert next_thing(replace(ENGINEER, sync=True, commands=True)) == Next("sync")
    assert next_thing(replace(ENGINEER, sync=True)) == Next("step", THIRD)


def test_somebody_has_to_lead() -> None:
    assert next_thing(replace(ENGINEER, led=False)) == Next("command")
    assert next_thing(replace(ENGINEER, led=False, may_command=False)) == Next("step", THIRD)


def test_ones_own_steps_come_first_and_what_is_begun_before_what_is_not() -> None:
    assert next_thing(ENGINEER) == Next("step", THIRD)
    assert next_thing(replace(ENGINEER, steps=(FIRST, SECOND))) == Next("step", SECOND)
    assert next_thing(replace(ENGINEER, steps=(FIRST,))) == Next("wait")
    assert next_thing(replace(ENGINEER, steps=(FIRST,), commands=True)) == Next("step", FIRST)


STEPS = st.lists(st.sampled_from([FIRST, SECOND, THIRD]), max_size=3).map(tuple)
FLAGS = st.sampled_from([name for name in vars(ENGINEER) if name != "steps"])


@given(st.dictionaries(FLAGS, st.booleans()), STEPS)
def test_nobody_is_asked_for_what_they_may_not_do(flags: dict[str, bool], steps: tuple[Step, ...]) -> None:
    at = replace(ENGINEER, steps=steps, **flags)
    asked = next_thing(at)
    assert asked.kind in {"look", "join", "update", "sync", "command", "step", "wait"}
    assert (asked.kind == "look") == (not at.takes_part)
    assert asked.kind != "update" or (at.update and at.replies and at.here)
    assert asked.kind != "command" or (at.may_command and not at.led)
    assert (asked.step is not None) == (asked.kind == "step")
    assert asked.step is None or asked.step in at.steps
