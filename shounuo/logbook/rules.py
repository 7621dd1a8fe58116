"""How the chain is made: canonical JSON, salted digests of the private part, one digest over all and the one before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

HASH = "sha256"


@dataclass(frozen=True)
class Line:
    """What one entry's digest covers, besides the digest before it."""

    stream: str
    seq: int
    verb: str
    happened_at: datetime
    recorded_at: datetime
    actor_kind: str
    actor_id: int | None
    facts: dict[str, Any]
    private_digest: str


def start_of(stream: str) -> str:
    """The head of a stream that has no entry yet."""
    return _digest(f"stream:{stream}")


def seal(before: str, line: Line) -> str:
    """The digest of an entry: it holds the entry and everything before it in its stream."""
    parts = [
        before, line.stream, str(line.seq), line.verb, _when(line.happened_at), _when(line.recorded_at),
        line.actor_kind, str(line.actor_id), canonical(line.facts), line.private_digest,
    ]  # fmt: skip
    return _digest("\n".join(parts))


def seal_private(salt: str, values: dict[str, Any]) -> str:
    """The digest that stays in the entry when the private values have been erased."""
    return _digest(salt + canonical(values))


def seal_checkpoint(before: str, heads: dict[str, Any]) -> str:
    return _digest(before + canonical(heads))


def canonical(value: Any) -> str:
    """One spelling for one value, whatever database it comes back from."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _when(at: datetime) -> str:
    return str(int(at.timestamp()))


def _digest(text: str) -> str:
    return hashlib.new(HASH, text.encode()).hexdigest()
