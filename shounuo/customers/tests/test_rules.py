"""AWS accounts, and where a contract differs from the standard."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shounuo.customers import rules
from shounuo.customers.rules import Difference
from shounuo.policy.loading import overrides, standard
from shounuo.policy.rules import with_overrides


@pytest.mark.parametrize(
    ("partition", "region", "account_id", "wrong"),
    [
        ("aws-cn", "cn-north-1", "100200300400", None),
        ("aws-cn", "cn-northwest-1", "000000000001", None),
        ("aws", "us-east-1", "100200300400", None),
        ("aws", "ap-southeast-1", "100200300400", None),
        ("aws", "us-gov-west-1", "100200300400", None),
        ("aws-cn", "us-east-1", "100200300400", "region"),
        ("aws", "cn-north-1", "100200300400", "region"),
        ("aws", "", "100200300400", "region"),
        ("aws", "us-east", "100200300400", "region"),
        ("aws", "<script>", "100200300400", "region"),
        ("aws", "us-east-1", "10020030040", "account_id"),
        ("aws", "us-east-1", "1002003004000", "account_id"),
        ("aws", "us-east-1", "10020030040x", "account_id"),
        ("aws", "us-east-1", "１００２００３００４００", "account_id"),
        ("aws", "us-east-1", "", "account_id"),
        ("azure", "us-east-1", "100200300400", "partition"),
    ],
)
def test_what_an_aws_account_is(partition: str, region: str, account_id: str, wrong: str | None) -> None:
    problem = rules.account_problem(partition, region, account_id)
    assert (problem[0] if problem else None) == wrong


def test_an_account_id_as_people_write_it() -> None:
    assert rules.plain_account_id(" 1002-0030 0400 ") == "100200300400"
    assert rules.plain_account_id("abc") == "abc"


@pytest.mark.clause("4.2-24x7")
def test_where_a_contract_differs() -> None:
    agreed = with_overrides(
        standard(),
        overrides(
            {"targets": {"P1": {"response": "PT20M"}, "P4": {"report": "P5D"}}, "calendar": "always"}, "x"
        ),
    )
    assert list(rules.differences(standard(), agreed)) == [
        Difference("P1", "response", timedelta(minutes=30), timedelta(minutes=20)),
        Difference("P4", "report", None, timedelta(days=5)),
    ]
    assert list(rules.differences(standard(), standard())) == []


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("20 分钟", 20), ("20分", 20), ("1 小时 30 分", 90), ("1小时30分钟", 90), ("2h", 120), ("90 min", 90), ("90M", 90),
        ("1d", 1440), ("1 天", 1440), ("  5  天 ", 7200), ("0 m", 0),
        ("20", None), ("", None), ("soon", None), ("-5 m", None), ("2h later", None), ("1.5h", None), ("999999h", None),
        ("<script>", None),
    ],
)  # fmt: skip
def test_a_span_as_people_write_it(written: str, minutes: int | None) -> None:
    assert rules.span(written) == (None if minutes is None else timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("minutes", "written"), [(20, "20m"), (90, "90m"), (120, "2h"), (1440, "1d"), (1500, "25h"), (0, "0m")]
)
def test_a_span_reads_back(minutes: int, written: str) -> None:
    assert rules.shortest(timedelta(minutes=minutes)) == written
    assert rules.span(written) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("111122223333", ["111122223333"]),
        ("prod (1111-2222-3333)", ["111122223333"]),
        ("1111 2222 3333、444455556666", ["111122223333", "444455556666"]),
        ("111122223333 111122223333", ["111122223333"]),
        ("1111222233334", []),
        ("11112222333", []),
        ("生产账号", []),
    ],
)
def test_account_ids_in_what_somebody_wrote(written: str, found: list[str]) -> None:
    assert rules.account_ids(written) == found


@pytest.mark.parametrize(
    ("texts", "region", "partition"),
    [
        (("i-0abc 在 cn-north-1",), "cn-north-1", "aws-cn"),
        (("", "arn:aws:rds:ap-southeast-1:1:db"), "ap-southeast-1", "aws"),
        (("us-gov-west-1",), "us-gov-west-1", "aws"),
        (("可用区 us-east-1a",), "us-east-1", "aws"),
        (("my-us-east-1x", "north-1"), "", "aws"),
        ((), "", "aws"),
    ],
)
def test_the_region_that_texts_name(texts: tuple[str, ...], region: str, partition: str) -> None:
    assert rules.region_in(*texts) == region
    assert rules.partition_of(region) == partition
