"""Somebody leaves: one page, one press; access ends at once, and all they had goes to others – or nothing happens.

The cast's engineers stand duty until 2 March 2027; the clock stands at Monday 2 March 2026, 10:00 in Shanghai.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import ApiToken, User
from shounuo.cases.actions import Solved
from shounuo.cases.models import Assignment, Case
from shounuo.casework.accept import accept
from shounuo.casework.leaving import held_by
from shounuo.casework.resolve import confirm, deny, resolve
from shounuo.commitments.models import Commitment
from shounuo.customers.models import Customer
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.logbook.verify import verify
from shounuo.notifications.models import Alarm, Message
from shounuo.notifications.render import render
from shounuo.oncall.actions import plan_shift
from shounuo.oncall.models import Shift
from shounuo.oncall.reads import on_call
from shounuo.staff.actions import take_leave
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, opened
from tests.support.incident import calm
from tests.support.leaving import as_shown, assignee, joined, page_of, press
from tests.support.world import PASSWORD, World, account, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-platform")]
DOWN = {
    "subject": "全站宕机",
    "description": "生产环境完全无法访问,所有用户都进不来",
    "problem_type": "outage",
    "impact": "all_users",
}


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


# ------------------------------------------------------------------ the whole of it


@pytest.mark.clause("5.2-assign", "5.3.1-communicate", "5.3.1-document")
def test_one_press_ends_access_and_passes_everything_on(world: World, clock: StandingClock) -> None:
    """周值班 has two cases, stands duty, looks after nobody, and has a token. 吴值班 stands duty too."""
    case = accept(opened(world, clock), world.duty, at=clock.now)
    fresh = opened(world, clock, problem_type="function")
    assert (assignee(case), assignee(fresh)) == (world.duty, world.duty)
    clear = accounts.issue_token(world.duty, "看板", by=world.duty.actor, at=clock.now)
    due_before = set(Commitment.objects.filter(case=case).values_list("track", "due_at", "state"))
    theirs, admin = desk(world.duty), desk(world.admin)
    page = page_of(admin, world.duty)
    for words in (
        "案例（2）",
        case.number,
        fresh.number,
        "值班（1）",
        "吊销接口令牌“看板”",
        "期间一直有人值班：吴值班",
    ):
        assert words in page
    messages_before = set(Message.objects.values_list("pk", flat=True))

    clock.forward(minutes=3)
    answer = press(admin, world.duty, as_shown(page))
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/access/people/{world.duty.pk}")

    assert theirs.get("/desk/").status_code == 302
    assert Client().get("/api/v1/cases", headers={"authorization": f"Bearer {clear}"}).status_code == 401
    assert not Client().login(username="duty@house.example", password=PASSWORD)
    left = User.objects.get(pk=world.duty.pk)
    assert (left.is_active, set(left.roles)) == (False, set())
    assert not ApiToken.objects.filter(user=left, revoked_at=None).exists()

    assert {assignee(case), assignee(fresh)} <= {world.second, world.senior, world.lead}
    row = Assignment.objects.get(case=case, ended_at=None)
    assert (row.why["why"]["zh"], row.by_name, row.assigned_at) == ("合同到期", "管理员", clock.now)
    assert set(Commitment.objects.filter(case=case).values_list("track", "due_at", "state")) == due_before
    assert on_call(["duty_engineer"], clock.now) == {world.second.pk: {"duty_engineer"}}
    assert on_call(["duty_engineer"], clock.now - timedelta(minutes=1)).keys() == {world.second.pk}
    assert Shift.objects.get(user=world.duty).ends_at == clock.now

    assert Entry.objects.filter(stream=case.stream, verb="case.assigned").count() == 2
    assert [one.verb for one in Entry.objects.filter(stream=left.stream).order_by("-seq")[:3]] == [
        "account.ended", "account.token_revoked", "account.role_ended",
    ]  # fmt: skip
    assert Entry.objects.filter(verb="oncall.shift_passed").count() == 1
    told = Message.objects.exclude(pk__in=messages_before).values_list("kind", "user__name")
    assert {kind for kind, _ in told} == {"case.assigned", "case.has_engineer", "work.passed_on"}
    assert verify() == []


def test_nothing_else_happens(world: World, clock: StandingClock) -> None:
    """Other people's cases, duties and tokens stay as they are."""
    other = accept(opened(world, clock, **DOWN), world.senior, at=clock.now)
    accounts.issue_token(world.senior, "x", by=world.senior.actor, at=clock.now)
    shifts = set(Shift.objects.exclude(user=world.duty).values_list("pk", "user", "ends_at"))
    admin = desk(world.admin)
    assert press(admin, world.duty, as_shown(page_of(admin, world.duty))).status_code == 303
    assert assignee(other) == world.senior
    assert ApiToken.objects.filter(user=world.senior, revoked_at=None).count() == 1
    assert set(Shift.objects.exclude(user=world.duty).values_list("pk", "user", "ends_at")) == shifts
    assert User.objects.filter(is_active=False).count() == 1


