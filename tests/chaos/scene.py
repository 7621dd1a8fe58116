"""Where a storm takes place: an installation with chains of steps laid out in it, and the question whether all is done."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from tests.chaos.chains_table import TABLES
from tests.chaos.model import Event, Plan, faults
from tests.chaos.store import Store
from tests.chaos.storm import Calm, Storm, nursery
from tests.support.server import Server

KIND = "chaos.step"


@dataclass(frozen=True)
class Size:
    """How large a storm: chains and their length, seconds over which they begin; after how many kills the disturbance ends,
    and how many seconds there are then for the rest to be done."""

    name: str
    chains: int
    length: int
    spread: int
    strikes: int
    until: float
    watches: int


SHORT = Size("short", chains=150, length=4, spread=4, strikes=12, until=90, watches=3)
MIDDLE = Size("middle", chains=600, length=5, spread=10, strikes=30, until=180, watches=5)
LONG = Size("long", chains=3000, length=10, spread=30, strikes=150, until=900, watches=8)


def size() -> Size:
    """CHAOS=long for `make chaos`; otherwise as the tests run: FULL=1 a middle one."""
    full = os.environ.get("FULL", "").lower() in {"1", "yes", "true"}
    return {"long": LONG, "middle": MIDDLE}.get(os.environ.get("CHAOS", ""), MIDDLE if full else SHORT)


def weather(
    house: Server, store: Store, size: Size, disturbance: Calm, *, people: int = 1, seed: int = 1
) -> str:
    """Lets the storm rage over a house and says what happened, in a line. AssertionError where anything is missing, double,
    late for good or dead afterwards."""
    roles = ["watch"] * size.watches + [f"act {seed + n}" for n in range(people)]
    environ = house.environ | {"CHAOS_LENGTH": str(size.length), "SHOUNUO_WATCH_TICK": "0.1"}
    log = house.folder.parent / f"{house.folder.name}-watches.log"  # not on a disk that is about to be full
    with nursery(environ, log) as nurse:
        nurse.ask("ready")
        plan = lay_out(store, size)
        storm = Storm(nurse, roles, disturbance, lambda: _is_quiet(store), size.strikes, size.until, seed)
        storm.rage()
        time.sleep(1)  # whoever would do something twice has time to
    return _judge(store, plan, storm)


def lay_out(store: Store, size: Size) -> Plan:
    """The chains, and their first waiting rows, written past the product."""
    for statement in TABLES["sqlite" if store.is_sqlite else "postgresql"]:
        store.run(statement)
    plan = Plan(size.chains, size.length, int(time.time()) + 2, size.spread)
    everyone = range(1, size.chains + 1)
    store.run_many(
        "INSERT INTO chaos_chain (id, generation, step) VALUES (%s, 1, 0)", [[n] for n in everyone]
    )
    store.run_many(
        "INSERT INTO waiting_due (kind, subject_id, generation, due_at, tries, dead, last_error) "
        f"VALUES ('{KIND}', %s, 1, %s, 0, %s, '')",
        [[n, store.moment(plan.start(n)), False] for n in everyone],
    )
    return plan


def _is_quiet(store: Store) -> bool:
    """Nothing waits any more but what is dead: chains always come to their end."""
    return not store.rows(f"SELECT 1 FROM waiting_due WHERE kind = '{KIND}' AND NOT dead LIMIT 1")


def _judge(store: Store, plan: Plan, storm: Storm) -> str:
    events = [
        Event(*row)
        for row in store.rows("SELECT chain, what, generation, step, due FROM chaos_event ORDER BY id")
    ]
    left = store.rows(f"SELECT subject_id, dead, tries, last_error FROM waiting_due WHERE kind = '{KIND}'")
    found = faults(plan, events)
    assert not found, f"{len(found)} faults, such as {found[:5]}; left: {left[:3]}"
    assert not left, f"{len(left)} rows are left, such as {left[:3]}"
    steps = sum(event.what == "step" for event in events)
    return f"{steps} steps, {len(events) - steps} raised or closed, {storm.kills} kills: none missing, none double"
