"""Choosing an engineer in a house of 500 on duty and 20,000 open cases, with a quarter of a year of closed ones behind it."""

from __future__ import annotations

import os
import subprocess
import sys

from bench.house import House
from bench.http import percentile

ENGINEERS, OPEN_CASES, CLOSED_CASES = 500, 20_000, 60_000
TIMES, WARM = 300, 20


def measure(house: House) -> None:
    """Prints p50 and p99 of one choice, and the number of its queries for a small and for the large house."""
    few, *_ = _child(house, "choose")
    _child(house, "fill")
    _analyse(house)
    many, cpu, times = _child(house, "choose")
    print(
        f"assignment               {ENGINEERS} engineers on duty, {OPEN_CASES:,} open cases   "
        f"processor {cpu:.1f} ms   p50 {percentile(times, 0.5):.1f} ms   p99 {percentile(times, 0.99):.1f} ms (at most 20 ms)"
    )
    print(f"queries for a choice     {few} in a small house, {many} in this one (constant)")


def _child(house: House, act: str) -> tuple[int, float, list[float]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.assign_house", act], env=os.environ | house.server.environ, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    queries, cpu, *times = done.stdout.split()
    return int(queries), float(cpu), [float(one) for one in times]


def _analyse(house: House) -> None:
    import psycopg

    with psycopg.connect(house.database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
