"""A case offered to somebody: off duty, by hand, accepted, declined, unanswered; and a P0 taken over. [5.2-assign]"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet

from shounuo.accounts.models import User
from shounuo.assignment.models import Offer
from shounuo.assignment.open_offers import Asked, asks_offers_to, found_offers
from shounuo.assignment.reads import gone_off_duty, offer_of, offers_to
from shounuo.cases.models import Case
from shounuo.casework import handlers
from shounuo.casework.accept import accept
from shounuo.casework.assign import hand_over
from shounuo.casework.offer import decline, hand_on, offer, take
from shounuo.casework.open_case import open_case
from shounuo.casework.story import told
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.rows import ask
from shounuo.notifications.models import Alarm, Message
from shounuo.oncall.models import Shift
from shounuo.staff.actions import take_leave
from shounuo.staff.models import Engineer
from shounuo.waiting.engine import fire_due
from shounuo.waiting.models import Due
from tests.support.queries import queries
from tests.support.world import MONDAY, World, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2-assign")]
assert handlers
P0 = {
    "subject": "生产数据库宕机",
    "description": "所有用户无法下单",
    "problem_type": "outage",
    "impact": "all_users",
}
P1 = {
    "subject": "支付接口大量失败",
    "description": "生产环境支付接口大量失败,大部分用户无法支付。",
    "impact": "most_users",
}


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


@pytest.fixture
def world() -> World:
    """A P1 is the duty engineer's; the second and the senior can do it as well, the senior better."""
    world = build()
    Engineer.objects.filter(user=world.second).update(skills={"function": 2})
    Engineer.objects.filter(user=world.senior).update(skills={"function": 5, "outage": 5})
    return world


def _open(world: World, **said: object) -> Case:
    case = open_case(ticket(world.wang, **(P1 | said)), by=world.wang.actor, at=MONDAY)
    return Case.objects.select_related("customer", "requester__user", "assignee").get(pk=case.pk)


def _held(world: World, **said: object) -> Case:
    """The duty engineer accepted it."""
    return accept(_open(world, **said), world.duty, at=m(1))


def _goes(user: User, at: datetime) -> None:
    Shift.objects.filter(user=user).update(ends_at=at)


def _fire(at: datetime) -> None:
    while fire_due(at, on_death=lambda row, when: pytest.fail(row.last_error)):
        pass


def _alarms(case: Case) -> QuerySet[Alarm]:
    """Without those of the response itself: nobody plays it here."""
    return Alarm.objects.filter(case=case).exclude(kind__in=("incident.late", "page.unheard"))


def _now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# ------------------------------------------------------------------ going off duty


def test_at_the_end_of_the_shift_a_p1_is_offered_to_the_fittest_and_stays_until_it_is_accepted(
    world: World,
) -> None:
    case = _held(world)
    _goes(world.duty, m(10))
    hand_on(m(9))
    assert offer_of(case) is None
    hand_on(m(10))
    held = offer_of(case)
    assert held
    assert (held.giver, held.taker, held.kind, held.answer_by) == (
        world.duty,
        world.second,
        "off_duty",
        m(15),
    )
    assert _now(case).assignee == world.duty
    assert held.reason == {"zh": "周值班 已下班或休假", "en": "周值班 is off duty or on leave"}
    told_ = Message.objects.get(kind="case.offered")
    assert (told_.user, told_.facts["giver"]) == (world.second, "周值班")
    hand_on(m(11))
    assert Offer.objects.count() == 1


def test_accepting_makes_the_new_person_responsible_and_the_promises_run_on(world: World) -> None:
    case = _held(world)
    due = list(case.commitments.order_by("pk").values_list("track", "state", "due_at"))
    _goes(world.duty, m(10))
    hand_on(m(10))
    held = offers_to(world.second).get()
    take(held, world.second, at=m(12))
    now = _now(case)
    assert (now.assignee, now.state) == (world.second, "working")
    assert list(case.commitments.order_by("pk").values_list("track", "state", "due_at")) == due
    latest = case.assignments.latest("id")
    assert (latest.user, latest.accepted_at, latest.why["step"]) == (world.second, m(12), "fitting")
    assert Message.objects.get(kind="case.offer_taken").user == world.duty
    assert Message.objects.filter(kind="case.has_engineer").count() == 1
    assert not Due.objects.filter(kind="case.offer").exists()
    assert "吴值班 接受了 周值班 的交接" in [line.sentence for line in told(case)]
    take(held, world.second, at=m(13))
    assert case.assignments.count() == 2


