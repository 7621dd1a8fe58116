"""The clause catalogue (spec/clauses.toml): the ids that every entry of a policy must belong to."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "spec" / "clauses.toml"


@cache
def clause_ids() -> tuple[str, ...]:
    """All clause ids, in the catalogue's order."""
    return tuple(entry["id"] for entry in tomllib.loads(FILE.read_text(encoding="utf-8"))["clause"])