def test_sessions_made_before_open_nothing_even_if_the_account_were_opened_again(world: World) -> None:
    theirs, admin = desk(world.duty), desk(world.admin)
    assert theirs.get("/desk/").status_code == 200
    assert press(admin, world.duty, as_shown(page_of(admin, world.duty))).status_code == 303
    User.objects.filter(pk=world.duty.pk).update(is_active=True)
    assert theirs.get("/desk/").status_code == 302
    assert Session.objects.exists()  # the administrator's


# ------------------------------------------------------------------ who takes over


def test_whoever_presses_chooses_otherwise(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty))
    assert sent[f"case-{case.pk}"] != str(world.architect.pk)
    shift = Shift.objects.get(user=world.duty)
    sent |= {f"case-{case.pk}": str(world.architect.pk), f"shift-{shift.pk}": str(world.second.pk)}
    assert press(admin, world.duty, sent).status_code == 303
    assert assignee(case) == world.architect
    passed = Shift.objects.filter(user=world.second).latest("pk")
    assert (passed.role, passed.begins_at, passed.ends_at) == (
        "duty_engineer", clock.now, clock.now + timedelta(days=365),
    )  # fmt: skip


@pytest.mark.clause("5.2-assign")
def test_the_load_is_spread_over_equals(world: World, clock: StandingClock) -> None:
    """Four cases of one kind, two equally able successors: two each."""
    third = joined(clock, "third@house.example", "孙值班", "duty_engineer")
    plan_shift("duty_engineer", third, clock.now, clock.now + timedelta(days=9), by=SYSTEM, at=clock.now)
    world.second.engineer.skills = {"function": 1}
    world.second.engineer.save()
    cases = [accept(opened(world, clock), world.duty, at=clock.now) for _ in range(4)]
    proposed = [one.to for one in held_by(world.duty, clock.now).cases]
    assert sorted(user.name for user in proposed if user) == ["吴值班", "吴值班", "孙值班", "孙值班"]
    assert len(cases) == 4


@pytest.mark.clause("5.2-assign", "7.1-workflow")
def test_a_case_that_nobody_takes_is_nobodys_with_the_usual_alarm(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    Shift.objects.exclude(user=world.duty).delete()
    admin = desk(world.admin)
    page = page_of(admin, world.duty)
    assert "没有合适的人在值班：将无人受理，并发出警报" in page
    assert "没有空闲的人：这段时间将无人值班" not in page
    assert press(admin, world.duty, as_shown(page)).status_code == 303
    now = Case.objects.get(pk=case.pk)
    assert (now.assignee, now.state) == (None, "new")
    alarm = Alarm.objects.get(case=case, kind="case.unassigned", cleared_at=None)
    assert case.number in alarm.words["zh"]
    assert Entry.objects.filter(stream=case.stream, verb="case.relieved").count() == 1
    plan_shift(
        "duty_engineer", world.second, clock.now, clock.now + timedelta(days=1), by=SYSTEM, at=clock.now
    )
    tick(clock.forward(minutes=1))
    assert assignee(case) == world.second
    assert not Alarm.objects.filter(case=case, cleared_at=None).exists()


def test_nobody_can_be_chosen_on_purpose(world: World, clock: StandingClock) -> None:
    case = accept(opened(world, clock), world.duty, at=clock.now)
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty)) | {f"case-{case.pk}": ""}
    assert press(admin, world.duty, sent).status_code == 303
    assert assignee(case) is None
    assert Alarm.objects.filter(case=case, kind="case.unassigned", cleared_at=None).count() == 1


@pytest.mark.clause("5.4-confirm")
def test_what_is_solved_but_still_owes_a_report_goes_on_quietly(world: World, clock: StandingClock) -> None:
    """A P0 closed with its report still owed: somebody answers for it, and the customer hears nothing."""
    case = accept(opened(world, clock, **DOWN), world.architect, at=clock.now)
    calm(case, clock.now)
    resolve(
        case,
        Solved("permanent", "切换主库", "磁盘写满", "加监控"),
        by=world.architect.actor,
        at=clock.forward(hours=1),
    )
    confirm(Case.objects.get(pk=case.pk), by=account(world.wang).actor, at=clock.forward(minutes=5))
    told = Message.objects.filter(address="wang@blue.example").count()
    assert [one.case.number for one in held_by(world.architect, clock.now).cases] == [case.number]
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.architect)) | {f"case-{case.pk}": str(world.senior.pk)}
    assert press(admin, world.architect, sent).status_code == 303
    assert (assignee(case), Case.objects.get(pk=case.pk).state) == (world.senior, "closed")
    assert Message.objects.filter(address="wang@blue.example").count() == told
    message = Message.objects.get(kind="work.passed_on", user=world.senior)
    assert message.facts["cases"] == [case.number]


