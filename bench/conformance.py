"""The standard clause by clause for a month with 100,000 cases: the page, through the web process. [9.2-daily]"""

from __future__ import annotations

from bench.house import House, seed
from bench.http import Client, percentile

CASES = 100_000
ROUNDS = 15
GOAL = 2.0
ADDRESS = "/desk/conformance?period=quarter"


def measure(house: House) -> None:
    """Prints the slowest and the middle of several pages, in seconds."""
    seed(house.server, "decided", str(CASES))
    client = Client(house.server.port, cookie=f"sessionid={house.session}")
    spans, body = [], b""
    for _ in range(ROUNDS):
        status, body, took = client.ask("GET", ADDRESS)
        assert status == 200, body[:300]
        spans.append(took / 1000)
    assert b"4.2-P2" in body
    print(
        f"conformance  {CASES:,} cases of a month, {4 * CASES:,} decided promises: p50 {percentile(spans, 0.5):.2f} s, "
        f"slowest {max(spans):.2f} s (at most {GOAL:g})"
    )
