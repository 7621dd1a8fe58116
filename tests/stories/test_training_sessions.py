"""Trainings of a period, through the desk and over real mail: promised, arranged, moved, called off, held, made up for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from shounuo.commitments.models import Commitment
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.reports.attainment import attainment
from shounuo.training.models import Attendance, Session
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.smtp import Mailbox
from tests.support.training import (
    MEETING,
    deliver,
    invitations,
    only_invitations,
    page_of,
    promised,
    send,
    sending_to,
    session,
    watch,
)
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
END_OF_MARCH = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
"""Midnight in Beijing between 31 March and 1 April: the end of the first quarter, and of March."""
END_OF_JUNE = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)


@pytest.fixture
def world(clock: StandingClock) -> World:
    """The house on Monday, 2 March 2026, 10:00; the watch has come by."""
    world = build(clock.now)
    watch(clock.now)
    return world


@pytest.fixture
def lead(world: World) -> Client:
    return desk(world.lead)


@pytest.fixture
def mail(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    return sending_to(mailbox, monkeypatch)


# ------------------------------------------------------------------ promised


@pytest.mark.clause("8.2-quarterly", "8.2-sharing")
def test_each_period_has_a_session_that_is_promised_by_its_end(world: World, clock: StandingClock) -> None:
    rows = [
        (one.kind, one.period, promised(one).track, promised(one).due_at)
        for one in Session.objects.order_by("id")
    ]
    assert rows == [
        ("quarterly", "2026-Q1", "quarterly_training", END_OF_MARCH),
        ("quarterly", "2026-Q2", "quarterly_training", END_OF_JUNE),
        ("sharing", "2026-03", "case_sharing", END_OF_MARCH),
        ("sharing", "2026-04", "case_sharing", datetime(2026, 4, 30, 16, 0, tzinfo=UTC)),
    ]
    row = promised(session("quarterly", "2026-Q1"))
    assert (row.clause, row.owner_roles, row.case_id, row.started_at) == (
        "8.2-quarterly", ["technical_lead"], None, clock.now,
    )  # fmt: skip
    assert promised(session("quarterly", "2026-Q2")).started_at == END_OF_MARCH
    watch(clock.forward(hours=5))
    assert (Session.objects.count(), Commitment.objects.count(), Message.objects.count()) == (4, 4, 0)
    page = look(desk(world.duty), "/desk/training")
    assert "2026-Q1 季度培训" in page
    assert "安排时间：2026-Q1 季度培训" in page


@pytest.mark.clause("8.2-quarterly", "7.1-workflow")
def test_a_quarter_that_nobody_held_is_broken_at_its_end_even_if_the_watch_slept(
    world: World, clock: StandingClock
) -> None:
    watch(clock.to(END_OF_MARCH + timedelta(days=17)))
    q1 = session("quarterly", "2026-Q1")
    row = promised(q1)
    assert (row.broken_at, row.state) == (END_OF_MARCH, "running")
    noted = Entry.objects.get(stream=q1.about, verb="commitment.broken")
    assert (noted.happened_at, noted.recorded_at) == (END_OF_MARCH, clock.now)
    alarm = Alarm.objects.get(key=f"broken:{q1.about}:quarterly_training")
    assert (alarm.words["zh"], alarm.cleared_at) == ("2026-Q1 季度培训：季度培训的承诺已超时", None)
    told = Message.objects.filter(key__startswith=q1.about).values_list("kind", "address")
    assert list(told) == [("standing.breach", "lead@house.example")]
    assert sorted(Session.objects.filter(kind="quarterly").values_list("period", flat=True)) == [
        "2026-Q1", "2026-Q2", "2026-Q3",
    ]  # fmt: skip
    watch(clock.forward(hours=3))
    assert Message.objects.filter(key__startswith=q1.about).count() == 1


@pytest.mark.clause("8.2-quarterly", "6.1-sla-risk")
def test_the_lead_is_warned_at_each_share_of_the_quarter_and_nobody_else(
    world: World, clock: StandingClock
) -> None:
    q1 = session("quarterly", "2026-Q1")
    began, budget = clock.now, END_OF_MARCH - clock.now
    seen = []
    for share in (50, 75, 90):
        moment = began + budget * share / 100
        watch(clock.to(moment.replace(microsecond=0) + timedelta(seconds=1)))
        told = Message.objects.filter(key__startswith=q1.about).order_by("id")
        seen.append(list(told.values_list("kind", "facts__share", "address")))
    assert seen[-1] == [("standing.warning", share, "lead@house.example") for share in (50, 75, 90)]
    assert [len(one) for one in seen] == [1, 2, 3]
    watch(clock.to(END_OF_MARCH))
    assert promised(q1).broken_at is None


@pytest.mark.clause("8.2-quarterly")
def test_quarters_slept_over_are_all_broken_each_at_its_own_end(world: World, clock: StandingClock) -> None:
    watch(clock.to(datetime(2027, 1, 15, 2, 0, tzinfo=UTC)))
    broken = Commitment.objects.filter(track="quarterly_training", broken_at__isnull=False).order_by("due_at")
    assert [row.broken_at for row in broken] == [
        END_OF_MARCH, END_OF_JUNE, datetime(2026, 9, 30, 16, 0, tzinfo=UTC), datetime(2026, 12, 31, 16, 0, tzinfo=UTC),
    ]  # fmt: skip
    assert Alarm.objects.filter(key__contains="quarterly_training").count() == 4


@pytest.mark.clause("9.1-attainment")
def test_what_is_promised_without_a_case_is_no_figure_of_the_cases(
    world: World, clock: StandingClock
) -> None:
    watch(clock.to(END_OF_MARCH + timedelta(days=1)))
    assert Commitment.objects.filter(broken_at__isnull=False).count() == 2
    assert attainment(clock.now - timedelta(days=60), clock.now + timedelta(days=1)) == []


# ------------------------------------------------------------------ held


def held(lead: Client, world: World, clock: StandingClock, *absent: str) -> Session:
    """Arranged for 18 March, held, these people absent."""
    q1 = session("quarterly", "2026-Q1")
    send(lead, q1, "meeting", **MEETING)
    clock.to(datetime(2026, 3, 18, 9, 0, tzinfo=UTC))
    came = [
        one.user_id
        for one in q1.attendances.select_related("user")
        if one.user.email.partition("@")[0] not in absent
    ]
    assert send(lead, q1, "attendance", came=came, notes="讲了三个新功能").status_code == 303
    q1.refresh_from_db()
    return q1


@pytest.mark.clause("8.2-quarterly")
def test_held_with_its_attendance_the_promise_is_kept(
    lead: Client, world: World, clock: StandingClock
) -> None:
    q1 = session("quarterly", "2026-Q1")
    send(lead, q1, "meeting", **MEETING)
    early = send(lead, q1, "attendance", came=[])
    assert (early.status_code, "培训还没有开始" in early.content.decode()) == (409, True)
    q1 = held(lead, world, clock)
    row = promised(q1)
    assert (row.state, row.met_at, row.broken_at) == ("met", clock.now, None)
    assert (q1.state, q1.notes) == ("held", "讲了三个新功能")
    assert Attendance.objects.filter(session=q1, came=True).count() == 5
    assert not Session.objects.exclude(makes_up=None).exists()
    assert "缺席待补" not in look(lead, "/desk/training")
    again = send(lead, q1, "attendance", came=[])
    assert again.status_code == 409
    assert Attendance.objects.filter(session=q1, came=True).count() == 5
    watch(clock.to(END_OF_MARCH + timedelta(days=1)))
    assert not Alarm.objects.filter(key__contains=f":{q1.about}:").exists()


@pytest.mark.clause("8.2-quarterly")
def test_who_was_absent_is_shown_and_invited_to_the_make_up(
    lead: Client, world: World, mail: Mailbox, clock: StandingClock
) -> None:
    q1 = held(lead, world, clock, "second", "architect")
    deliver(clock)
    already = len(mail.messages)
    again = Session.objects.get(makes_up=q1)
    row = promised(again)
    assert (row.track, row.state, row.due_at) == ("make_up", "running", clock.now + timedelta(days=30))
    page = look(desk(world.duty), "/desk/training")
    assert "缺席待补" in page
    assert "补训待定日期" in page
    assert "缺席" in look(desk(world.second), f"/desk/training/people/{world.second.pk}")
    send(lead, again, "meeting", **MEETING | {"begins_at": "2026-03-24T10:00"})
    deliver(clock)
    assert invitations(mail.messages[already:]) == [
        ("architect", "REQUEST", 0, "03-24 02:00"), ("second", "REQUEST", 0, "03-24 02:00"),
    ]  # fmt: skip

    clock.to(datetime(2026, 3, 24, 6, 0, tzinfo=UTC))
    assert send(lead, again, "attendance", came=[world.second.pk]).status_code == 303
    assert promised(again).state == "met"
    third = Session.objects.get(makes_up=again)
    missed = [(one.user.name, one.session.make_up_session.pk) for one in _missed()]
    assert missed == [(world.architect.name, third.pk)]
    deliver(clock)
    assert len(only_invitations(mail.messages[already:])) == 2


def _missed() -> list[Attendance]:
    from shounuo.training.reads import missed

    return missed()


@pytest.mark.clause("8.2-quarterly")
def test_held_too_late_it_is_kept_late_and_the_alarm_goes(
    lead: Client, world: World, clock: StandingClock
) -> None:
    q1 = session("quarterly", "2026-Q1")
    watch(clock.to(END_OF_MARCH + timedelta(days=1)))
    send(lead, q1, "meeting", **MEETING | {"begins_at": "2026-04-09T14:00"})
    clock.to(datetime(2026, 4, 9, 9, 0, tzinfo=UTC))
    send(lead, q1, "attendance", came=[one.user_id for one in q1.attendances.all()])
    row = promised(q1)
    assert (row.state, row.broken_at, row.met_at) == ("met", END_OF_MARCH, clock.now)
    alarm = Alarm.objects.get(key=f"broken:{q1.about}:quarterly_training")
    assert (alarm.cleared_at, alarm.cleared_by_name) == (clock.now, world.lead.name)
    met = Entry.objects.get(stream=q1.about, verb="commitment.met")
    assert met.facts["verdict"] == "late"
    page = look(lead, page_of(q1))
    for words in (
        "承诺未按时兑现：季度培训",
        "计划了 2026-Q1 的培训（季度培训）",
        "登记了出席：5 人到场，0 人缺席",
    ):
        assert words in page, words


@pytest.mark.clause("8.2-quarterly", "7.1-workflow")
def test_recording_it_settles_what_the_watch_had_not_noticed(
    lead: Client, world: World, clock: StandingClock
) -> None:
    q1 = session("quarterly", "2026-Q1")
    send(lead, q1, "meeting", **MEETING)
    clock.to(END_OF_MARCH + timedelta(seconds=1))
    send(lead, q1, "attendance", came=[one.user_id for one in q1.attendances.all()])
    assert promised(q1).broken_at == END_OF_MARCH
    verbs = Entry.objects.filter(stream=q1.about).order_by("seq").values_list("verb", flat=True)
    assert list(verbs)[-3:] == ["training.session_held", "commitment.broken", "commitment.met"]


@pytest.mark.clause("8.2-quarterly")
def test_recorded_at_exactly_the_end_of_the_quarter_it_is_kept(lead: Client, clock: StandingClock) -> None:
    q1 = session("quarterly", "2026-Q1")
    send(lead, q1, "meeting", **MEETING)
    clock.to(END_OF_MARCH)
    send(lead, q1, "attendance", came=[])
    assert (promised(q1).state, promised(q1).broken_at) == ("met", None)
