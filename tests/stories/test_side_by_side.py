"""While a house is upgraded, processes of the earlier release go on beside newer ones on the migrated database: what they write
still fits, and what only the newer ones know waits for them. [5.1-online-24x7]

An older process names only the columns it knows: each of them is still there, and whatever came since does without it.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from shounuo.waiting.engine import fire_due
from shounuo.waiting.models import Due
from tests.support.world import MONDAY

EARLIER = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "columns-of-an-earlier-release.toml").read_text()
)

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.1-online-24x7")]


def _columns(table: str) -> dict[str, bool]:
    """Each column, and whether a row can be written without naming it."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return {one.name: bool(one.null_ok or one.default is not None) for one in described}


def _keys() -> dict[str, str]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: str(model._meta.pk.column) for model in models}


@pytest.mark.parametrize("table", sorted(EARLIER))
def test_what_the_earlier_release_writes_still_fits(table: str) -> None:
    now = _columns(table)
    assert [name for name in EARLIER[table] if name not in now] == []
    fresh = set(now) - set(EARLIER[table]) - {_keys()[table]}
    assert sorted(name for name in fresh if not now[name]) == []


def test_a_row_that_only_a_newer_release_knows_waits_for_it() -> None:
    Due.objects.create(kind="of.a.newer.release", subject_id=1, due_at=MONDAY)
    assert fire_due(MONDAY + timedelta(minutes=1), on_death=lambda row, at: pytest.fail(row.kind)) == 0
    assert Due.objects.get().tries == 0
