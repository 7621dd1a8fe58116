"""The waiting engine: how late it fires among many that wait, and how many rows a second it fires, beside pgbench."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from bench.http import percentile
from tests.support import postgres
from tests.support.server import Server, installed, make_template

WATCHES = 2
WAITING = (100_000, 1_000_000)
EACH_SECOND, SECONDS = 50, 30
DUE_AT_ONCE = (10_000, 20_000, 100_000)
BATCH = 500
"""As the engine claims them (waiting/engine.py)."""

WAIT = (
    "INSERT INTO waiting_due (kind, subject_id, generation, due_at, tries, dead, last_error) "
    "SELECT '{kind}', n, 1, {due}, 0, false, '' FROM generate_series({first}, {last}) AS n"
)
WRITTEN = (
    "CREATE TABLE IF NOT EXISTS bench_written (id bigserial PRIMARY KEY, subject bigint, due_at timestamptz)"
)
LATE = (
    "SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - due_at) FROM bench_written "
    "WHERE due_at IS NOT NULL ORDER BY 1"
)
CONNECTED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
    "AND (query LIKE '%waiting_due%' OR query LIKE '%notifications_delivery%')"
)
SAME_STATEMENTS = f"""\
BEGIN;
SELECT set_config('lock_timeout', '100ms', true);
SELECT array_agg(id) AS ids, array_agg(subject_id) AS subjects, array_agg(due_at) AS dues, array_agg(generation) AS gens FROM
 (SELECT * FROM waiting_due WHERE NOT dead AND due_at <= now() AND kind IN ('bench.fires', 'bench.waits')
  ORDER BY due_at, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED) AS claimed \\gset
INSERT INTO bench_written (subject, due_at) SELECT * FROM unnest(:subjects::bigint[], :dues::timestamptz[]);
DELETE FROM waiting_due USING unnest(:ids::bigint[], :dues::timestamptz[], :gens::bigint[]) AS held(id, due_at, generation)
 WHERE waiting_due.id = held.id AND waiting_due.due_at = held.due_at AND waiting_due.generation = held.generation;
COMMIT;
"""


def measure() -> None:
    """On a PostgreSQL of its own, which waits for the disk and notes when each transaction was committed."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shounuo-bench-")))
        server = stack.enter_context(
            postgres.cluster(durable=True, settings=["track_commit_timestamp=on", "max_wal_size=4GB"])
        )
        template = make_template(folder, server.address)
        house = stack.enter_context(installed(folder, template, moved_clock="no", watch_tick="0.25"))
        database = stack.enter_context(psycopg.connect(house.environ["SHOUNUO_DATABASE"], autocommit=True))
        database.execute(WRITTEN)
        for waiting in WAITING:
            _lateness(house, database, waiting)
        print(_child(house, "plan"))
        database.execute("DELETE FROM waiting_due WHERE kind = 'bench.waits'")
        _throughput(house, database)


def _lateness(house: Server, database: psycopg.Connection[Any], waiting: int) -> None:
    """A steady trickle among many that wait for another day."""
    have = _one(database, "SELECT count(*) FROM waiting_due WHERE kind = 'bench.waits'")
    far = "now() + interval '1 day' + n % 2592000 * interval '1 second'"
    database.execute(WAIT.format(kind="bench.waits", due=far, first=have + 1, last=waiting))
    _tidy(database)
    with watches(house):
        due = (
            f"date_trunc('second', now()) + interval '3 seconds' + (n / {EACH_SECOND}) * interval '1 second'"
        )
        last = EACH_SECOND * SECONDS - 1
        database.execute(WAIT.format(kind="bench.fires", due=due, first=0, last=last))
        _wait_for(database, last + 1, SECONDS + 60)
    late = [1000 * float(row[0]) for row in database.execute(LATE)]
    print(
        f"lateness, {EACH_SECOND}/s among {waiting:9,d} waiting, {WATCHES} watches   p50 {percentile(late, 0.5):4.0f} ms   "
        f"p99 {percentile(late, 0.99):4.0f} ms   max {late[-1]:4.0f} ms   (goal p99 < 1,000 ms)"
    )


