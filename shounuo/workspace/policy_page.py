"""The policy as a document: walked through by its model, so that what the standard gains the page shows too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from shounuo.accounts.roles import ROLES
from shounuo.commitments.offer import offers
from shounuo.commitments.spell import in_words
from shounuo.kernel.words import t
from shounuo.policy.model import Policy, Text
from shounuo.workspace.policy_words import CODES, LABELS

APART = ("priorities", "targets", "triage")
"""Sections that the page lays out by hand, or (the lexicon) does not print."""
NAMES = ("name", "title", "text", "scene")
"""What an entry is called, in this order."""


@dataclass(frozen=True)
class Node:
    """A part of the document: its name, its clause, what it says in one line, facts as (label, value), and parts of its own."""

    key: str
    name: str = ""
    clause: str = ""
    line: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    parts: list[Node] = field(default_factory=list)


def document(policy: Policy) -> list[Node]:
    """Every section in the standard's order but those that the page lays out by hand."""
    return [_node(name, getattr(policy, name)) for name in Policy.model_fields if name not in APART]


def _node(key: str, value: Any, name: str | None = None) -> Node:
    named = label(key) if name is None else name
    if isinstance(value, BaseModel) and not isinstance(value, Text):
        return _entry(key, value, named)
    if isinstance(value, dict):
        return Node(key, named, parts=[_node(one, entry, _called(one, key)) for one, entry in value.items()])
    if isinstance(value, list) and any(
        isinstance(one, BaseModel) and not isinstance(one, Text) for one in value
    ):
        return Node(key, named, parts=[_node(key, one, "") for one in value])
    return Node(key, named, line=spoken(value))


def _entry(key: str, entry: BaseModel, name: str) -> Node:
    """Short values are facts, the longer ones parts; the entry's own name comes first."""
    own = next((one for one in NAMES if _has(entry, one)), None) if not name else None
    line = "text" if own not in ("text", None) and _has(entry, "text") else ""
    facts, parts = [], []
    for key_, value in _said(entry, {own, line, "clause", "id"}):
        if _is_short(value):
            facts.append((label(key_), spoken(value)))
        else:
            parts.append(_node(key_, value))
    called = str(getattr(entry, own)) if own else name
    return Node(
        key, called, getattr(entry, "clause", ""), str(getattr(entry, line)) if line else "", facts, parts
    )


def _has(entry: BaseModel, name: str) -> bool:
    return isinstance(getattr(entry, name, None), Text)


def _said(entry: BaseModel, without: set[str | None]) -> Iterable[tuple[str, Any]]:
    for key in type(entry).model_fields:
        value = getattr(entry, key)
        if key not in without and value is not None and value != []:
            yield key, value


def _is_short(value: Any) -> bool:
    if isinstance(value, list):
        return not any(isinstance(one, BaseModel) for one in value) or (
            len(value) == 1 and isinstance(value[0], Text)
        )
    return not isinstance(value, dict) and (isinstance(value, Text) or not isinstance(value, BaseModel))


def spoken(value: Any) -> str:
    """A value as people say it."""
    if isinstance(value, bool):
        return t("是", "yes") if value else t("否", "no")
    if isinstance(value, timedelta):
        return in_words(value) if value else t("立即", "at once")
    if isinstance(value, list):
        return t("、", ", ").join(spoken(one) for one in value)
    return _called(value) if isinstance(value, str) else str(value)


def label(key: str) -> str:
    return str(LABELS.get(key, key))


def _called(code: str, among: str = "") -> str:
    """`among`: the table whose key it is, where the same word means something else than elsewhere."""
    return str(LABELS.get(f"{among}.{code}") or ROLES.get(code) or CODES.get(code) or code)


def targets(policy: Policy, at: datetime) -> list[dict[str, Any]]:
    """4.2 as a table: one row a level, spans as the standard counts them."""
    rows = []
    for level, one in policy.targets.items():
        spans = {offer.track: offer.span_words for offer in offers(policy, level, at)}
        rows.append(
            {
                "level": level,
                "name": policy.priorities[level].name,
                "clause": one.clause,
                "spans": spans,
                "owner": spoken(one.owner),
            }
        )
    return rows
