"""Planned work and maintenance windows: agreed, tied, told, begun, done – or cancelled. [5.3.3-P3]"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from shounuo.cases.models import Case, MaintenanceWindow, Plan
from shounuo.cases.reads import plan_of
from shounuo.casework import maintain
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.maintain import Agreed
from shounuo.casework.open_case import open_case
from shounuo.commitments.models import Commitment
from shounuo.customers.actions import add_contact
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Message
from shounuo.notifications.render import render
from tests.support.world import World, account, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.3.3-P3")]
SLIGHT = {
    "subject": "运单列表的日期列显示错位",
    "description": "运单列表里日期列的文字和表头对不齐，只是界面显示问题。",
    "impact": "few_users",
}
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


@pytest.fixture
def world() -> World:
    return build(NOW)


@pytest.fixture
def case(world: World) -> Case:
    """A P3 of Monday 2 March, 10:00, to be solved by Tuesday 10:00."""
    return open_case(ticket(world.wang, **SLIGHT), by=account(world.wang).actor, at=NOW)


def window(
    world: World, begins: str = "2026-03-05T22:00", ends: str = "2026-03-05T23:30", **more: object
) -> MaintenanceWindow:
    agreed = Agreed("升级前端组件", "发布 3.2 版样式", beijing(begins), beijing(ends), **more)  # type: ignore[arg-type]
    return maintain.agree_window(world.blue, agreed, by=world.lead.actor, at=NOW)


def told(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=kind).order_by("id").values_list("address", flat=True))


def test_a_case_in_a_window_and_its_customer_told(world: World, case: Case) -> None:
    held = window(world)
    assert (held.state, held.by_name) == ("planned", world.lead.name)
    maintain.tie(case, held, by=world.duty.actor, at=NOW)
    held.refresh_from_db()
    plan = plan_of(case)
    assert plan
    assert (held.state, plan.window, plan.starts_at) == ("announced", held, beijing("2026-03-05T22:00"))
    assert (plan.by_name, plan.planned_at) == (world.duty.name, NOW)
    assert told("case.maintenance") == ["wang@blue.example"]
    rendered = render(Message.objects.get(kind="case.maintenance"), at=NOW)
    assert "计划维护 3月5日 周四 22:00(UTC+8)" in rendered.subject
    assert "3月5日 周四 22:00(UTC+8) 至 3月5日 周四 23:30(UTC+8)" in rendered.text
    assert "升级前端组件" in rendered.text
    assert "发布 3.2 版样式" in rendered.text
    assert Entry.objects.get(verb="case.tied").facts["when"] == "2026-03-05 22:00"


def test_in_english_too(world: World, case: Case) -> None:
    user = account(world.wang)
    user.language = "en"
    user.save()
    case.requester.user = user
    maintain.tie(case, window(world), by=world.duty.actor, at=NOW)
    rendered = render(Message.objects.get(kind="case.maintenance"), at=NOW)
    assert "Thu 5 Mar 22:00 (UTC+8) to Thu 5 Mar 23:30 (UTC+8)" in rendered.text


def test_the_promises_run_on(world: World, case: Case) -> None:
    before = list(Commitment.objects.order_by("id").values_list("track", "due_at", "state"))
    maintain.tie(case, window(world), by=world.duty.actor, at=NOW)
    assert list(Commitment.objects.order_by("id").values_list("track", "due_at", "state")) == before


def test_tying_twice_tells_once(world: World, case: Case) -> None:
    held = window(world)
    revision = maintain.tie(case, held, by=world.duty.actor, at=NOW).revision
    assert maintain.tie(case, held, by=world.duty.actor, at=NOW).revision == revision
    assert told("case.maintenance") == ["wang@blue.example"]
    assert Plan.objects.count() == 1


def test_the_windows_own_contact_is_told_by_name(world: World, case: Case) -> None:
    ops = add_contact(world.blue, "孙运维", email="ops@blue.example", by=SYSTEM, at=NOW)
    maintain.tie(case, window(world, contact=ops), by=world.duty.actor, at=NOW)
    assert told("case.maintenance") == ["wang@blue.example", "ops@blue.example"]
    letter = render(Message.objects.get(address="ops@blue.example", kind="case.maintenance"), at=NOW)
    assert "孙运维，您好" in letter.text


def test_a_cancelled_window_frees_its_cases_and_says_why(world: World, case: Case) -> None:
    held = window(world)
    maintain.tie(case, held, by=world.duty.actor, at=NOW)
    with pytest.raises(Refusal, match="请写明取消的原因"):
        maintain.cancel(held, " ", by=world.lead.actor, at=NOW)
    maintain.cancel(held, "客户要求改期", by=world.lead.actor, at=NOW + timedelta(hours=1))
    assert plan_of(case) is None
    assert held.state == "cancelled"
    rendered = render(Message.objects.get(kind="case.maintenance_cancelled"), at=NOW)
    assert "客户要求改期" in rendered.text
    for act in (maintain.begin, maintain.finish):
        with pytest.raises(Refusal, match="状态已经变了"):
            act(held, by=world.lead.actor, at=NOW)
    with pytest.raises(Refusal, match="不能用于此案例"):
        maintain.tie(case, held, by=world.duty.actor, at=NOW)
    assert told("case.maintenance") == ["wang@blue.example"]


def test_begun_and_done(world: World, case: Case) -> None:
    held = window(world)
    maintain.tie(case, held, by=world.duty.actor, at=NOW)
    maintain.begin(held, by=world.duty.actor, at=beijing("2026-03-05T22:02"))
    maintain.finish(held, by=world.duty.actor, at=beijing("2026-03-05T23:10"))
    assert list(Entry.objects.filter(stream=held.stream).order_by("seq").values_list("verb", flat=True)) == [
        "maintenance.agreed", "maintenance.announced", "maintenance.begun", "maintenance.finished",
    ]  # fmt: skip
    with pytest.raises(Refusal, match="状态已经变了"):
        maintain.cancel(held, "太晚了", by=world.duty.actor, at=beijing("2026-03-05T23:20"))


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        ("2026-03-05T22:00", "2026-03-05T22:00", "结束时间应晚于开始时间"),
        ("2026-03-01T22:00", "2026-03-01T23:00", "这个时间已经过去"),
    ],
)
def test_windows_that_cannot_be(begins: str, ends: str, words: str, world: World) -> None:
    with pytest.raises(Refusal, match=words):
        window(world, begins, ends)
    assert not MaintenanceWindow.objects.exists()


def test_another_customers_window_and_contact_are_refused(world: World, case: Case) -> None:
    with pytest.raises(Refusal, match="联系人不属于这个客户"):
        window(world, contact=world.zhao)
    other = MaintenanceWindow.objects.create(
        customer=world.red, title="x", work="", begins_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=2),
        agreed_at=NOW, by_name="x",
    )  # fmt: skip
    with pytest.raises(Refusal, match="不能用于此案例"):
        maintain.tie(case, other, by=world.duty.actor, at=NOW)
    assert not Plan.objects.exists()
    assert told("case.maintenance") == []


def test_what_cannot_wait_is_not_planned(world: World) -> None:
    urgent = open_case(ticket(world.wang), by=account(world.wang).actor, at=NOW)
    assert urgent.priority == "P2"
    with pytest.raises(Refusal, match="P2 的案例不能等待"):
        maintain.tie(urgent, window(world), by=world.duty.actor, at=NOW)
    with pytest.raises(Refusal, match="P2 的案例不能等待"):
        maintain.plan_start(urgent, NOW + timedelta(hours=1), "", by=world.duty.actor, at=NOW)
    assert not Plan.objects.exists()


def test_a_question_waits_but_goes_into_no_window(world: World) -> None:
    said = {
        "subject": "想了解 S3 生命周期规则的最佳实践",
        "description": "怎么配置比较好？不急。",
        "problem_type": "consulting",
        "impact": "none",
    }
    question = open_case(ticket(world.wang, **said), by=account(world.wang).actor, at=NOW)
    assert question.priority == "P4"
    with pytest.raises(Refusal, match="不能用于此案例"):
        maintain.tie(question, window(world), by=world.duty.actor, at=NOW)
    maintain.plan_start(question, NOW + timedelta(hours=3), "等顾问", by=world.duty.actor, at=NOW)
    assert Plan.objects.get().starts_at == NOW + timedelta(hours=3)


def test_a_time_that_somebody_plans(world: World, case: Case) -> None:
    for starts, words in (
        (NOW, "计划的时间应在将来"),
        (beijing("2026-03-03T10:00:01"), "承诺的解决时间是 2026-03-03 10:00"),
    ):
        with pytest.raises(Refusal, match=words):
            maintain.plan_start(case, starts, "等发布", by=world.duty.actor, at=NOW)
    maintain.plan_start(case, beijing("2026-03-03T10:00"), "等发布", by=world.duty.actor, at=NOW)
    maintain.plan_start(case, beijing("2026-03-02T14:00"), "提前", by=world.duty.actor, at=NOW)
    plan = plan_of(case)
    assert plan
    assert (plan.starts_at, plan.why["zh"], plan.by_name) == (
        beijing("2026-03-02T14:00"),
        "提前",
        world.duty.name,
    )
    assert Plan.objects.count() == 2


def test_a_raise_ends_the_plan(world: World, case: Case) -> None:
    maintain.tie(case, window(world), by=world.duty.actor, at=NOW)
    raise_priority(case, "P1", "大部分用户都受影响", by=world.duty.actor, at=NOW + timedelta(minutes=5))
    assert plan_of(case) is None
