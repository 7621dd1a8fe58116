"""THE thing to do next for whoever looks: by their role, by what is pressing, in the order of the flow. Plain values in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

PRESSING = ("risk", "broken")
"""States of a promise that is asked for before the steps."""


class Open(Protocol):
    """An open step that the reader may do. `mine`: their role answers for it, or they are at it."""

    @property
    def mine(self) -> bool: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True)
class Situation:
    """`here`: the reader has joined. `led`: somebody has taken command. `speaks`: speaking with the customer is their role.
    `update`, `sync`: the next one is pressing. `steps`: open ones in the order of the flow."""

    takes_part: bool
    here: bool
    commands: bool
    may_command: bool
    led: bool
    replies: bool
    speaks: bool
    update: bool
    sync: bool
    steps: tuple[Open, ...]


@dataclass(frozen=True)
class Next:
    """kind: join, update, sync, command, step (with `step`), wait, look."""

    kind: str
    step: Open | None = None


def next_thing(at: Situation) -> Next:
    """To be there comes first, then what is promised to others, then that somebody leads, then the steps."""
    if not at.takes_part:
        return Next("look")
    if not at.here:
        return Next("join")
    if at.update and at.replies and (at.speaks or at.commands):
        return Next("update")
    if at.sync and at.commands:
        return Next("sync")
    if at.may_command and not at.led:
        return Next("command")
    return _step(at)


def _step(at: Situation) -> Next:
    """One's own first, what is begun before what is not; whoever commands sees to whatever comes first."""
    mine = sorted((one for one in at.steps if one.mine), key=lambda one: one.state != "doing")
    rest = at.steps if at.commands else ()
    step = next(iter([*mine, *rest]), None)
    return Next("step", step) if step else Next("wait")
