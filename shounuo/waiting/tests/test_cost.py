"""Waiting costs nothing: what a look reads when nothing is due does not grow with the number that waits. [7.1-workflow]"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from shounuo.kernel.transaction import atomic
from shounuo.waiting import engine
from shounuo.waiting.engine import Outcome, claimable, fire_due, handles, next_due
from shounuo.waiting.models import Due

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-workflow")]
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
FEW, MANY = 1_000, 30_000


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    handles("test")(lambda rows, at: Outcome())
    yield
    del engine._handlers["test"]


def wait(count: int) -> None:
    """So many rows due tomorrow and later, and none before."""
    have = Due.objects.count()
    Due.objects.bulk_create(
        [Due(kind="test", subject_id=n, due_at=AT + timedelta(days=1, seconds=n)) for n in range(have, count)]
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def looks() -> dict[str, QuerySet[Any]]:
    """What is asked in a tick in which nothing is due, and what would be asked if something were."""
    return {
        "what is due next": engine._waiting().order_by("due_at").values("due_at")[:1],
        "what can be claimed": claimable(AT),
    }


def test_a_look_reads_as_little_among_many_as_among_few() -> None:
    read = _read_on_postgresql if connection.vendor == "postgresql" else _read_on_sqlite
    wait(FEW)
    few = _each(read)
    wait(MANY)
    assert _each(read) == few


@pytest.mark.postgres
def test_idle_ticks_read_one_row_each_whatever_plan_was_made_for_them() -> None:
    """A statement that is prepared once and used for good is planned without knowing the moment it is asked about."""
    wait(MANY)
    with atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        before = _tuples_read()
        for _ in range(10):
            assert fire_due(AT, on_death=lambda row, at: None) == 0
            assert list(claimable(AT)) == []
        read = [now - then for now, then in zip(_tuples_read(), before, strict=True)]
    assert read == [0, 10], "rows read one after the other, and by an index"


def _tuples_read() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read, idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'waiting_due'"
        )
        return cursor.fetchone() or (0, 0)


def _each(read: Callable[[QuerySet[Any]], Any]) -> dict[str, Any]:
    with atomic():
        return {name: read(rows) for name, rows in looks().items()}


def _read_on_postgresql(rows: QuerySet[Any]) -> Any:
    """Index and rows touched; more than a handful of pages is already a failure."""
    plan = json.loads(rows.explain(format="json", analyze=True, buffers=True))[0]["Plan"]
    nodes = list(_nodes(plan))
    pages = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    assert pages <= 12, plan
    scans = [node for node in nodes if "Scan" in node["Node Type"]]
    assert [node.get("Index Name") for node in scans] == ["waiting_due_next"], plan
    return [(node["Actual Rows"], node.get("Rows Removed by Filter", 0)) for node in scans]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)


def _read_on_sqlite(rows: QuerySet[Any]) -> str:
    """SQLite tells how it would search, not how much it read: by the index, and without sorting."""
    plan = rows.explain()
    assert "waiting_due_next" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    return plan


def test_an_idle_tick_is_two_questions_and_no_transaction() -> None:
    wait(10)
    with CaptureQueriesContext(connection) as asked:
        assert fire_due(AT, on_death=lambda row, at: None) == 0
        assert next_due() == AT + timedelta(days=1)
    assert len(asked) == 2, asked.captured_queries
