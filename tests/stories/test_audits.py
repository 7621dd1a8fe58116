"""Audits open by themselves, each once, for somebody who did not do the work; and are followed to their end. [9.2-daily, 9.2-weekly]"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shounuo.audits import rules
from shounuo.audits.models import Audit, Item
from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework.accept import accept
from shounuo.casework.audits import rounds
from shounuo.casework.audits.audit import answer, finish, questions
from shounuo.casework.audits.evidence import seen
from shounuo.casework.audits.findings import give_back, mend, raise_finding, verify
from shounuo.casework.resolve import confirm, resolve
from shounuo.commitments.models import Commitment
from shounuo.kernel.refusal import Refusal
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.policy import reads as policies
from tests.support.audits import auditor, morning, urgent, watch
from tests.support.clock import StandingClock
from tests.support.desk import opened
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("9.2-daily")]
DAY = timedelta(days=1)


@pytest.fixture
def world(clock: StandingClock) -> World:
    """Monday, 2 March 2026, 10:00 in Beijing."""
    world = build(clock.now)
    watch(clock.now)
    return world


def daily() -> list[tuple[str, str, list[str]]]:
    return [
        (one.period, one.state, [item.case.number for item in one.items.order_by("pk") if item.case])
        for one in Audit.objects.filter(kind="daily").order_by("begins_at")
    ]


def said(item: Item, at: datetime, **own: str) -> dict[str, tuple[str, str]]:
    """An answer to each question: what the machine saw, yes where it can't tell."""
    machine = {name: one.verdict for name, one in seen(item, at).items()}
    known = {one.id: machine.get(one.id, "yes") for one in questions(item.audit)} | own
    return {name: ("yes" if verdict == "unknown" else verdict, "") for name, verdict in known.items()}


def test_the_urgent_cases_of_a_day_are_audited_the_next_morning(world: World, clock: StandingClock) -> None:
    sun = auditor(clock.now)
    opened(world, clock)  # a calm one
    case = urgent(world, clock)
    clock.to(datetime(2026, 3, 3, 0, 59, tzinfo=UTC))
    watch(clock.now)
    assert daily() == []
    morning(clock, 3)
    assert daily() == [("2026-03-02", "open", [case.number])]
    audit = Audit.objects.get(kind="daily")
    assert (audit.owner, audit.due_at) == (sun, clock.now + DAY)
    [row] = Commitment.objects.filter(about=audit.stream)
    assert (row.clause, row.track, row.due_at, row.owner_roles) == (
        "9.2-daily", "audit", audit.due_at, ["auditor", "technical_manager"],
    )  # fmt: skip
    [letter] = Message.objects.filter(kind="audit.given")
    assert (letter.user, letter.facts["count"], letter.facts["page"]) == (sun, 1, f"/desk/audits/{audit.pk}")
    watch(clock.forward(hours=3))
    assert (
        Audit.objects.filter(kind="daily").count(),
        Message.objects.filter(kind="audit.given").count(),
    ) == (1, 1)


def test_a_day_without_any_needs_nobody(world: World, clock: StandingClock) -> None:
    opened(world, clock)
    morning(clock, 3)
    assert daily() == [("2026-03-02", "nothing", [])]
    assert not Commitment.objects.filter(track="audit").exists()
    assert not Alarm.objects.filter(kind="audit.nobody").exists()
    assert not Message.objects.filter(kind="audit.given").exists()
    assert Entry.objects.filter(verb="audit.nothing").count() == 1
    assert Audit.objects.exclude(kind="daily").count() == 0  # the week before the house stood is nobody's


def test_after_three_days_asleep_each_day_has_its_own(world: World, clock: StandingClock) -> None:
    auditor(clock.now)
    first = urgent(world, clock)
    clock.forward(days=1)
    second = urgent(world, clock)
    morning(clock, 6)
    assert daily() == [
        ("2026-03-02", "open", [first.number]), ("2026-03-03", "open", [second.number]),
        ("2026-03-04", "nothing", []), ("2026-03-05", "nothing", []),
    ]  # fmt: skip
    dues = dict(Audit.objects.filter(kind="daily", state="open").values_list("period", "due_at"))
    assert dues == {
        "2026-03-02": datetime(2026, 3, 4, 1, tzinfo=UTC), "2026-03-03": datetime(2026, 3, 5, 1, tzinfo=UTC),
    }  # fmt: skip
    broken = Commitment.objects.filter(track="audit").order_by("due_at").values_list("broken_at", flat=True)
    assert list(broken) == [dues["2026-03-02"], dues["2026-03-03"]]
    watch(clock.forward(hours=1))
    assert len(daily()) == 4


