"""P3 and P4 are asked about in working hours; nothing that would break a promise waits. [5.3.3-P3]

A P3 is answered within 4 h, so its last warning (90%) comes 3 h 36 min after it was opened; a P4 within 8 h: 7 h 12 min.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shounuo.accounts.models import User
from shounuo.cases.models import Case, Plan
from shounuo.casework.accept import accept
from shounuo.casework.assign import hand_over
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import customer_reply, reply
from shounuo.casework.working_hours import when_to_ask, worked_in
from shounuo.commitments.models import Commitment
from shounuo.notifications.models import Delivery
from shounuo.policy.loading import standard
from shounuo.staff.models import Engineer, Team
from shounuo.watch.loop import fire
from tests.support.world import World, account, build, ticket

SLIGHT = {
    "subject": "运单列表的日期列显示错位",
    "description": "运单列表里日期列的文字和表头对不齐，只是界面显示问题。",
    "impact": "few_users",
}
QUESTION = {
    "subject": "想了解 S3 生命周期规则的最佳实践",
    "description": "我们想把 90 天前的日志转到更便宜的存储，请问怎么配置比较好？不急。",
    "problem_type": "consulting",
    "impact": "none",
}
database = pytest.mark.django_db
clause = pytest.mark.clause("5.3.3-P3")


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00").astimezone(UTC)


def local(moment: datetime) -> str:
    return f"{moment + timedelta(hours=8):%m-%d %H:%M}"


@pytest.fixture
def world() -> World:
    return build(beijing("2026-03-01T10:00"))


def opened(world: World, moment: str, said: dict[str, str] = SLIGHT) -> Case:
    return open_case(ticket(world.wang, **said), by=account(world.wang).actor, at=beijing(moment))


def asked(case: Case, kind: str = "case.assigned") -> list[tuple[str, str]]:
    """When colleagues hear of it, and what has become of each message."""
    rows = Delivery.objects.filter(message__case=case, message__kind=kind).order_by("id")
    return [(local(row.due_at), row.state) for row in rows]


def holder(case: Case) -> User:
    assert case.assignee
    return case.assignee


# ------------------------------------------------------------------ the rule


@clause
@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_moment_is_now_or_the_opening_and_never_past_the_last_call(opening: int, call: int) -> None:
    at = beijing("2026-03-03T00:00")
    opens, last_call = at + timedelta(minutes=opening), at + timedelta(minutes=call)
    chosen = when_to_ask(at, opens, last_call)
    assert chosen in (at, opens)
    assert chosen <= last_call
    assert (chosen == opens) is (opens <= last_call or opens == at)


@clause
def test_the_standard_lets_p3_and_p4_wait_and_calls_nobody_at_night() -> None:
    policy = standard()
    assert [worked_in(policy, level) for level in ("P0", "P1", "P2", "P3", "P4")] == [
        "always", "always", "always", "cn-office", "cn-office",
    ]  # fmt: skip
    assert [policy.routine.P3.night_calls, policy.routine.P4.night_calls] == [False, False]


# ------------------------------------------------------------------ opening


@clause
@database
@pytest.mark.parametrize(
    ("moment", "said", "told"),
    [
        ("2026-03-03T10:00", SLIGHT, "03-03 10:00"),  # a Tuesday, in working hours
        ("2026-03-03T17:59:59", SLIGHT, "03-03 17:59"),
        ("2026-03-03T06:00", SLIGHT, "03-03 09:00"),  # last call 09:36
        ("2026-03-03T05:24", SLIGHT, "03-03 09:00"),  # last call 09:00 sharp
        ("2026-03-03T05:23", SLIGHT, "03-03 05:23"),  # last call 08:59: it can't wait
        ("2026-03-02T20:00", SLIGHT, "03-02 20:00"),  # last call 23:36
        ("2026-03-07T11:00", SLIGHT, "03-07 11:00"),  # a Saturday: Monday is too late
        ("2026-02-28T08:00", SLIGHT, "02-28 09:00"),  # a Saturday that is worked (补班)
        ("2026-02-23T08:00", SLIGHT, "02-23 08:00"),  # the Spring Festival's last day
        ("2026-03-03T02:00", QUESTION, "03-03 09:00"),  # a P4, last call 09:12
        ("2026-03-03T01:47", QUESTION, "03-03 01:47"),  # a P4, last call 08:59
    ],
)
def test_when_the_engineer_is_told_of_a_new_case(moment: str, said: dict[str, str], told: str) -> None:
    world = build(beijing("2026-02-20T10:00"))
    case = opened(world, moment, said)
    assert case.priority == ("P3" if said is SLIGHT else "P4")
    assert asked(case) == [(told, "queued")]
    planned = [local(plan.starts_at) for plan in Plan.objects.filter(case=case)]
    assert planned == ([told] if local(beijing(moment)) != told else [])
    customer = Delivery.objects.get(message__case=case, message__kind="case.acknowledged")
    assert customer.due_at == beijing(moment)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"mail"}


@clause
@pytest.mark.clause("4.2-24x7")
@database
def test_the_clocks_do_not_wait(world: World) -> None:
    case = opened(world, "2026-03-03T06:00")
    due = {row.track: local(row.due_at) for row in Commitment.objects.filter(case=case)}
    assert due == {"response": "03-03 10:00", "resolution": "03-04 06:00"}


@database
@pytest.mark.clause("5.3.3-P3", "5.3.3-P2")
def test_a_p2_waits_for_nobodys_morning(world: World) -> None:
    case = opened(world, "2026-03-03T06:00", {})
    assert case.priority == "P2"
    assert asked(case) == [("03-03 06:00", "queued")]
    assert not Plan.objects.exists()


@clause
@database
@pytest.mark.parametrize(
    ("calendar", "told"),
    [("always", "03-03 06:00"), ("cn-office", "03-03 09:00"), ("nowhere", "03-03 09:00")],
)
def test_the_hours_are_those_of_the_engineers_team(calendar: str, told: str, world: World) -> None:
    Engineer.objects.update(team=Team.objects.create(name="夜班组", calendar=calendar))
    assert asked(opened(world, "2026-03-03T06:00")) == [(told, "queued")]


# ------------------------------------------------------------------ what follows


@clause
@pytest.mark.clause("6.1-sla-risk")
@database
def test_early_warnings_wait_and_the_last_one_does_not(world: World) -> None:
    """Opened at 06:00, due at 10:00: half is used at 08:00, three quarters at 09:00, nine tenths at 09:36."""
    case = opened(world, "2026-03-03T06:00")
    for moment in ("08:00", "09:00", "09:36", "10:00:01"):
        fire(beijing(f"2026-03-03T{moment}"))
    assert [one[0] for one in asked(case, "commitment.warning")] == [
        "03-03 09:00", "03-03 09:00", "03-03 09:36", "03-03 09:36",
    ]  # fmt: skip
    assert {one[0] for one in asked(case, "commitment.breach")} == {"03-03 10:00"}


@clause
@pytest.mark.clause("6.1-sla-risk")
@database
def test_at_night_the_last_warning_and_the_breach_are_told_at_once(world: World) -> None:
    """Opened at 20:00, due at midnight: the last warning at 23:36."""
    case = opened(world, "2026-03-02T20:00")
    for moment in ("2026-03-02T23:36", "2026-03-03T00:00:01"):
        fire(beijing(moment))
    assert {one[0] for one in asked(case, "commitment.warning")} == {"03-02 23:36"}
    assert {one[0] for one in asked(case, "commitment.breach")} == {"03-03 00:00"}


@clause
@database
def test_the_customers_answer_waits_for_the_morning_too(world: World) -> None:
    case = opened(world, "2026-03-03T06:00")
    customer_reply(case, "补充一张截图", by=account(world.wang).actor, at=beijing("2026-03-03T07:00"))
    assert asked(case, "case.customer_replied") == [("03-03 09:00", "queued")]


@clause
@database
def test_what_is_broken_already_hurries_nobody_at_night(world: World) -> None:
    """Opened at 20:00; the response broke at midnight, and the next last call is that of the resolution, at 17:36."""
    case = opened(world, "2026-03-02T20:00")
    fire(beijing("2026-03-03T00:00:01"))
    customer_reply(case, "有人在吗", by=account(world.wang).actor, at=beijing("2026-03-03T03:00"))
    assert asked(case, "case.customer_replied") == [("03-03 09:00", "queued")]


@clause
@database
def test_what_is_paused_hurries_nobody_either(world: World) -> None:
    """The case waits for its customer since Monday 10:00: of the resolution, once due on Tuesday at 09:30, only what was
    left at the pause counts. The next update is owed a day after the last one, on Tuesday at 17:00."""
    case = accept(opened(world, "2026-03-02T09:30"), world.duty, at=beijing("2026-03-02T09:40"))
    for moment in ("10:00", "17:00"):
        reply(case, "请提供截图", wait=True, by=world.duty.actor, at=beijing(f"2026-03-02T{moment}"))
    hand_over(case, world.senior, "换班", by=world.duty.actor, at=beijing("2026-03-03T06:00"))
    assert asked(case)[-1] == ("03-03 09:00", "queued")


@pytest.mark.clause("5.3.3-P3", "5.3.4-procedure")
@database
def test_raised_in_the_night_it_waits_no_longer(world: World) -> None:
    case = opened(world, "2026-03-03T06:00")
    raise_priority(case, "P1", "大部分用户都受影响", by=world.duty.actor, at=beijing("2026-03-03T07:00"))
    assert asked(case) == [("03-03 07:00", "queued")]
    assert Plan.objects.get().ended_at == beijing("2026-03-03T07:00")


@clause
@database
def test_raised_to_what_still_can_wait_it_waits(world: World) -> None:
    case = opened(world, "2026-03-03T07:00", QUESTION)
    raise_priority(case, "P3", "影响比预期大", by=world.duty.actor, at=beijing("2026-03-03T07:30"))
    assert asked(case) == [("03-03 09:00", "queued")]
    assert Plan.objects.get().ended_at is None


@clause
@database
def test_taken_before_the_morning_nobody_need_be_asked(world: World) -> None:
    case = opened(world, "2026-03-03T06:00")
    accept(case, holder(case), at=beijing("2026-03-03T07:00"))
    assert asked(case) == [("03-03 09:00", "withdrawn")]
    assert Plan.objects.get().ended_at == beijing("2026-03-03T07:00")


@clause
@database
def test_handed_over_before_the_morning_only_the_new_one_is_asked(world: World) -> None:
    case = opened(world, "2026-03-03T06:00")
    hand_over(case, world.senior, "换班", by=world.duty.actor, at=beijing("2026-03-03T07:00"))
    assert asked(case) == [("03-03 09:00", "withdrawn"), ("03-03 09:00", "queued")]
    assert Plan.objects.filter(ended_at=None).count() == 1