def test_declined_the_next_is_asked_and_the_giver_hears_why(world: World) -> None:
    case = _held(world)
    _goes(world.duty, m(10))
    hand_on(m(10))
    decline(offers_to(world.second).get(), world.second, "正在处理另一个 P0", at=m(11))
    following = offer_of(case)
    assert following
    assert following.taker == world.senior
    assert Offer.objects.get(answer="declined").note == "正在处理另一个 P0"
    assert Message.objects.get(kind="case.offer_declined").facts["reason"] == "正在处理另一个 P0"
    assert _now(case).assignee == world.duty


def test_unanswered_it_is_an_alarm_and_the_next_is_asked_until_nobody_is_left(world: World) -> None:
    case = _held(world)
    _goes(world.duty, m(10))
    hand_on(m(10))
    _fire(m(14.9))
    assert offers_to(world.second).exists()
    _fire(m(15))
    assert [alarm.kind for alarm in _alarms(case)] == ["case.offer_expired"]
    assert offers_to(world.senior).get().answer_by == m(20)
    _fire(m(20))
    assert [alarm.kind for alarm in _alarms(case).order_by("id")] == [
        "case.offer_expired", "case.offer_expired", "case.not_taken",
    ]  # fmt: skip
    assert _now(case).assignee == world.duty
    hand_on(m(21))
    hand_on(m(22))
    assert _alarms(case).count() == 3
    accept_later = hand_over(case, world.senior, "电话里说好了", by=world.lead.actor, at=m(30))
    assert accept_later.assignee == world.senior
    assert not _alarms(case).filter(cleared_at=None).exists()


def test_whoever_comes_on_duty_later_is_asked_then(world: World) -> None:
    case = _held(world)
    for user in (world.duty, world.second, world.senior):
        _goes(user, m(10))
    hand_on(m(10))
    assert _alarms(case).get().kind == "case.not_taken"
    Shift.objects.filter(user=world.second).update(ends_at=m(600))
    hand_on(m(25))
    assert offers_to(world.second).get().case == case


def test_a_leave_that_begins_is_going_off_duty_too(world: World) -> None:
    case = _held(world)
    take_leave(world.duty, "sick", m(20), m(2000), by=SYSTEM, at=m(19))
    hand_on(m(20))
    assert offer_of(case)


@pytest.mark.parametrize("why", ["following_shift", "p2", "off_duty_before", "gone_elsewhere"])
def test_nothing_is_offered_where_nobody_went_off_duty(why: str, world: World) -> None:
    case = _held(
        world,
        **({"impact": "some_users", "subject": "报表慢", "description": "报表慢。"} if why == "p2" else {}),
    )
    _goes(world.duty, m(10))
    if why == "following_shift":
        Shift.objects.create(role="duty_engineer", user=world.duty, begins_at=m(10), ends_at=m(600))
    if why == "off_duty_before":
        hand_over(case, world.lead, "请主管看", by=world.duty.actor, at=m(5))
        Shift.objects.filter(user=world.lead).update(ends_at=m(2))
    if why == "gone_elsewhere":
        hand_over(case, world.senior, "换班", by=world.duty.actor, at=m(9))
    hand_on(m(10))
    assert not Offer.objects.exists()


def test_a_p0_that_was_taken_over_goes_to_those_it_is_for(world: World) -> None:
    case = _open(world, **P0)
    accept(case, world.senior, at=m(2))
    _goes(world.senior, m(10))
    hand_on(m(10))
    held = offer_of(case)
    assert held
    assert (held.taker, held.answer_by) == (world.architect, m(12))


def test_looking_costs_the_same_however_much_is_open(world: World) -> None:
    for _ in range(3):
        _held(world)
    _goes(world.duty, m(10))
    with queries(1):
        assert len(gone_off_duty(["P0", "P1"], ["duty_engineer"], m(10))) == 3


# ------------------------------------------------------------------ by hand


def test_the_queue_shows_what_is_open_and_nothing_else(world: World) -> None:
    case = _held(world)
    assert _shown(world.second) == []
    held = offer(case, world.second, "我要去机房", by=world.duty.actor, at=m(5))
    (shown,) = _shown(world.second)
    assert shown == (
        held.pk, case.number, "P1", case.subject, case.customer.short_name, "周值班", "吴值班", held.answer_by, held.reason
    )  # fmt: skip
    assert _shown(world.senior) == []
    hand_over(case, world.senior, "换班", by=world.duty.actor, at=m(6))
    assert _shown(world.second) == []