def test_nobody_audits_what_they_worked_on(world: World, clock: StandingClock) -> None:
    """The one auditor had it; the manager takes it over. Then nobody is left, and that is said until somebody comes."""
    own = auditor(clock.now)
    case = urgent(world, clock)
    case.assignments.update(user=own)
    morning(clock, 3)
    audit = Audit.objects.get(kind="daily")
    item = audit.items.get()
    assert (audit.owner, item.auditor) == (None, None)
    assert Alarm.objects.filter(key=f"audit.nobody:{audit.pk}", cleared_at=None).count() == 1
    assert Commitment.objects.get(about=audit.stream).state == "running"
    with pytest.raises(Refusal) as refused:
        answer(item, said(item, clock.now), own, at=clock.now)
    assert refused.value.code == "audit.own_case"
    manager = auditor(clock.now, "何经理", "manager@house.example", "technical_manager")
    watch(clock.forward(hours=1))
    audit.refresh_from_db()
    assert audit.owner == manager
    assert not Alarm.objects.filter(kind="audit.nobody", cleared_at=None).exists()


def test_it_is_answered_and_finished(world: World, clock: StandingClock) -> None:
    sun = auditor(clock.now)
    urgent(world, clock)
    morning(clock, 3)
    item = Item.objects.get(audit__kind="daily")
    assert seen(item, clock.now)["responded"].verdict == "yes"
    assert seen(item, clock.now)["priority_confirmed"].verdict == "yes"
    with pytest.raises(Refusal) as refused:
        answer(item, {"responded": ("no", "")}, sun, at=clock.now)
    assert (refused.value.code, item.answers.count()) == ("audit.reason", 0)
    assert answer(item, {"responded": ("no", "电话里没有说清楚")}, sun, at=clock.now) == 1
    assert item.answers.get().seen == "yes"
    with pytest.raises(Refusal) as refused:
        finish(item.audit, "", sun, at=clock.now)
    assert refused.value.code == "audit.missing"
    rest = said(item, clock.now)
    rest.pop("responded")
    assert answer(item, rest, sun, at=clock.now) == len(rest)
    assert answer(item, rest, sun, at=clock.now) == 0
    finish(item.audit, "总体良好", sun, at=clock.forward(hours=1))
    finish(item.audit, "再来一次", sun, at=clock.now)
    audit = Audit.objects.get(pk=item.audit_id)
    assert (audit.state, audit.conclusion, audit.done_by_name) == ("done", "总体良好", sun.name)
    row = Commitment.objects.get(about=audit.stream)
    assert (row.state, row.broken_at) == ("met", None)
    assert Entry.objects.filter(stream=audit.stream, verb="audit.done").count() == 1


def test_a_late_audit_is_a_broken_promise_that_is_said(world: World, clock: StandingClock) -> None:
    sun = auditor(clock.now)
    urgent(world, clock)
    morning(clock, 3)
    morning(clock, 4)
    watch(clock.forward(seconds=1))
    audit = Audit.objects.get(period="2026-03-02")
    assert Commitment.objects.get(about=audit.stream).broken_at == audit.due_at
    assert Alarm.objects.filter(key=f"broken:{audit.stream}:audit", cleared_at=None).count() == 1
    assert Message.objects.filter(kind="standing.breach", user=sun, key__startswith=audit.stream).count() == 1


def closed(world: World, clock: StandingClock) -> Case:
    case = opened(world, clock)
    accept(case, world.duty, at=clock.forward(minutes=1))
    resolve(
        case,
        Solved("solution", "已修复", "配置错误", "已加检查"),
        by=world.duty.actor,
        at=clock.forward(minutes=1),
    )
    assert world.wang.user
    confirm(case, by=world.wang.user.actor, at=clock.forward(minutes=1))
    return case


@pytest.mark.clause("9.2-weekly")
def test_a_tenth_of_the_week_is_drawn_and_can_be_drawn_again(world: World, clock: StandingClock) -> None:
    sun = auditor(clock.now)
    numbers = sorted(closed(world, clock).number for _ in range(11))
    left_out = closed(world, clock)
    Case.objects.filter(pk=left_out.pk).update(drill=True)
    opened(world, clock)
    morning(clock, 9)
    audit = Audit.objects.get(kind="weekly")
    drawn = [item.case.number for item in audit.items.select_related("case").order_by("pk") if item.case]
    assert (audit.period, audit.population, audit.digest) == ("2026-W10", numbers, rules.digest(numbers))
    assert len(drawn) == 2
    assert drawn == rules.draw(audit.population, audit.seed, 10, 1)
    assert (audit.owner, audit.due_at) == (sun, clock.now + 3 * DAY)
    watch(clock.forward(hours=1))
    assert Audit.objects.filter(kind="weekly").count() == 1


