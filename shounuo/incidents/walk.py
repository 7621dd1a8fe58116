"""The decision tree of a P1, walked: where one stands after what was answered, and what happens when nobody answers. Pure.

Attempts run from the answer that led to them; a question that nobody has answered by then counts as "no"; what is no known problem
leaves by a fixed time from the trigger, and the earliest wins. A late answer to a question that was taken as "no" still counts as
long as the case has not left. At the very moment of a limit one is still in time. [5.3.2-P1-tree]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shounuo.policy.model.tree import Attempt, End, Question, Tree

Answer = Literal["yes", "no", "done", "not_done"]


@dataclass(frozen=True)
class Word:
    """One answer: to a question (yes, no) or about an attempt (done, not_done)."""

    node: str
    answer: str
    at: datetime


@dataclass(frozen=True)
class Place:
    """Where one stands `since` then. `moves_at`: after this moment it goes on by itself, None at an end. `assumed`: questions that
    were taken as "no"; `unknown`: it is no known problem."""

    node: str
    since: datetime
    moves_at: datetime | None
    assumed: frozenset[str] = frozenset()
    unknown: bool = False


def walk(tree: Tree, trigger_at: datetime, words: Iterable[Word], now: datetime) -> Place:
    """Where one stands at `now`."""
    place = _at(tree, trigger_at, Place(tree.starts_with, trigger_at, None))
    for word in sorted((one for one in words if one.at <= now), key=lambda one: one.at):
        place = _by_itself(tree, trigger_at, place, word.at)
        if word_counts(tree, place, word.node):
            place = _go(tree, trigger_at, place, word.node, word.answer, word.at)
    return _by_itself(tree, trigger_at, place, now)


def word_counts(tree: Tree, place: Place, node: str) -> bool:
    """Whether an answer about `node` still changes anything where one stands."""
    return not isinstance(node_of(tree, place.node), End) and (node == place.node or node in place.assumed)


def node_of(tree: Tree, node: str) -> Question | Attempt | End:
    places: list[Question | Attempt | End] = [*tree.questions, *tree.attempts, *tree.ends]
    return next(one for one in places if one.id == node)


def answers_of(tree: Tree, node: str) -> tuple[str, ...]:
    """What can be answered there."""
    match node_of(tree, node):
        case Question():
            return ("yes", "no")
        case Attempt():
            return ("done", "not_done")
        case _:
            return ()


def leads_to(tree: Tree, node: str, answer: str) -> str:
    found = node_of(tree, node)
    return str(getattr(found, answer))


def hands_over_to(tree: Tree, place: Place) -> tuple[str, ...]:
    """The roles that the case goes to; empty where it stays."""
    found = node_of(tree, place.node)
    return tuple(found.hand_over_to) if isinstance(found, End) else ()


def is_end(tree: Tree, place: Place) -> bool:
    return isinstance(node_of(tree, place.node), End)


def _by_itself(tree: Tree, trigger_at: datetime, place: Place, now: datetime) -> Place:
    while place.moves_at is not None and place.moves_at < now:
        question = isinstance(node_of(tree, place.node), Question)
        moment = place.moves_at
        taken = place.assumed | {place.node} if question else place.assumed
        place = _go(
            tree,
            trigger_at,
            replace(place, assumed=taken),
            place.node,
            "no" if question else "not_done",
            moment,
        )
    return place


def _go(tree: Tree, trigger_at: datetime, place: Place, node: str, answer: str, at: datetime) -> Place:
    unknown = answer == "no" if isinstance(node_of(tree, node), Question) else place.unknown
    assumed = place.assumed if node == place.node else place.assumed - {node}
    return _at(tree, trigger_at, Place(leads_to(tree, node, answer), at, None, assumed, unknown))


def _at(tree: Tree, trigger_at: datetime, place: Place) -> Place:
    """The place with the moment at which it goes on by itself."""
    found = node_of(tree, place.node)
    leaves_by = trigger_at + tree.complex_leaves_by
    if isinstance(found, Question):
        return replace(place, moves_at=max(place.since, trigger_at + tree.unanswered_after))
    if isinstance(found, Attempt):
        ends = place.since + found.within
        return replace(place, moves_at=max(place.since, min(ends, leaves_by)) if place.unknown else ends)
    return place