def _shown(user: User) -> list[Asked]:
    found = found_offers(ask(*asks_offers_to(user.pk)))
    assert [one.id for one in found] == [one.pk for one in offers_to(user)]
    return found


def test_a_colleague_is_asked_by_hand_and_silence_changes_nothing(world: World) -> None:
    case = _held(world)
    offer(case, world.second, "我要去机房", by=world.duty.actor, at=m(5))
    assert _now(case).assignee == world.duty
    _fire(m(10))
    assert Offer.objects.get().answer == "expired"
    assert not offers_to(world.second).exists()
    assert not offers_to(world.senior).exists()


def test_a_new_offer_takes_the_place_of_the_open_one(world: World) -> None:
    case = _held(world)
    first = offer(case, world.second, "我要去机房", by=world.duty.actor, at=m(5))
    offer(case, world.senior, "还是请资深看", by=world.duty.actor, at=m(6))
    first.refresh_from_db()
    assert first.answer == "withdrawn"
    assert [one.taker for one in Offer.objects.filter(answer="")] == [world.senior]


def test_an_offer_of_a_case_that_went_elsewhere_is_over(world: World) -> None:
    case = _held(world)
    held = offer(case, world.second, "我要去机房", by=world.duty.actor, at=m(5))
    hand_over(case, world.senior, "换班", by=world.duty.actor, at=m(6))
    assert not offers_to(world.second).exists()
    with pytest.raises(Refusal) as refusal:
        take(held, world.second, at=m(7))
    assert refusal.value.code == "offer.over"
    _fire(m(10))
    held.refresh_from_db()
    assert (held.answer, _now(case).assignee) == ("withdrawn", world.senior)
    assert not _alarms(case).exists()


@pytest.mark.parametrize(("who", "code"), [("senior", "offer.not_yours"), ("duty", "offer.not_yours")])
def test_only_who_was_asked_answers(who: str, code: str, world: World) -> None:
    held = offer(_held(world), world.second, "我要去机房", by=world.duty.actor, at=m(5))
    for act in (take, lambda *given, at: decline(given[0], given[1], "不行", at=at)):
        with pytest.raises(Refusal) as refusal:
            act(held, getattr(world, who), at=m(6))
        assert refusal.value.code == code


def test_declining_needs_a_reason(world: World) -> None:
    held = offer(_held(world), world.second, "我要去机房", by=world.duty.actor, at=m(5))
    with pytest.raises(Refusal) as refusal:
        decline(held, world.second, "  ", at=m(6))
    assert refusal.value.code == "offer.reason_needed"


# ------------------------------------------------------------------ take-over


@pytest.mark.clause("5.3.2-P0-team", "5.2-accept")
@pytest.mark.parametrize("assessed", [False, True])
def test_a_senior_who_accepts_a_p0_of_the_duty_engineer_takes_it_over(assessed: bool, world: World) -> None:
    case = _open(world, **P0)
    holder = case.assignee
    assert holder == world.second or holder == world.duty
    if assessed:
        accept(case, holder, at=m(1))
    accept(case, world.senior, at=m(4))
    now = _now(case)
    assert (now.assignee, now.state) == (world.senior, "working")
    latest = case.assignments.latest("id")
    assert latest.why == {
        "step": "took_over",
        "why": {"zh": f"郑资深 从 {holder.name} 手中接管", "en": f"郑资深 took it over from {holder.name}"},
    }
    assert latest.accepted_at == m(4)
    assert f"郑资深 从 {holder.name} 手中接管了案例" in [line.sentence for line in told(case)]
    with pytest.raises(Refusal) as refusal:
        accept(case, world.architect, at=m(5))
    assert refusal.value.code == "case.taken"


@pytest.mark.clause("5.3.2-P0-team")
def test_no_other_level_and_nobody_else_takes_over(world: World) -> None:
    for said, user in ((P1, world.senior), (P0, world.lead)):
        case = _open(world, **said)
        assert case.assignee
        accept(case, case.assignee, at=m(1))
        with pytest.raises(Refusal) as refusal:
            accept(case, user, at=m(2))
        assert refusal.value.code == "case.taken"
