"""What may be written of an account: checked by its adapter's fields; quotas as people write them. Plain data, no database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from shounuo.channels.shape import Field, Quota
from shounuo.kernel.words import Words

MOST_CHARACTERS = 4000
"""Of one setting; a private key fits."""
MOST_QUOTAS = 6
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_QUOTA = re.compile(r"(\d{1,6})\s*/\s*(\d{1,4})\s*([smhd])")

_EMPTY = Words("请填写", "Please fill this in")
_LONG = Words("太长了", "Too long")
_UNSEEN = Words("含有看不见的字符", "It holds characters that nobody sees")
_CHOICE = Words("请从列出的选项中选择", "Please choose one of those listed")
_ADDRESS = Words("请填写 https:// 开头的地址", "An address that begins with https://, please")
_QUOTAS = Words(
    "每项写成“条数/时间”，如 20/1m、1000/1h，用逗号分开，最多 6 项",
    "Each as number/time, such as 20/1m or 1000/1h, parted by commas, six at most",
)


@dataclass
class Written:
    """What was written, parted: settings, secrets (only those that were given), and what is wrong by the field's name."""

    settings: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Words] = field(default_factory=dict)


def written(fields: Iterable[Field], given: Mapping[str, str], held: Iterable[str] = ()) -> Written:
    """Checks every field. A secret that is `held` already may be left empty: it stays. What no field asks for is dropped."""
    found, kept = Written(), frozenset(held)
    for one in fields:
        value = str(given.get(one.name) or "").strip()
        if not value and not one.secret:
            value = one.default
        wrong = None if one.secret and not value and one.name in kept else problem(one, value)
        if wrong:
            found.problems[one.name] = wrong
        elif one.secret:
            found.secrets |= {one.name: value} if value else {}
        else:
            found.settings[one.name] = value
    return found


def problem(one: Field, value: str) -> Words | None:
    """Why this can't be the field's value."""
    if not value:
        return _EMPTY if one.required else None
    if len(value) > MOST_CHARACTERS:
        return _LONG
    if not all(sign.isprintable() or (one.secret and sign in "\r\n") for sign in value):
        return _UNSEEN
    if one.choices and value not in dict(one.choices):
        return _CHOICE
    if one.default.startswith("https://") and not _is_address(value):
        return _ADDRESS
    return one.check(value) if one.check else None


def _is_address(value: str) -> bool:
    """Scheme, host, perhaps a port and a path; nobody's name or password, and nothing behind a question mark."""
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.query or parts.fragment or " " in value)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and port != 0


def quotas(whole: str, callee: str, usual: Iterable[Quota] = ()) -> list[dict[str, Any]] | Words:
    """Quotas of an account as rows keep them, from what was written for the whole account and for each person; or why not.

    Both empty: none of our own. One empty: there the vendor's usual ones stay.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for scope, text in (("provider", whole), ("callee", callee)):
        rows = [_row(scope, part.strip()) for part in re.split(r"[,，、;；]", text) if part.strip()]
        if None in rows:
            return _QUOTAS
        found[scope] = [row for row in rows if row]
    if any(found.values()):
        stay = as_rows(one for one in usual if not found[one.scope])
        found = {
            scope: rows or [row for row in stay if row["scope"] == scope] for scope, rows in found.items()
        }
    every = [row for rows in found.values() for row in rows]
    return every if len(every) <= MOST_QUOTAS else _QUOTAS


def _row(scope: str, part: str) -> dict[str, Any] | None:
    match = _QUOTA.fullmatch(part.lower())
    if match is None or not int(match[1]) or not int(match[2]):
        return None
    return {"scope": scope, "most": int(match[1]), "within": int(match[2]) * _UNITS[match[3]]}


def as_rows(given: Iterable[Quota]) -> list[dict[str, Any]]:
    return [
        {"scope": one.scope, "most": one.most, "within": int(one.within.total_seconds())} for one in given
    ]


def as_quotas(rows: Iterable[Mapping[str, Any]]) -> tuple[Quota, ...]:
    return tuple(Quota(row["scope"], row["most"], timedelta(seconds=row["within"])) for row in rows)


def spelt(rows: Iterable[Mapping[str, Any]], scope: str) -> str:
    """As people write them: "5/1s, 100/1m"."""
    return ", ".join(f"{row['most']}/{_time(row['within'])}" for row in rows if row["scope"] == scope)


def _time(seconds: int) -> str:
    unit = next(name for name in ("d", "h", "m", "s") if seconds % _UNITS[name] == 0)
    return f"{seconds // _UNITS[unit]}{unit}"