def test_two_that_open_the_same_open_one(world: World, clock: StandingClock) -> None:
    auditor(clock.now)
    urgent(world, clock)
    morning(clock, 3)
    policy = policies.current()
    rule = next(one for one in policy.quality.audits if one.id == "daily")
    span = rules.span_of(date(2026, 3, 2), "day")
    assert rounds.open_audit(rule, span, policy, at=clock.now) is None
    assert (Item.objects.count(), Commitment.objects.filter(track="audit").count()) == (1, 1)


@pytest.mark.clause("9.2-monthly", "9.2-quarterly")
def test_a_month_and_a_quarter_keep_their_figures(world: World, clock: StandingClock) -> None:
    sun = auditor(clock.now)
    opened(world, clock)
    watch(clock.forward(days=1))
    morning(clock, 1, month=4)
    audits = {one.kind: one for one in Audit.objects.filter(kind__in=["monthly", "quarterly"])}
    assert {kind: one.period for kind, one in audits.items()} == {
        "monthly": "2026-03",
        "quarterly": "2026-Q1",
    }
    month, quarter = audits["monthly"], audits["quarterly"]
    assert (month.owner, month.due_at, quarter.due_at) == (sun, clock.now + 7 * DAY, clock.now + 14 * DAY)
    assert month.evidence["opened"] == {"P2": 1}
    [response] = [row for row in month.evidence["attainment"] if row["track"] == "response"]
    assert (response["promised"], response["kept"]) == (1, 0)
    item = quarter.items.get()
    assert {name: one.verdict for name, one in seen(item, clock.now).items()} == {
        "attainment": "unknown", "conformance": "no", "trend": "na", "recurring": "na", "plan": "no",
    }  # fmt: skip
    answer(item, said(item, clock.now), sun, at=clock.now)
    with pytest.raises(Refusal) as refused:
        finish(quarter, "", sun, at=clock.now)
    assert refused.value.code == "audit.plan"
    raise_finding(quarter, None, "每周看一次响应", "medium", world.lead, None, sun, plan=True, at=clock.now)
    finish(quarter, "响应要改进", sun, at=clock.now)
    assert Commitment.objects.get(about=quarter.stream).state == "met"


def test_a_finding_is_mended_by_its_owner_and_verified_by_another(world: World, clock: StandingClock) -> None:
    sun = auditor(clock.now)
    case = urgent(world, clock)
    morning(clock, 3)
    audit = Audit.objects.get(kind="daily")
    finding = raise_finding(audit, case, "没有写根本原因", "high", world.senior, None, sun, at=clock.now)
    row = Commitment.objects.get(about=finding.stream)
    assert (row.track, row.due_at, row.clause) == ("audit_finding", clock.now + 3 * DAY, "9.2-daily")
    [letter] = Message.objects.filter(kind="finding.given")
    assert (letter.user, letter.facts["words"]) == (world.senior, "没有写根本原因")
    for words, who in (("已补", sun), (" ", world.senior)):
        with pytest.raises(Refusal):
            mend(finding, words, who, at=clock.now)
    with pytest.raises(Refusal):
        verify(finding, sun, at=clock.now)
    mend(finding, "已补写", world.senior, at=clock.forward(hours=1))
    with pytest.raises(Refusal):
        verify(finding, world.senior, at=clock.now)
    give_back(finding, "还缺预防措施", sun, at=clock.forward(hours=1))
    assert Message.objects.filter(kind="finding.given", user=world.senior).count() == 2
    mend(finding, "都补了", world.senior, at=clock.forward(hours=1))
    verify(finding, sun, at=clock.forward(hours=1))
    finding.refresh_from_db()
    row.refresh_from_db()
    assert (finding.state, finding.verified_by_name, row.state, row.broken_at) == (
        "verified",
        sun.name,
        "met",
        None,
    )


def test_drills_are_nobodys_audit(world: World, clock: StandingClock) -> None:
    auditor(clock.now)
    case = urgent(world, clock)
    Case.objects.filter(pk=case.pk).update(drill=True)
    morning(clock, 3)
    assert daily() == [("2026-03-02", "nothing", [])]