def _throughput(house: Server, database: psycopg.Connection[Any]) -> None:
    rates = {}
    for count in DUE_AT_ONCE:
        ours, limit = _burst(house, database, count), _pgbench(house, database, count)
        rates[count] = ours
        print(
            f"{count:7,d} due in one second, {WATCHES} watches   {ours:6,.0f} rows/s   pgbench, same statements "
            f"{limit:6,.0f} rows/s   ours is {100 * ours / limit:.0f} % (goal 50 %)"
        )
    small, large = rates[DUE_AT_ONCE[0]], rates[DUE_AT_ONCE[-1]]
    print(
        f"from {DUE_AT_ONCE[0]:,d} to {DUE_AT_ONCE[-1]:,d} due: {small / large:.2f} × the time for each row"
    )


def _burst(house: Server, database: psycopg.Connection[Any], count: int) -> float:
    """Rows a second from the moment they were due to the last commit."""
    with watches(house):
        due = "date_trunc('second', now()) + interval '4 seconds'"
        database.execute(WAIT.format(kind="bench.fires", due=due, first=1, last=count))
        _wait_for(database, count, 300)
    return count / float(database.execute(LATE).fetchall()[-1][0])


def _pgbench(house: Server, database: psycopg.Connection[Any], count: int) -> float:
    """The same statements, as many clients as there were watches, each batch full."""
    due = "date_trunc('second', now()) - interval '1 second'"
    database.execute(WAIT.format(kind="bench.fires", due=due, first=1, last=count))
    _tidy(database)
    found = postgres.binaries()
    assert found
    where = urlsplit(house.environ["SHOUNUO_DATABASE"])
    name, host = where.path[1:], parse_qs(where.query)["host"][0]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(SAME_STATEMENTS)
        file.flush()
        Path(file.name).chmod(0o644)
        done = subprocess.run(
            [found / "pgbench", "-n", "-h", host, "-U", postgres.USER, "-M", "extended", "-c", str(WATCHES), "-j", str(WATCHES),
             "-t", str(count // BATCH // WATCHES), "-f", file.name, name],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    told = re.search(r"tps = ([\d.]+)", done.stdout)
    assert told, done.stderr
    left = _one(database, "SELECT count(*) FROM waiting_due WHERE kind = 'bench.fires'")
    assert left == 0, f"pgbench left {left} rows: {done.stderr}"
    return float(told[1]) * BATCH


@contextmanager
def watches(house: Server) -> Iterator[None]:
    """Running, and with nothing to do when the block begins."""
    words = [sys.executable, "-m", "bench.waiting_child", "watch"]
    running = [subprocess.Popen(words, env=house.environ) for _ in range(WATCHES)]
    try:
        with psycopg.connect(house.environ["SHOUNUO_DATABASE"], autocommit=True) as database:
            while (
                _one(database, CONNECTED) < 2 * WATCHES
            ):  # each fires on one connection and delivers on another
                time.sleep(0.1)
            time.sleep(2)
            database.execute("TRUNCATE bench_written")
        yield
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait()


def _wait_for(database: psycopg.Connection[Any], count: int, patience: float) -> None:
    until = time.monotonic() + patience
    while _one(database, "SELECT count(*) FROM bench_written") < count:
        assert time.monotonic() < until, "the watches did not come to an end"
        time.sleep(0.5)


def _child(house: Server, word: str) -> str:
    words = [sys.executable, "-m", "bench.waiting_child", word]
    return subprocess.run(words, env=house.environ, capture_output=True, text=True, check=True).stdout.strip()


def _one(database: psycopg.Connection[Any], sql: str) -> int:
    return int(database.execute(sql).fetchone()[0])  # type: ignore[index]


def _tidy(database: psycopg.Connection[Any]) -> None:
    database.execute("VACUUM ANALYZE")
    database.execute("CHECKPOINT")
