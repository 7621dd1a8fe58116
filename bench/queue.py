"""The queue, page and API, with 10,000 and with 100,000 open cases."""

from __future__ import annotations

from bench.house import House
from bench.http import Client, percentile

TIMES, WARM = 200, 20
SIZES = (10_000, 100_000)
ASKED = {
    "queue API": "/api/v1/cases?view=open",
    "queue page": "/desk/?view=open",
    "own cases": "/desk/?view=mine",
}


def measure(house: House) -> None:
    """Prints p50 and p99 for each size, and how they grow."""
    medians: dict[str, list[float]] = {name: [] for name in ASKED}
    for size in SIZES:
        house.grow(size)
        _analyse(house)
        for name, path in ASKED.items():
            client = Client(
                house.server.port, house.engineer if "API" in name else "", f"sessionid={house.session}"
            )
            times = [_ask(client, path) for _ in range(WARM + TIMES)][WARM:]
            medians[name].append(percentile(times, 0.5))
            print(
                f"{name:12s} {size:7,d} cases   p50 {medians[name][-1]:5.1f} ms   p99 {percentile(times, 0.99):5.1f} ms"
            )
    for name, (small, large) in medians.items():
        print(f"{name:12s} growth {large / small:.2f} × (at most 1.5 ×; p50 at most 20 ms)")


def _ask(client: Client, path: str) -> float:
    status, body, took = client.ask("GET", path)
    assert status == 200, (status, body[:300])
    return took


def _analyse(house: House) -> None:
    import psycopg

    with psycopg.connect(house.database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
