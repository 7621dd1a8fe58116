"""Ten thousand promises falling due in the same second: until all are settled with their consequences."""

from __future__ import annotations

from bench.house import House, seed

COUNT = 10_000


def measure(house: House) -> None:
    seed(house.server, "due", str(COUNT))
    waiting, broken, took = seed(house.server, "watch").split()
    rate = int(broken) / float(took)
    print(
        f"watch: {waiting} cases due at once, {broken} promises broken, told and alarmed in {took} s ({rate:.0f} /s, one process)"
    )
