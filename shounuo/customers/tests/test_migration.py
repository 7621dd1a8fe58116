"""AWS accounts that stood as JSON become rows, and JSON again on the way back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = ("customers", "0002_people"), ("customers", "0005_no_accounts_as_json")
ACCOUNTS = [
    {"partition": "aws-cn", "region": "cn-north-1", "account_id": "100200300400"},
    {"partition": "aws-cn", "region": "cn-north-1", "account_id": "100200300400"},
    {"partition": "aws", "region": "us-east-1", "account_id": "100200300401", "alias": "海外"},
    {"region": "nowhere"},
]


def moved_to(place: tuple[str, str]) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate([place])
    return MigrationExecutor(connection)


@pytest.fixture
def _back_to_today(transactional_db: None) -> Iterator[None]:
    """Whatever happens, the tests after this one find the tables as they are now."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.usefixtures("_back_to_today")
def test_accounts_become_rows_and_go_back() -> None:
    before = moved_to(BEFORE).loader.project_state([BEFORE]).apps
    customers = before.get_model("customers", "Customer")
    customers.objects.create(name="蓝海", short_name="蓝海", aws_accounts=ACCOUNTS)
    customers.objects.create(name="红杉", short_name="红杉", aws_accounts=[])
    after = moved_to(AFTER).loader.project_state([AFTER]).apps
    rows = after.get_model("customers", "AwsAccount").objects.order_by("account_id")
    assert list(rows.values_list("customer__name", "partition", "region", "account_id", "alias")) == [
        ("蓝海", "aws-cn", "cn-north-1", "100200300400", ""),
        ("蓝海", "aws", "us-east-1", "100200300401", "海外"),
    ]
    again = moved_to(BEFORE).loader.project_state([BEFORE]).apps
    kept = again.get_model("customers", "Customer").objects.get(name="蓝海").aws_accounts
    assert [one["account_id"] for one in kept] == ["100200300400", "100200300401"]
