"""Evidence from a customer's AWS account, pulled into a case through the desk, against a local AWS that checks signatures and misbehaves.
[7.2-diagnostic-tools, 7.2-cloudwatch, 7.2-xray, 7.2-cloudtrail, 7.2-health, 7.2-trusted-advisor, 5.3.4-aws-tools]"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from shounuo.cases.models import Case
from shounuo.casework.evidence.line import look_at_evidence
from shounuo.channels.aws_support import client as aws_client
from shounuo.channels.aws_support.client import Access
from shounuo.customers.actions import add_aws_account
from shounuo.customers.models import AwsAccount
from shounuo.diagnostics.models import AccountAccess, Snapshot
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.portal import browser, read
from tests.support.vendors.aws_evidence import AwsAccountToRead
from tests.support.vendors.base import Vendor
from tests.support.world import World, build

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.clause("7.2-diagnostic-tools", "7.2-cloudwatch", "5.3.4-aws-tools"),
]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


def at_aws(partition: str) -> Iterator[Vendor]:
    kept, aws_client._clients = aws_client._clients, {}
    with Vendor(AwsAccountToRead(partition=partition)) as vendor:
        before = settings.AWS_SUPPORT
        settings.AWS_SUPPORT = Access("AKIASHOUNUOTEST00001", "secret", endpoint=vendor.url)
        yield vendor
        settings.AWS_SUPPORT = before
    aws_client._clients = kept


@pytest.fixture
def china() -> Iterator[Vendor]:
    yield from at_aws("aws-cn")


@pytest.fixture
def abroad() -> Iterator[Vendor]:
    yield from at_aws("aws")


def account(
    world: World, clock: StandingClock, partition: str = "aws-cn", region: str = "cn-north-1"
) -> AwsAccount:
    made = add_aws_account(world.blue, partition, region, "123456789012", "prod", by=SYSTEM, at=clock.now)
    said = {"account": made.pk, "way": "role", "role": "ShounuoReadOnly", "external_id": "shounuo-42"}
    assert (
        desk(world.lead).post(f"/desk/customers/{world.blue.pk}/monitoring/access", said).status_code == 303
    )
    return made


def burning(world: World, clock: StandingClock, **said: Any) -> Case:
    words = {
        "subject": "订单库变慢",
        "description": "rds: orders 从十点开始变慢，实例 i-0123456789abcdef0",
        "problem_type": "performance",
    }
    return opened(world, clock, **(words | said))


def pulls(world: World, case: Case, where: AwsAccount, deed: str = "pack", **said: Any) -> int:
    form = {"account": where.pk, "minutes": "180", "moment": "2026-03-02T10:00"} | said
    return int(desk(world.duty).post(f"/desk/cases/{case.number}/evidence/{deed}", form).status_code)


def goes_on(clock: StandingClock, times: int = 20) -> None:
    for _ in range(times):
        if not look_at_evidence(clock.now):
            break


def page(world: World, case: Case) -> str:
    return look(desk(world.duty), f"/desk/cases/{case.number}/evidence")


@pytest.mark.clause("7.2-xray", "7.2-health")
def test_the_pack_of_the_problem_in_one_tap(world: World, clock: StandingClock, china: Vendor) -> None:
    where, case = account(world, clock), burning(world, clock)
    assert "一键取诊断包" in page(world, case)
    assert pulls(world, case, where) == 303
    goes_on(clock)
    kinds = dict(Snapshot.objects.values_list("kind", "state"))
    assert kinds == {"metrics": "done", "alarms": "done", "traces": "done", "health": "absent"}
    shown = page(world, case)
    assert "CPUUtilization orders" in shown
    assert "<polyline" in shown
    assert "最高 99.2" in shown
    assert "orders-cpu" in shown
    assert "https://shop.example/pay" in shown
    assert "AWS 中国区没有 Health API" in shown
    assert isinstance(china.behaviour, AwsAccountToRead)
    assert all(
        "cn-north-1 by ASIAROLE" in one for one in china.behaviour.asked
    )  # our role in their account, in their region
    metrics = next(one for one in china.taken if "MetricDataQueries" in one)
    dimensions = {
        one["MetricStat"]["Metric"]["Dimensions"][0]["Value"] for one in metrics["MetricDataQueries"]
    }
    assert dimensions == {"orders", "i-0123456789abcdef0"}
    verbs = Entry.objects.filter(stream=case.stream, verb__startswith="evidence.").values_list(
        "verb", flat=True
    )
    assert sorted(verbs) == ["evidence.asked"] * 4 + ["evidence.pulled"] * 3
    again = len(china.taken)
    goes_on(clock)
    assert len(china.taken) == again


@pytest.mark.clause("7.2-cloudtrail")
def test_risky_calls_are_marked_and_pages_are_read_on(
    world: World, clock: StandingClock, china: Vendor
) -> None:
    where, case = account(world, clock), burning(world, clock, problem_type="security")
    assert pulls(world, case, where, "pull", kinds=["trail"]) == 303
    goes_on(clock)
    rows = Snapshot.objects.get().rows
    assert [(row["name"], row["risky"]) for row in rows] == [("UpdateService", False), ("StopLogging", True)]
    shown = page(world, case)
    assert "高风险" in shown
    assert "mallory" in shown
    assert "198.51.100.7" in shown


def test_log_lines_by_a_query_and_nothing_runs(world: World, clock: StandingClock, china: Vendor) -> None:
    where, case = account(world, clock), burning(world, clock)
    assert pulls(world, case, where, "pull", kinds=["logs"]) == 422  # of which group?
    assert pulls(world, case, where, "pull", kinds=["logs"], group="/app/orders", pattern="?ERROR") == 303
    goes_on(clock)
    asked = next(one for one in china.taken if "logGroupName" in one)
    assert (asked["filterPattern"], asked["endTime"] > asked["startTime"]) == ("?ERROR", True)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page(world, case)
    assert pulls(world, case, where, "pull", kinds=["logs"], group="/no/such") == 303
    goes_on(clock)
    failed = Snapshot.objects.latest("pk")
    assert failed.state == "failed"
    assert "没有这个日志组或资源" in failed.trouble


@pytest.mark.clause("7.2-health", "7.2-trusted-advisor")
def test_abroad_health_and_trusted_advisor_answer(world: World, clock: StandingClock, abroad: Vendor) -> None:
    where, case = account(world, clock, "aws", "us-west-2"), burning(world, clock)
    assert pulls(world, case, where, "pull", kinds=["health", "advisor"]) == 303
    goes_on(clock)
    shown = page(world, case)
    assert "AWS_RDS_OPERATIONAL_ISSUE" in shown
    assert "不受限制的特定端口" in shown
    assert "空闲的负载均衡器" not in shown  # what is green is no news
    beside = look(desk(world.duty), f"/desk/cases/{opened(world, clock).number}?part=knowledge")
    assert (
        "AWS_RDS_OPERATIONAL_ISSUE" in beside
    )  # an event that is open stands beside the customer's other cases too
    assert isinstance(abroad.behaviour, AwsAccountToRead)
    assert {one.split(" by ")[0] for one in abroad.behaviour.asked} == {
        "health@us-east-1",
        "advisor@us-east-1",
    }


def test_a_busy_aws_is_asked_again_and_one_that_says_no_is_not(
    world: World, clock: StandingClock, china: Vendor
) -> None:
    where, case = account(world, clock), burning(world, clock)
    goes_on(clock)
    assert pulls(world, case, where, "pull", kinds=["alarms"]) == 303
    china.next("")  # AssumeRole
    china.next("throttle")
    goes_on(clock)
    held = Snapshot.objects.get()
    assert (held.state, held.tries, held.next_at is not None) == ("wanted", 1, True)
    clock.forward(seconds=11)
    goes_on(clock)
    held.refresh_from_db()
    assert held.state == "done"
    for trouble, words in (("denied", "角色没有这个权限"), ("expired", "凭证已过期")):
        pulls(world, case, where, "pull", kinds=["alarms"])
        china.next(trouble)
        goes_on(clock)
        latest = Snapshot.objects.latest("pk")
        assert (latest.state, words in latest.trouble) == ("failed", True), latest.trouble
    pulls(world, case, where, "pull", kinds=["alarms"])
    china.next("throttle", times=9)
    for _ in range(9):
        goes_on(clock)
        clock.forward(minutes=5)
    assert Snapshot.objects.latest("pk").state == "failed"  # five times, then given up


def test_a_slow_answer_and_a_broken_line_hold_nothing_up(
    world: World, clock: StandingClock, china: Vendor
) -> None:
    where, case = account(world, clock), burning(world, clock)
    pulls(world, case, where, "pull", kinds=["alarms"])
    china.next("")
    china.next("drop")
    goes_on(clock)
    assert Snapshot.objects.get().state == "wanted"
    clock.forward(minutes=1)
    goes_on(clock)
    assert Snapshot.objects.get().state == "done"


def test_an_answer_that_takes_too_long_is_asked_for_again(
    world: World, clock: StandingClock, china: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws_client, "READ", 0.4)
    where, case = account(world, clock), burning(world, clock)
    pulls(world, case, where, "pull", kinds=["alarms"])
    china.next("")
    china.next("slow")
    goes_on(clock)
    held = Snapshot.objects.get()
    assert (held.state, held.trouble.split(":")[0] != "") == ("wanted", True)
    china.goes_on.set()
    clock.forward(minutes=1)
    goes_on(clock)
    held.refresh_from_db()
    assert held.state == "done"


def test_the_access_is_tried_and_keys_are_never_shown(
    world: World, clock: StandingClock, china: Vendor
) -> None:
    where = account(world, clock)
    lead, address = desk(world.lead), f"/desk/customers/{world.blue.pk}/monitoring"
    assert lead.post(f"{address}/access-trial", {"account": where.pk}).status_code == 303
    assert "可以读取" in look(lead, address)
    wrong = {"account": where.pk, "way": "role", "role": "ShounuoReadOnly", "external_id": "someone-else"}
    lead.post(f"{address}/access", wrong)
    refused = lead.post(f"{address}/access-trial", {"account": where.pk})
    assert refused.status_code == 422
    assert "AccessDenied" in refused.content.decode()
    keys = {"account": where.pk, "way": "keys", "key": "AKIASHOUNUOTEST00001", "secret": "very-secret-key"}
    lead.post(f"{address}/access", keys)
    held = AccountAccess.objects.get()
    assert "very-secret-key" not in held.sealed
    assert "very-secret-key" not in look(lead, address)
    assert desk(world.duty).post(f"{address}/access", keys).status_code == 403
    lead.post(f"{address}/access-end", {"account": where.pk})
    assert not AccountAccess.objects.exists()


def test_only_the_customers_own_accounts_and_only_colleagues(
    world: World, clock: StandingClock, china: Vendor
) -> None:
    where, case = account(world, clock), burning(world, clock)
    foreign = add_aws_account(world.red, "aws-cn", "cn-north-1", "999999999999", by=SYSTEM, at=clock.now)
    assert pulls(world, case, foreign) == 422
    assert pulls(world, case, where, "pull", kinds=[]) == 422
    assert pulls(world, case, where, "pull", kinds=["secrets"]) == 422
    assert not Snapshot.objects.exists()
    assert browser(world.wang).get(f"/desk/cases/{case.number}/evidence").status_code == 302
    pulls(world, case, where)
    goes_on(clock)
    assert "orders-cpu" not in read(browser(world.wang), f"/cases/{case.number}")


def test_without_access_it_says_what_is_missing(world: World, clock: StandingClock) -> None:
    case = burning(world, clock)
    assert "还没有登记 AWS 账号" in page(world, case)
    where = add_aws_account(world.blue, "aws-cn", "cn-north-1", "123456789012", by=SYSTEM, at=clock.now)
    assert "还没有设置只读访问" in page(world, case)
    pulls(world, case, where, "pull", kinds=["alarms"])
    goes_on(clock)
    assert "还没有设置只读访问" in Snapshot.objects.get().trouble