@pytest.mark.clause("5.4-confirm")
def test_what_waits_for_the_customers_yes_comes_back_to_the_successor(
    world: World, clock: StandingClock
) -> None:
    """A P2 that owes no report: the customer says no after its engineer has left."""
    case = accept(opened(world, clock), world.duty, at=clock.now)
    resolve(
        case,
        Solved("permanent", "已修复", "内存不足", "加监控"),
        by=world.duty.actor,
        at=clock.forward(hours=1),
    )
    admin = desk(world.admin)
    sent = as_shown(page_of(admin, world.duty)) | {f"case-{case.pk}": str(world.senior.pk)}
    assert press(admin, world.duty, sent).status_code == 303
    deny(Case.objects.get(pk=case.pk), "还是不行", by=account(world.wang).actor, at=clock.forward(hours=1))
    assert (assignee(case), Case.objects.get(pk=case.pk).state) == (world.senior, "new")
    assert Message.objects.filter(kind="case.reopened", user=world.senior).count() == 1


def test_customers_are_entrusted_to_somebody_else(world: World, clock: StandingClock) -> None:
    """陈主管 looks after both; of two success managers each gets one."""
    one = accounts.enrol(
        "s1@house.example",
        "韩雪",
        staff=True,
        password=None,
        roles=["customer_success_manager"],
        by=SYSTEM,
        at=clock.now,
    )
    two = accounts.enrol(
        "s2@house.example",
        "苏瑶",
        staff=True,
        password=None,
        roles=["customer_success_manager"],
        by=SYSTEM,
        at=clock.now,
    )
    admin = desk(world.admin)
    page = page_of(admin, world.lead)
    assert "负责的客户（2）" in page
    assert press(admin, world.lead, as_shown(page)).status_code == 303
    assert {one.pk, two.pk} == set(Customer.objects.values_list("success_manager", flat=True))
    assert Entry.objects.filter(verb="customer.entrusted").count() == 2


# ------------------------------------------------------------------ duty


def test_a_stand_in_is_neither_on_duty_nor_away_and_may_stand_alone(
    world: World, clock: StandingClock
) -> None:
    """冯架构 alone stands as architect: of four who hold the role, one is on duty then, one away, one not cleared."""
    at, week = clock.now, timedelta(days=7)
    Shift.objects.filter(role="architect").delete()
    plan_shift("architect", world.architect, at + week, at + 2 * week, by=SYSTEM, at=at)
    busy, away, fresh, free = (
        joined(clock, f"{name}@house.example", name, "architect", "L3") for name in "忙假新闲"
    )
    plan_shift("security", busy, at + week, at + week + timedelta(hours=1), by=SYSTEM, at=at)
    take_leave(away, "annual", at + week, at + week + timedelta(hours=1), by=SYSTEM, at=at)
    fresh.engineer.cleared_at = None
    fresh.engineer.save()
    (shift,) = held_by(world.architect, at).shifts
    assert (shift.to, shift.covered) == (free, ())
    accounts.end_access(free, by=world.admin.actor, at=at)
    admin = desk(world.admin)
    page = page_of(admin, world.architect)
    assert "没有空闲的人：这段时间将无人值班" in page
    assert press(admin, world.architect, as_shown(page)).status_code == 303
    assert on_call(["architect"], at + week) == {}


def test_covered_in_part_is_not_covered(world: World, clock: StandingClock) -> None:
    at = clock.now
    Shift.objects.filter(user=world.second).delete()
    whole, half = held_by(world.duty, at).shifts[0], timedelta(days=100)
    assert whole.covered == ()
    assert whole.to == world.second
    end = Shift.objects.get(user=world.duty).ends_at
    other = joined(clock, "third@house.example", "孙值班", "duty_engineer")
    plan_shift("duty_engineer", other, at, at + half, by=SYSTEM, at=at)
    plan_shift("duty_engineer", other, at + half + timedelta(minutes=1), end, by=SYSTEM, at=at)
    assert held_by(world.duty, at).shifts[0].covered == ()
    plan_shift("duty_engineer", other, at + half, at + half + timedelta(minutes=1), by=SYSTEM, at=at)
    assert held_by(world.duty, at).shifts[0].covered == ("孙值班",)


# ------------------------------------------------------------------ told


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ("周值班 已离职，以下工作从现在起由您负责", "值班工程师：3月2日 周一 10:00", "周值班 的工作交接给您")),
        ("en", ("周值班 has left; from now on this is yours", "Duty engineer: Mon 2 Mar 10:00", "What 周值班 had is yours now")),
    ],
)  # fmt: skip
def test_who_takes_over_is_told_all_of_it_in_their_language(
    language: str, words: tuple[str, ...], world: World, clock: StandingClock
) -> None:
    User.objects.filter(pk=world.second.pk).update(language=language)
    case = accept(opened(world, clock), world.duty, at=clock.now)
    admin, shift = desk(world.admin), Shift.objects.get(user=world.duty)
    second = str(world.second.pk)
    sent = as_shown(page_of(admin, world.duty)) | {f"case-{case.pk}": second, f"shift-{shift.pk}": second}
    assert press(admin, world.duty, sent).status_code == 303
    message = Message.objects.get(kind="work.passed_on")
    assert (message.user, message.address) == (world.second, "second@house.example")
    shown = render(message, at=clock.now)
    whole = f"{shown.subject}\n{shown.text}\n{shown.html}"
    for part in words:
        assert part in whole
    assert case.number in shown.text
    assert "/desk/" in shown.text
    assert "\n\n\n" not in shown.text
