"""THE thing to do next for whoever looks: by their role, by what is pressing, in the order of the flow. Plain values in and out."""

from __future__ import annotations

from dataclasses import dataclass

PRESSING = ("risk", "broken")


@dataclass(frozen=True)
class Open:
    """An open step that the reader may do. `mine`: their role answers for it, or they began it."""

    stage: str
    step: str
    mine: bool
    doing: bool
    conditional: bool
    locked: bool


@dataclass(frozen=True)
class Situation:
    """`here`: the reader has joined. `led`: somebody took command. `update`, `sync`: states of the next promise, "" where none."""

    takes_part: bool
    here: bool
    commands: bool
    may_command: bool
    led: bool
    replies: bool
    speaks: bool
    update: str
    sync: str
    steps: tuple[Open, ...]


@dataclass(frozen=True)
class Next:
    """kind: join, update, sync, command, step, wait, look."""

    kind: str
    stage: str = ""
    step: str = ""


def next_thing(at: Situation) -> Next:
    if not at.takes_part:
        return Next("look")
    if not at.here:
        return Next("join")
    if at.replies and (at.speaks or at.commands) and at.update in PRESSING:
        return Next("update")
    if at.commands and at.sync in PRESSING:
        return Next("sync")
    if at.may_command and not at.led and not at.commands:
        return Next("command")
    return _step(at)


def _step(at: Situation) -> Next:
    """One's own first: what was begun, then what one's role answers for; whoever commands sees to whatever is first."""
    able = [one for one in at.steps if not one.locked and (one.doing or not one.conditional)]
    mine = [one for one in able if one.mine]
    for one in [*mine, *(able if at.commands else [])]:
        return Next("step", one.stage, one.step)
    return Next("wait")
