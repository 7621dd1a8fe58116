"""What the API does not show: how often each person was told what about which case, and what lies dead.

As a child (`python -m tests.simulation.ledger`) it reads the server's database and prints JSON.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from tests.simulation.cast import child
from tests.support.server import Server


@dataclass(frozen=True)
class Ledger:
    """`told` counts messages by (case number, kind); `twice` names what one address was told of one promise more than once."""

    cases: list[str]
    told: dict[tuple[str, str], int]
    twice: list[str]
    dead: int


def read(server: Server) -> Ledger:
    said = json.loads(child(server, "tests.simulation.ledger"))
    told = {(number, kind): count for number, kind, count in said["told"]}
    return Ledger(sorted(said["cases"]), told, said["twice"], said["dead"])


def _print() -> None:
    from shounuo.site import start

    start.django()
    from collections import Counter

    from shounuo.cases.models import Case
    from shounuo.notifications.models import Message
    from shounuo.waiting.models import Due

    rows = list(Message.objects.exclude(case=None).values_list("case__number", "kind", "address", "facts"))
    told = Counter((number, kind) for number, kind, _, _ in rows)
    promises = Counter(
        f"{number} {kind} {address} {json.dumps(facts, sort_keys=True)}"
        for number, kind, address, facts in rows
        if kind.startswith("commitment.")
    )
    print(json.dumps({
        "cases": list(Case.objects.values_list("number", flat=True)),
        "told": [[*which, count] for which, count in told.items()],
        "twice": [which for which, count in promises.items() if count > 1],
        "dead": Due.objects.filter(dead=True).count(),
    }))  # fmt: skip


if __name__ == "__main__":
    _print()
