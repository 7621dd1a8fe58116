"""Creating cases over the API, one process and one client, beside pgbench writing the same rows into the same server."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Json

from bench.house import House
from bench.http import Client, percentile
from tests.support import postgres

CASES, WARM, TURNS = 150, 40, 5
SAID = {
    "subject": "报表导出失败", "description": "报表导出按钮点了没有反应,其他功能正常,可以先手工导出。", "problem_type": "function",
    "impact": "some_users", "environment": "production", "services": ["RDS"],
}  # fmt: skip
SINCE = "SELECT coalesce(max({key}), 0) FROM {table}"
TABLES = {
    "cases_case": "id", "cases_prioritydecision": "id", "cases_assignment": "id", "commitments_commitment": "id",
    "waiting_due": "id", "notifications_message": "id", "notifications_delivery": "id", "logbook_entry": "id",
    "logbook_private": "entry_id",
}  # fmt: skip

OF_THE_WATCH = {
    "notifications_message": "key NOT LIKE 'page:%'",
    "notifications_delivery": "message_id IN (SELECT id FROM notifications_message WHERE key NOT LIKE 'page:%')",
    "logbook_entry": "verb NOT LIKE 'page.%'",
    "logbook_private": "entry_id IN (SELECT id FROM logbook_entry WHERE verb NOT LIKE 'page.%')",
}
"""What the watch may have written for the case meanwhile, calling people, is not the creation's."""


def measure(house: House) -> None:
    """Prints cases a second and the share of pgbench's: in turns, so that a machine that drifts drifts for both."""
    client = Client(house.server.port, house.customer)
    for _ in range(WARM):
        _create(client)
    script, rows = _script(house, client)
    times: list[float] = []
    limits, shares = [], []
    for _ in range(TURNS):
        turn = [_create(client) for _ in range(CASES)]
        times += turn
        _close(house)
        limits.append(_pgbench(house, script))
        _tidy(house.twin)
        shares.append(1000 * len(turn) / sum(turn) / limits[-1])
    ours = 1000 * len(times) / sum(times)
    share = 100 * percentile(shares, 0.5)
    print(
        f"create over the API      {ours:7.0f} /s   p50 {percentile(times, 0.5):.1f} ms   p99 {percentile(times, 0.99):.1f} ms"
    )
    print(
        f"pgbench, same {rows:2d} rows    {percentile(limits, 0.5):7.0f} /s   ours is {share:.0f} % (at least 25 %, goal 50 %)"
    )


def _create(client: Client) -> float:
    status, body, took = client.ask("POST", "/api/v1/cases", SAID)
    assert status == 201, body
    return took


def _close(house: House) -> None:
    """The cases of a turn are closed after it: hundreds of open ones on each engineer are nobody's day, and a choice counts
    what everybody carries."""
    with psycopg.connect(house.database, autocommit=True) as connection:
        connection.execute("UPDATE cases_case SET state = 'closed' WHERE state <> 'closed'")
    _tidy(house.database)


def _tidy(database: str) -> None:
    """What PostgreSQL would do afterwards by itself, while the other side is being measured, it does now."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _pgbench(house: House, script: str) -> float:
    """Transactions a second of PostgreSQL alone: one client, prepared statements, one transaction a case. They go into the
    twin: thousands of open cases on one engineer's desk are nobody's day, and ours counts them at each opening."""
    where = parse_qs(urlsplit(house.twin).query)["host"][0]
    found = postgres.binaries()
    assert found
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        Path(file.name).chmod(0o644)
        words = [
            "-n",
            "-h",
            where,
            "-U",
            postgres.USER,
            "-M",
            "prepared",
            "-c",
            "1",
            "-T",
            "4",
            "-f",
            file.name,
        ]
        name = urlsplit(house.twin).path[1:]
        done = subprocess.run([found / "pgbench", *words, name], capture_output=True, text=True, check=False)
    told = re.search(r"tps = ([\d.]+)", done.stdout)
    assert told, done.stderr
    return float(told[1])


def _script(house: House, client: Client) -> tuple[str, int]:
    """One case is created; the rows it wrote become the statements of a pgbench script. Gives their number too."""
    with psycopg.connect(house.database, autocommit=True) as connection:
        last = {table: _highest(connection, table, key) for table, key in TABLES.items()}
        number = json.loads(client.ask("POST", "/api/v1/cases", SAID)[1])["number"]
        written = {
            table: _rows(connection, table, key, last[table], OF_THE_WATCH.get(table, "true"))
            for table, key in TABLES.items()
        }
        written["logbook_stream"] = _rows(
            connection, "logbook_stream", "length", 0, f"name = 'case:{number}'"
        )
        lines = [_insert(connection, table, rows, number) for table, rows in written.items()]
    text = "\n".join(["\\set r random(1, 9000000000000000)", "BEGIN;", *lines, "COMMIT;"]) + "\n"
    return text, sum(len(rows) for rows in written.values())


def _highest(connection: psycopg.Connection[Any], table: str, key: str) -> int:
    query = sql.SQL(SINCE).format(key=sql.Identifier(key), table=sql.Identifier(table))
    return int(connection.execute(query).fetchone()[0])  # type: ignore[index]


def _rows(
    connection: psycopg.Connection[Any], table: str, key: str, after: int, where: str = "true"
) -> list[dict[str, Any]]:
    query = f"SELECT *, ctid FROM {table} WHERE {key} > {after} AND {where} ORDER BY 1"
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query).fetchall()


def _insert(connection: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]], number: str) -> str:
    """One INSERT of all rows, as the product does it."""
    columns = [name for name in rows[0] if name not in ("ctid", "id")]
    values = [
        ", ".join(_value(connection, (table, name), row[name], len(rows) - 1 - n, number) for name in columns)
        for n, row in enumerate(rows)
    ]
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(f'({row})' for row in values)};"


SEQUENCES = {
    "case_id": "cases_case_id_seq",
    "message_id": "notifications_message_id_seq",
    "entry_id": "logbook_entry_id_seq",
}


def _value(
    connection: psycopg.Connection[Any], column: tuple[str, str], value: Any, before: int, number: str
) -> str:
    """References go to the row just written (so many `before` the last), unique texts get the random number."""
    name = column[1]
    if column == ("waiting_due", "subject_id"):
        return "currval('cases_case_id_seq')"
    if name in SEQUENCES and value is not None:
        return f"currval('{SEQUENCES[name]}') - {before if name != 'case_id' else 0}"
    if column == ("cases_case", "number"):
        return "substr(md5((:r)::bigint::text), 1, 12)"
    text = _literal(connection, value)
    return (
        f"replace({text}, '{number}', (:r)::bigint::text)"
        if isinstance(value, str) and number in value
        else text
    )


def _literal(connection: psycopg.Connection[Any], value: Any) -> str:
    """The value as SQL; colons are spelled as octal, since pgbench takes them for variables even inside quotes."""
    written = (
        sql.Literal(Json(value) if isinstance(value, dict | list) else value).as_string(connection).strip()
    )
    quoted = re.fullmatch(r"(E?)'(.*)'(::\w+)?", written, re.DOTALL)
    if quoted is None:
        return written
    inside = quoted[2] if quoted[1] else quoted[2].replace("\\", "\\\\")
    return f"E'{inside.replace(':', chr(92) + '072')}'{quoted[3] or ''}"
