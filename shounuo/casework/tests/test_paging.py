"""People are called until somebody answers: never nobody, never twice by the same rung, and silence afterwards. [5.2-notify]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.acknowledge import acknowledge
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.open_case import open_case
from shounuo.channels.shape import Answer
from shounuo.notifications.models import Call, Delivery, Page
from shounuo.watch.loop import tick
from tests.support.incident import team_is_there
from tests.support.pager import Keeping, keeping, reachable
from tests.support.world import MONDAY, World, build, ticket

pytestmark = pytest.mark.django_db
ALL = ("wecom", "sms", "voice")


@pytest.fixture
def world() -> World:
    world = build()
    for user, number in ((world.duty, "1"), (world.senior, "2"), (world.lead, "3"), (world.second, "4")):
        reachable(
            user, MONDAY, wecom=f"w{number}", sms=f"+861380000000{number}", voice=f"+861380000000{number}"
        )
    return world


@pytest.fixture
def vendors(world: World) -> Iterator[dict[str, Keeping]]:
    with keeping(*ALL, at=MONDAY) as found:
        yield found


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _open(world: World, level: str) -> Case:
    new = ticket(
        world.wang, description="请问怎么看账单?", problem_type="outage", impact="all_users", choice=level
    )
    case = open_case(new, by=world.wang.actor, at=MONDAY)
    team_is_there(case, world.admin, MONDAY)
    return case


def _until(minutes: float) -> None:
    step = 0.0
    while step <= minutes:
        while tick(m(step)):
            pass
        step += 0.5


def _called(case: Case) -> list[tuple[float, str, str]]:
    rows = Delivery.objects.filter(message__case=case, message__call__part="ladder").exclude(channel="mail")
    return sorted(
        ((row.due_at - MONDAY).total_seconds() / 60, row.message.user.name, row.channel)  # type: ignore[union-attr]
        for row in rows.select_related("message__user")
    )


@pytest.mark.clause("5.2-notify", "5.3.2-P0-notify")
def test_a_p0_calls_by_everything_at_once_then_again_then_wider(
    world: World, vendors: dict[str, Keeping]
) -> None:
    case = _open(world, "P0")
    _until(4)
    assert case.assignee is not None
    name = case.assignee.name
    called = [one for one in _called(case) if one[1] == name]
    assert called == [
        (0, name, "sms"),
        (0, name, "voice"),
        (0, name, "wecom"),
        (1, name, "voice"),
        (2, name, "sms"),
        (2, name, "voice"),
    ]
    assert {who for when, who, _ in _called(case) if when == 3} not in (set(), {name})
    assert all(one.state == "sent" for one in Delivery.objects.exclude(channel="mail"))


@pytest.mark.clause("5.2-accept")
def test_accepting_stops_it_and_nothing_else_arrives(world: World, vendors: dict[str, Keeping]) -> None:
    case = _open(world, "P0")
    _until(1)
    before = Delivery.objects.count()
    assert case.assignee
    accept(case, case.assignee, at=m(1.2))
    page = Page.objects.get(case=case, occasion="new_case")
    assert (page.state, page.ended_by, page.ended_via) == ("acknowledged", case.assignee, "desk")
    _until(4)
    later = (
        Delivery.objects.filter(message__case=case)
        .exclude(message__kind="page.taken")
        .exclude(channel="mail")
    )
    assert not later.filter(due_at__gt=m(1.2)).exists()
    assert before


@pytest.mark.clause("5.2-accept")
def test_the_link_accepts_for_whom_it_called_and_twice_changes_nothing(
    world: World, vendors: dict[str, Keeping]
) -> None:
    case = _open(world, "P1")
    _until(0)
    call = Call.objects.get(page__case=case, user=case.assignee)
    assert acknowledge(call, "link", at=m(2)).took
    case.refresh_from_db()
    assert case.state == "working"
    again = acknowledge(Call.objects.get(pk=call.pk), "link", at=m(3))
    assert (again.took, again.first) == (False, False)
    assert Page.objects.get(case=case, occasion="new_case").ended_at == m(2)


@pytest.mark.clause("5.2-accept")
def test_whoever_answers_second_is_written_down_and_takes_nothing(
    world: World, vendors: dict[str, Keeping]
) -> None:
    case = _open(world, "P1")
    _until(10)
    first, second = Call.objects.filter(page__case=case, whom__in=("assignee", "next_on_call")).order_by("pk")
    assert acknowledge(first, "link", at=m(11)).took
    late = acknowledge(Call.objects.get(pk=second.pk), "link", at=m(12))
    assert (late.took, late.refused) == (False, "")
    assert Page.objects.get(case=case, occasion="new_case").ended_by == first.user
    assert Call.objects.get(pk=second.pk).answered_at == m(12)
    case.refresh_from_db()
    assert case.assignee == first.user


@pytest.mark.clause("5.2-notify")
def test_an_unknown_fate_climbs_at_once_and_is_never_submitted_again(
    world: World, vendors: dict[str, Keeping]
) -> None:
    for one in vendors.values():
        one.says = lambda outgoing: Answer("unknown", "the line broke")
    case = _open(world, "P0")
    _until(0)
    keys = [outgoing.key for one in vendors.values() for outgoing in one.taken]
    assert len(keys) == len(set(keys))
    assert Page.objects.get(case=case, occasion="new_case").state == "open"
    assert len({who for _, who, _ in _called(case)}) > 1


@pytest.mark.clause("5.2-notify")
def test_a_known_failure_goes_to_another_vendor_at_once(world: World) -> None:
    with keeping("sms", at=MONDAY) as first, keeping("sms", at=MONDAY, vendor="other") as other:
        first["sms"].says = lambda outgoing: Answer("again", "throttled", code="limit", spent=True)
        case = _open(world, "P1")
        _until(0)
        mine = Delivery.objects.filter(
            message__case=case, message__user=case.assignee, channel="sms"
        ).order_by("ordinal")
        assert [(row.provider.vendor, row.state, row.ordinal) for row in mine if row.provider] == [
            ("kept", "failed", 1), ("other", "sent", 2),
        ]  # fmt: skip
        assert len(other["sms"].taken) >= 1


@pytest.mark.clause("5.2-notify")
def test_p3_never_calls_at_night(world: World, vendors: dict[str, Keeping]) -> None:
    night = datetime(2026, 3, 2, 15, 0, tzinfo=MONDAY.tzinfo)
    new = ticket(
        world.wang, subject="运单列表的日期列显示错位", description="只是界面显示问题。", impact="few_users"
    )
    case = open_case(new, by=world.wang.actor, at=night)
    assert case.priority == "P3"
    while tick(night):
        pass
    assert not Delivery.objects.exclude(channel="mail").exists()
    while tick(night + timedelta(hours=10, minutes=1)):
        pass
    assert {row.channel for row in Delivery.objects.exclude(channel="mail")} == {"wecom"}


@pytest.mark.clause("3.2-upgrade-any-time")
def test_a_raise_calls_anew_and_not_whoever_has_it(world: World, vendors: dict[str, Keeping]) -> None:
    case = _open(world, "P2")
    _until(0)
    assert case.assignee
    accept(case, case.assignee, at=m(1))
    raise_priority(case, "P0", "全部用户受影响", by=case.assignee.actor, at=m(2))
    _until(3)
    fresh = [one for one in _called(case) if one[0] >= 2]
    assert fresh
    assert all(who != case.assignee.name for _, who, _ in fresh)
