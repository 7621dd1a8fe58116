"""The right page of the console, what is pulled, what is risky. [7.2-diagnostic-tools]"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from shounuo.diagnostics import rules
from shounuo.diagnostics.models import KINDS
from shounuo.diagnostics.rules import Place
from shounuo.policy.loading import standard

pytestmark = pytest.mark.clause("7.2-diagnostic-tools")
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CHINA = Place("aws-cn", "cn-north-1", "123456789012", "", AT - timedelta(hours=1), AT)
ABROAD = Place("aws", "us-west-2", "123456789012", "ShounuoReadOnly", AT - timedelta(hours=1), AT)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_its_host_region_and_account(kind: str) -> None:
    here = urlsplit(rules.console(kind, CHINA))
    assert (here.scheme, here.netloc) == ("https", "cn-north-1.console.amazonaws.cn")
    if kind != "advisor":
        assert "region=cn-north-1" in here.query
    there = urlsplit(rules.console(kind, ABROAD))
    assert there.netloc == "signin.aws.amazon.com"
    asked = parse_qs(there.query)
    assert (asked["account"], asked["roleName"]) == (["123456789012"], ["ShounuoReadOnly"])
    assert asked["redirect_uri"][0].startswith("https://us-west-2.console.aws.amazon.com/")


def test_the_time_is_filled_in() -> None:
    assert "start~'2026-03-02T01:00:00.000Z" in rules.console("metrics", CHINA)
    assert "StartTime=2026-03-02T01%3A00%3A00.000Z" in rules.console("trail", CHINA)
    logs = rules.console("logs", CHINA, group="/app/orders")
    assert "$252Fapp$252Forders" in logs
    assert f"start$3D{int((AT - timedelta(hours=1)).timestamp() * 1000)}" in logs


@pytest.mark.parametrize(
    ("resource", "page"),
    [
        ("i-0123456789abcdef0", "InstanceDetails:instanceId=i-0123456789abcdef0"),
        ("arn:aws-cn:rds:cn-north-1:123456789012:db:orders", "#database:id=orders"),
        ("arn:aws-cn:lambda:cn-north-1:123456789012:function:pay", "#/functions/pay"),
        ("sg-0123456789abcdef0", "SecurityGroup:groupId=sg-0123456789abcdef0"),
        ("something", "console/home"),
    ],
)  # fmt: skip
def test_a_resource_has_its_own_page(resource: str, page: str) -> None:
    assert page in rules.console("resource", CHINA, resource=resource)


def test_what_is_named_by_its_kind_has_its_page_too() -> None:
    assert rules.console("resource", CHINA, resource="orders", of="rds").endswith("#database:id=orders")
    assert "InstanceDetails" in rules.console("resource", CHINA, resource="i-0123456789abcdef0", of="ec2")


def test_resources_are_found_in_what_people_write() -> None:
    text = (
        "实例 i-0123456789abcdef0 和 vol-0fedcba9876543210，RDS：orders，"
        "arn:aws-cn:elasticloadbalancing:cn-north-1:123456789012:loadbalancer/app/web/0123456789abcdef，"
        "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/cart，不是 i-123"
    )
    assert rules.resources_in(text) == [
        ("ec2", "i-0123456789abcdef0"), ("ebs", "vol-0fedcba9876543210"), ("elb", "app/web/0123456789abcdef"), ("dynamodb", "cart"),
        ("rds", "orders"),
    ]  # fmt: skip
    series = rules.series_for(rules.resources_in(text))
    assert len(series) <= rules.MOST_METRICS
    assert series[0] == rules.Series("AWS/EC2", "CPUUtilization", "InstanceId", "i-0123456789abcdef0")
    assert rules.series_for([]) == []


@pytest.mark.parametrize(
    ("hours", "period"),
    [(1, 60), (3, 60), (12, 300), (24, 900), (24 * 7, 3600), (24 * 40, 21_600), (24 * 60, 86_400)],
)
def test_points_are_as_fine_as_can_be_read(hours: int, period: int) -> None:
    assert rules.period_for(AT - timedelta(hours=hours), AT) == period


def test_the_window_is_mostly_before_the_moment() -> None:
    assert rules.around(AT, 180) == (AT - timedelta(minutes=135), AT + timedelta(minutes=45))


def test_risky_calls_are_those_of_the_policy() -> None:
    risky = standard().diagnosis.risky
    for name in (
        "StopLogging",
        "CreateAccessKey",
        "AuthorizeSecurityGroupIngress",
        "DeleteBucketPolicy",
        "TerminateInstances",
    ):
        assert rules.is_risky(name, risky), name
    for name in ("DescribeInstances", "GetObject", "StopLog", "UpdateService"):
        assert not rules.is_risky(name, risky), name


def test_every_kind_of_problem_has_a_pack() -> None:
    packs = {one.problem_type: one.pulls for one in standard().diagnosis.packs}
    assert set(packs) == set(standard().form.problem_types)
    assert packs["security"][0] == "trail"
    assert packs["performance"] == ["metrics", "alarms", "traces", "health"]
    assert not rules.partition_has("health", "aws-cn")
    assert not rules.partition_has("advisor", "aws-cn")
    assert rules.partition_has("traces", "aws-cn")
    assert rules.partition_has("health", "aws")
