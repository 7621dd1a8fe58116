"""The flow of a P0 and a P1: it begins by itself, roles come or are called on, stages move on evidence, it ends. Times by hand
from SPT-003 5.3.2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.acknowledge import acknowledge
from shounuo.casework.incident.command import hand_command, take_command
from shounuo.casework.incident.roles import join
from shounuo.casework.story import told
from shounuo.commitments.models import Commitment
from shounuo.incidents.models import Command, Incident, Presence
from shounuo.kernel.refusal import Refusal
from shounuo.notifications.models import Alarm, Call, Delivery, Message, Page
from shounuo.watch.loop import tick
from tests.support.crew import Crew, burning, crew
from tests.support.incident import incident_of, now_of
from tests.support.pager import Keeping, keeping
from tests.support.world import MONDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Crew:
    return crew()


@pytest.fixture
def vendors(people: Crew) -> Iterator[dict[str, Keeping]]:
    with keeping("wecom", "sms", "voice", at=MONDAY) as found:
        yield found


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _holder(case: Case) -> str:
    assert case.assignee
    return case.assignee.name


def _until(minutes: float, since: float = 0) -> None:
    step = since
    while step <= minutes:
        while tick(m(step)):
            pass
        step += 0.25


def _promises(case: Case) -> dict[str, tuple[float, str]]:
    """Track -> minutes after the trigger, and how it stands."""
    rows = Commitment.objects.filter(case=case).exclude(state="superseded").order_by("pk")
    return {row.track: ((row.due_at - MONDAY).total_seconds() / 60, row.state) for row in rows}


def _how(case: Case, track: str) -> str:
    """kept, late, broken, withdrawn or running, as it ended last."""
    row = Commitment.objects.filter(case=case, track=track).latest("ordinal")
    if row.state == "met":
        return "late" if row.broken_at else "kept"
    return "broken" if row.broken_at else row.state


@pytest.mark.clause(
    "5.3.2-P0-team",
    "5.3.2-P0-takeover",
    "5.3.2-P0-assess",
    "5.3.2-P0-internal-comms",
    "5.3.2-P0-customer-comms",
)
def test_a_p0_promises_its_whole_flow_in_the_second_it_is_one(people: Crew) -> None:
    case = burning(people.world)
    assert _promises(case) == {
        "response": (15, "running"), "resolution": (120, "running"), "arrival:duty_engineer": (0, "met"),
        "arrival:senior_engineer": (5, "running"), "arrival:technical_manager": (10, "running"), "arrival:operations": (10, "running"),
        "arrival:customer_success_manager": (15, "running"), "arrival:management": (30, "running"), "stage:notify": (2, "running"),
        "stage:assess": (5, "running"), "take_over": (10, "running"), "stage:parallel": (15, "running"),
        "stage:implement": (120, "running"), "stage:restore": (120, "running"), "told:management": (10, "running"),
        "sync": (15, "running"), "first_contact": (15, "running"),
    }  # fmt: skip
    incident = incident_of(case)
    assert (incident.state, incident.level, incident.trigger_at, incident.origin) == (
        "running",
        "P0",
        MONDAY,
        "machine",
    )
    commander = Command.objects.get(incident=incident)
    assert (commander.user, commander.how, commander.begins_at) == (case.assignee, "acting", MONDAY)
    assert incident.posts.filter(needed_at=None).get().member == "security"
    done = set(incident.steps.filter(state="done").values_list("stage", "step"))
    assert done == {("take_over", "form_team"), ("take_over", "open_war_room")}


@pytest.mark.clause("5.3.2-P1-team", "5.3.2-P1-assess", "5.3.2-P1-diagnose", "5.3.2-P1-restore")
def test_a_p1_promises_its_own(people: Crew) -> None:
    case = burning(people.world, "P1")
    assert _promises(case) == {
        "response": (30, "running"), "resolution": (240, "running"), "arrival:duty_engineer": (0, "met"),
        "arrival:technical_lead": (60, "running"), "arrival:customer_success_manager": (30, "running"), "stage:notify": (5, "running"),
        "stage:assess": (15, "running"), "stage:diagnose": (30, "running"), "stage:implement": (240, "running"),
        "stage:restore": (240, "running"), "hand_over": (30, "running"),
    }  # fmt: skip


@pytest.mark.parametrize("level", ["P2", "P3", "P4"])
@pytest.mark.clause("5.3.3-P2")
def test_nothing_burns_below(level: str, people: Crew) -> None:
    from shounuo.casework.open_case import open_case
    from tests.support.world import ticket

    case = open_case(
        ticket(people.world.wang, choice=level, impact="few_users"), by=people.world.wang.actor, at=MONDAY
    )
    assert not Incident.objects.filter(case=case).exists()
    assert set(_promises(case)) == {"response", "resolution"}


@pytest.mark.clause("5.3.2-P0-notify", "5.3.2-P0-team")
def test_everybody_is_called_in_their_minute_and_the_notices_are_measured(
    people: Crew, vendors: dict[str, Keeping]
) -> None:
    case = burning(people.world)
    _until(0.5)
    first = {(call.user.name, call.page.occasion) for call in Call.objects.select_related("user", "page")}
    assert first == {
        (_holder(case), "new_case"), ("孙经理", "new_case"), ("何成功", "new_case"), ("周值班", "new_case"),
        ("郑资深", "join:senior_engineer"),
        ("钱运维", "join:operations"),
    }  # fmt: skip
    assert _how(case, "stage:notify") == "kept"
    notice = Commitment.objects.get(case=case, track="stage:notify")
    assert notice.met_at
    assert notice.met_at <= m(2)
    _until(5, 0.75)
    assert Call.objects.filter(
        page__occasion="join:management", user=people.management, called_at=m(5)
    ).exists()
    _until(6, 5.25)
    assert _how(case, "told:management") == "kept"


@pytest.mark.clause("5.3.2-P0-team")
def test_saying_yes_means_coming_and_joining_means_there(people: Crew, vendors: dict[str, Keeping]) -> None:
    case = burning(people.world)
    _until(1)
    call = Call.objects.get(page__occasion="join:operations")
    acknowledge(call, "link", at=m(1))
    presence = Presence.objects.get(user=people.operations)
    assert (presence.member, presence.coming_at, presence.arrived_at) == ("operations", m(1), None)
    assert Page.objects.get(occasion="join:operations").state == "acknowledged"
    assert _how(case, "arrival:operations") == "running"
    assert join(case, people.operations, at=m(8)) == ["operations"]
    assert _how(case, "arrival:operations") == "kept"
    assert join(case, people.operations, at=m(9)) == ["operations"]
    assert (
        next(line.sentence for line in told(case) if line.verb == "incident.arrived")
        == "钱运维 已到场（运维团队）"
    )
    assert (
        len([line for line in told(case) if line.verb == "incident.arrived"]) == 2
    )  # the duty engineer, and operations once


@pytest.mark.clause("5.3.2-P0-team")
def test_who_does_not_come_is_followed_by_the_next_in_line(people: Crew, vendors: dict[str, Keeping]) -> None:
    case = burning(people.world)
    _until(4)
    calls = Call.objects.filter(page__occasion="join:senior_engineer").order_by("called_at")
    assert [(call.user.name, call.called_at) for call in calls] == [("郑资深", m(0)), ("冯架构", m(3))]
    _until(5.25, 4.25)
    assert _how(case, "arrival:senior_engineer") == "broken"
    assert Page.objects.filter(case=case, occasion="arrival_missed", state="open").exists()
    assert Alarm.objects.filter(case=case, kind="incident.late").count() == 1
    join(case, people.world.architect, at=m(6))
    assert _how(case, "arrival:senior_engineer") == "late"
    assert Page.objects.get(occasion="join:senior_engineer").state == "acknowledged"


@pytest.mark.clause("5.3.2-P0-assess")
def test_silence_at_minute_five_goes_on_as_p0_and_the_next_is_called(
    people: Crew, vendors: dict[str, Keeping]
) -> None:
    case = burning(people.world)
    _until(5)
    assert incident_of(case).confirmed_at is None
    _until(5.25, 5.25)
    incident = incident_of(case)
    assert (incident.confirmed_how, incident.level) == ("silence", "P0")
    assert _how(case, "stage:assess") == "broken"
    assert Page.objects.filter(case=case, occasion="arrival_missed").exists()
    assert now_of(case).priority == "P0"


@pytest.mark.clause("5.3.2-P0-assess", "3.2-engineer-confirms")
def test_confirming_in_time_starts_nothing_anew(people: Crew) -> None:
    case = burning(people.world)
    duty = case.assignee
    assert duty
    accept(case, duty, level="P0", at=m(3))
    assert _how(case, "stage:assess") == "kept"
    incident = incident_of(case)
    assert (incident.confirmed_how, incident.confirmed_at) == ("said", m(3))
    assert Incident.objects.filter(case=case).count() == 1


@pytest.mark.clause("5.3.2-P0-assess", "5.3.4-procedure")
def test_a_false_p0_is_stood_down_and_everybody_called_hears_it(
    people: Crew, vendors: dict[str, Keeping]
) -> None:
    case = burning(people.world)
    _until(1)
    called = set(Call.objects.exclude(user=case.assignee).values_list("user__name", flat=True))
    assert case.assignee
    accept(case, case.assignee, level="P3", reason="只是测试环境", at=m(4))
    incident = incident_of(case)
    assert (incident.state, incident.ended_how, incident.ended_at) == ("over", "stood_down", m(4))
    told_down = Message.objects.filter(kind="incident.stood_down")
    assert {one.user.name for one in told_down if one.user} == called
    running = Commitment.objects.filter(case=case, state="running")
    assert set(running.values_list("track", flat=True)) <= {"response", "resolution", "update"}
    assert not Page.objects.filter(case=case, state="open").exists()
    before = Delivery.objects.exclude(channel="mail").filter(submitted_at__gt=m(4)).count()
    _until(20, 4.25)
    later = Delivery.objects.filter(message__kind="page.join", submitted_at__gt=m(4))
    assert (before, later.count()) == (0, 0)


@pytest.mark.clause("5.3.2-P0-takeover")
def test_a_senior_takes_the_case_over_and_is_there(people: Crew) -> None:
    case = burning(people.world)
    accept(case, people.world.senior, at=m(7))
    assert _how(case, "take_over") == "kept"
    assert now_of(case).assignee == people.world.senior
    assert _how(case, "arrival:senior_engineer") == "late"  # 7 minutes, and 5 were promised
    assert incident_of(case).steps.get(step="hand_over").state == "done"


@pytest.mark.clause("5.3.2-P0-takeover")
def test_command_is_taken_handed_over_and_relieved(people: Crew) -> None:
    case = burning(people.world)
    senior, manager = people.world.senior, people.manager
    take_command(case, senior, at=m(6))
    take_command(case, senior, at=m(7))
    with pytest.raises(Refusal) as refused:
        take_command(case, manager, at=m(8))
    assert refused.value.code == "incident.reason_needed"
    with pytest.raises(Refusal) as refused:
        hand_command(case, manager, "现状", by=people.operations, at=m(8))
    assert refused.value.code == "incident.not_commanding"
    hand_command(case, manager, "主库已切换，等待验证", by=senior, at=m(9))
    rows = Command.objects.order_by("pk")
    assert [(one.user.name, one.how, one.begins_at, one.ends_at) for one in rows] == [
        (_holder(case), "acting", m(0), m(6)), ("郑资深", "taken", m(6), m(9)), ("孙经理", "handed", m(9), None),
    ]  # fmt: skip
    with pytest.raises(Refusal) as refused:
        take_command(case, people.success, "我来", at=m(10))
    assert refused.value.status == 403


@pytest.mark.clause("5.3.2-P0-takeover")
def test_relief_is_offered_after_four_hours(people: Crew) -> None:
    case = burning(people.world)
    take_command(case, people.world.senior, at=m(6))
    _until(246, 245)
    held = Command.objects.get(ends_at=None)
    assert held.relief_offered_at == m(246)
    assert Alarm.objects.filter(kind="incident.relief").count() == 1
    take_command(case, people.manager, "接替", at=m(250))
    assert not Alarm.objects.filter(kind="incident.relief", cleared_at=None).exists()
