"""From text to a checked policy. What cannot be used is refused with its place, its fault and what is allowed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shounuo.kernel.words import Words
from shounuo.policy import errors
from shounuo.policy.catalogue import clause_ids
from shounuo.policy.errors import PolicyError
from shounuo.policy.model import Policy
from shounuo.policy.model.overrides import Overrides

__all__ = ["PolicyError", "load", "load_file", "load_kept", "overrides", "standard"]

SHIPPED = Path(__file__).resolve().parents[2] / "policies" / "spt-003.toml"


@cache
def standard() -> Policy:
    """The standard that is shipped, read once a process. For rules tests and commands; cases ask `reads`."""
    return load_file(SHIPPED)


def load_file(file: Path) -> Policy:
    """The policy in `file`; PolicyError also where it cannot be read."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        wrong = Words.of(
            "读不了这个文件 ({fault})", "the file cannot be read ({fault})", fault=type(fault).__name__
        )
        allowed = Words("可读的 UTF-8 TOML 文件", "a readable TOML file in UTF-8")
        raise PolicyError([errors.at_key(str(file), (), wrong, allowed)]) from None
    return load(text, str(file))


def load(text: str, name: str) -> Policy:
    """The policy written in `text`, checked whole; `name` stands for the file in errors."""
    return checked(parsed(text, name), name)


def load_kept(text: str, name: str) -> Policy:
    """A version that was adopted earlier. What the file did not speak of yet in its day is as the shipped one has it, so that
    a house goes on under its own version after an upgrade; a new file has to be whole."""
    return checked(_completed(parsed(text, name)), name)


CAME_LATER = (
    ("choosing",), ("quiet",), ("people", "certificates"), ("people", "renewal"), ("people", "curriculum"), ("people", "sessions"),
    ("people", "certification_plans"), ("flows", "P0", "calling"), ("flows", "P1", "calling"), ("escalation", "aws"),
    ("knowledge",), ("diagnosis",), ("triage", "doubt"), ("triage", "calibration"),
    *(("notifications", f"P{level}", "occasions") for level in range(5)),
)  # fmt: skip
"""Parts that files of earlier releases lack: practice of ours beside the standard's own sentences."""


def _completed(tables: dict[str, Any]) -> dict[str, Any]:
    shipped = parsed(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)
    for *way, key in CAME_LATER:
        here, there = tables, shipped
        for step in way:
            here, there = here.get(step, {}), there[step]
        here.setdefault(key, there[key])
    return tables


def parsed(text: str, name: str) -> dict[str, Any]:
    """The plain tables of the TOML text."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        found = re.search(r" \(at line (\d+), column \d+\)", str(fault))
        line = int(found[1]) if found else text.count("\n") + 1
        detail = re.sub(r" \(at .*\)$", "", str(fault))
        raise errors.broken_line(name, detail, line) from None


def checked(tables: Mapping[str, Any], name: str) -> Policy:
    """The tables as a policy: the model first, then every clause id against the catalogue."""
    try:
        policy = Policy.model_validate(tables)
    except ValidationError as error:
        raise errors.refused(name, error, Policy) from None
    unknown = [
        errors.at_key(name, place, *_unknown_clause(clause))
        for place, clause in _clauses(tables, ())
        if clause not in clause_ids()
    ]
    if unknown:
        raise PolicyError(unknown)
    return policy


def overrides(tables: Mapping[str, Any], name: str) -> Overrides:
    """A contract's own targets and calendar, in the words of the policy file."""
    try:
        return Overrides.model_validate(tables)
    except ValidationError as error:
        raise errors.refused(name, error, Overrides) from None


def _clauses(part: Any, place: errors.Place) -> Iterator[tuple[errors.Place, str]]:
    """Every `clause` key beneath `part`, with its place."""
    items = part.items() if isinstance(part, Mapping) else enumerate(part) if isinstance(part, list) else ()
    for key, value in items:
        if key == "clause":
            yield (*place, "clause"), value
        else:
            yield from _clauses(value, (*place, key))


def _unknown_clause(clause: str) -> tuple[Words, Words]:
    wrong = Words.of("目录里没有条款 {clause}", "the catalogue has no clause {clause}", clause=clause)
    return wrong, errors.nearest(clause, list(clause_ids()))
