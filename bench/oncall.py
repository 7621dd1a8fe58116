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
    spans, *times = seed(house.server, "oncall", str(COUNT)).split()
    print(f"on call: a month of {COUNT} schedules ({spans} spans), p50 (at most {LIMIT:.0f} ms)")
    for name, wall, cpu in zip(
        ("the rules", "with five queries", "who, at T, from the table"), times[::2], times[1::2], strict=True
    ):
        print(f"  {name:26s} {wall:>6s} ms, of which {cpu} ms CPU")
