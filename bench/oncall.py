"""Who is on call for a month of fifty schedules: the rules alone, then with gathering them from the tables.

The schedules are as a desk has them: weekly and daily rotations over a night layer and a layer below, in four zones with
summer time among them, overrides and leave.
"""

from __future__ import annotations

from bench.house import House, seed

COUNT = 50
LIMIT = 50.0
"""Milliseconds."""


def measure(house: House) -> None:
    rules, gathered, spans, one = seed(house.server, "oncall", str(COUNT)).split()
    print(
        f"on call: a month of {COUNT} schedules ({spans} spans): the rules p50 {rules} ms, with five queries {gathered} ms "
        f"(at most {LIMIT:.0f} ms); who, at one moment, from the table {one} ms"
    )
