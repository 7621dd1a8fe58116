"""What people do to a case, in order, at once, and where they may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from shounuo.cases.actions import Solved
from shounuo.cases.models import Attachment, Case
from shounuo.casework.accept import accept
from shounuo.casework.assign import hand_over
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.open_case import open_case, propose
from shounuo.casework.reply import customer_reply, note, reply
from shounuo.casework.resolve import confirm, deliver_report, deny, fix_for_good, resolve
from shounuo.commitments.models import Commitment
from shounuo.kernel.files import NewFile
from shounuo.kernel.refusal import Refusal
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.staff.models import Engineer
from tests.support.incident import calm
from tests.support.queries import counted
from tests.support.world import MONDAY, World, account, build, ticket

pytestmark = pytest.mark.django_db
SOLVED = Solved("permanent", "修复连接池", "连接池泄漏", "加告警")


@pytest.fixture
def world() -> World:
    return build()


def m(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def _open(world: World, **said: object) -> Case:
    return open_case(ticket(world.wang, **said), by=world.wang.actor, at=MONDAY)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Refused with this code, and nothing at all was written."""
    before = _everything()
    with pytest.raises(Refusal) as refusal:
        yield
    assert refusal.value.code == code
    assert _everything() == before


def _everything() -> list[object]:
    return [
        Entry.objects.count(), Message.objects.count(), Attachment.objects.count(),
        list(Case.objects.order_by("pk").values_list("revision", "state", "priority", "assignee")),
        list(Commitment.objects.order_by("pk").values_list("state", "due_at", "met_at")),
    ]  # fmt: skip


# ------------------------------------------------------------------ opening


@pytest.mark.clause("5.2-priority", "5.2-acknowledge", "5.2-assign")
def test_a_new_case_has_its_priority_its_reasons_its_engineer_and_its_acknowledgement(world: World) -> None:
    case = _open(world)
    decision = case.decisions.get()
    assert (case.priority, decision.source, decision.level) == ("P2", "machine", "P2")
    assert decision.judgement
    assert decision.judgement["factors"]
    assert case.assignee == world.duty
    assert "技能" in case.assignments.get().why["why"]["zh"]
    told = Message.objects.get(case=case, kind="case.acknowledged")
    assert (told.address, [one["track"] for one in told.facts["promises"]]) == (
        "wang@blue.example",
        ["response", "resolution"],
    )


def test_opening_costs_a_written_number_of_statements(world: World) -> None:
    _open(world)
    with counted() as asked:
        _open(world)
    assert len(asked) <= 21, "\n".join(asked)


@pytest.mark.clause("3.2-customer-choice", "4.1-unsure-higher")
def test_a_higher_choice_takes_effect_as_the_customers_and_a_lower_one_never_lowers(world: World) -> None:
    lower, higher = _open(world, choice="P4"), _open(world, choice="P1")
    assert (higher.priority, higher.priority_source) == ("P1", "customer")
    assert (lower.priority, lower.priority_source) == ("P2", "machine")
    assert [d.level for d in lower.decisions.order_by("pk")] == ["P4", "P2"]


@pytest.mark.clause("5.2-assign", "5.3.2-P0-team")
def test_a_p0_starts_with_the_duty_engineer_whatever_the_level_and_that_is_no_alarm(world: World) -> None:
    case = _open(
        world,
        subject="生产数据库宕机",
        description="所有用户无法下单",
        problem_type="outage",
        impact="all_users",
    )
    assert (case.priority, case.assignee) == ("P0", world.second)
    assert "条件全部相符" in case.assignments.get().why["why"]["zh"]
    assert not Alarm.objects.filter(case=case).exists()


@pytest.mark.clause("5.2-assign")
def test_nobody_on_duty_with_the_skill_is_an_alarm_though_somebody_has_the_case(world: World) -> None:
    Engineer.objects.update(skills={"billing": 5})
    case = _open(world)
    assert case.assignee == world.duty
    assert Alarm.objects.get(case=case, cleared_at=None).kind == "case.unfit"
    accept(case, world.duty, at=m(5))
    assert not Alarm.objects.filter(case=case, cleared_at=None).exists()


@pytest.mark.clause("5.2-priority")
def test_a_proposal_writes_nothing(world: World) -> None:
    before = _everything()
    judgement, policy = propose(ticket(world.wang), at=MONDAY)
    assert (judgement.level, policy.targets["P2"].response) == ("P2", timedelta(hours=2))
    assert _everything() == before


@pytest.mark.clause("4.2-24x7")
def test_a_contract_overrides_targets_for_its_customer_only_and_for_new_cases_only(world: World) -> None:
    from shounuo.customers.actions import agree_contract
    from shounuo.kernel.actor import SYSTEM

    before = _open(world)
    agree_contract(world.blue, {"targets": {"P2": {"response": "PT1H"}}}, by=SYSTEM, at=MONDAY)
    after, other = _open(world), open_case(ticket(world.zhao), by=world.zhao.actor, at=MONDAY)
    due = {
        case.pk: Commitment.objects.get(case=case, track="response").due_at for case in (before, after, other)
    }
    assert due == {before.pk: m(120), after.pk: m(60), other.pk: m(120)}


@pytest.mark.clause("4.2-24x7")
def test_a_contract_with_office_hours_skips_the_night(world: World) -> None:
    from shounuo.customers.actions import agree_contract
    from shounuo.kernel.actor import SYSTEM

    agree_contract(world.blue, {"calendar": "cn-office"}, by=SYSTEM, at=MONDAY)
    evening = MONDAY + timedelta(hours=7)  # 17:00 in Beijing; the office closes at 18:00 and opens at 09:00
    case = open_case(ticket(world.wang), by=world.wang.actor, at=evening)
    assert Commitment.objects.get(case=case, track="response").due_at == evening + timedelta(hours=1 + 15 + 1)


@pytest.mark.clause("4.2-24x7")
def test_a_case_stays_under_the_policy_it_was_opened_under(world: World) -> None:
    from shounuo.kernel.actor import SYSTEM
    from shounuo.policy.actions import adopt
    from shounuo.policy.loading import SHIPPED

    before = _open(world)
    text = SHIPPED.read_text(encoding="utf-8")
    assert text.count('confirm_within = "P3D"') == 1
    adopt(text.replace('confirm_within = "P3D"', 'confirm_within = "P5D"'), by=SYSTEM, at=m(1))
    after = _open(world)
    ends = []
    for case in (before, after):
        resolve(case, SOLVED, by=world.duty.actor, at=m(10))
        ends.append(Message.objects.get(case=case, kind="case.resolved").facts["closes_at"])
    assert ends == [(m(10) + timedelta(days=3)).isoformat(), (m(10) + timedelta(days=5)).isoformat()]


# ------------------------------------------------------------------ accepting


@pytest.mark.clause("5.2-accept", "3.2-engineer-confirms")
def test_accepting_confirms_the_priority_and_tells_the_customer_who_has_it(world: World) -> None:
    case = _open(world)
    accept(case, world.duty, at=m(5))
    case.refresh_from_db()
    assert (case.state, case.priority_source) == ("working", "engineer")
    assert Message.objects.get(case=case, kind="case.accepted").facts == {"engineer": "周值班"}


@pytest.mark.clause("5.2-accept")
def test_accepting_ones_own_case_again_changes_nothing(world: World) -> None:
    case = _open(world)
    accept(case, world.duty, at=m(5))
    before = _everything()
    accept(case, world.duty, at=m(6))
    assert _everything() == before


@pytest.mark.clause("5.2-accept")
def test_who_comes_second_is_told_who_has_it(world: World) -> None:
    case = _open(world)
    accept(case, world.duty, at=m(5))
    with refused("case.taken"):
        accept(case, world.second, at=m(6))


@pytest.mark.clause("3.2-engineer-confirms")
def test_a_correction_needs_its_reason(world: World) -> None:
    case = _open(world)
    with refused("case.reason_needed"):
        accept(case, world.duty, level="P1", reason="  ", at=m(5))
    accept(case, world.duty, level="P1", reason="支付也受影响", at=m(5))
    told = Message.objects.get(case=case, kind="case.priority_changed")
    assert (told.facts["was"], told.facts["level"], told.facts["reason"]) == ("P2", "P1", "支付也受影响")


@pytest.mark.clause("5.3.4-down")
def test_a_reduction_after_the_confirmation_is_refused(world: World) -> None:
    case = _open(world)
    accept(case, world.duty, at=m(5))
    with refused("case.not_a_raise"):
        raise_priority(case, "P3", "没那么急", by=world.duty.actor, at=m(6))


# ------------------------------------------------------------------ working


@pytest.mark.clause("5.3.1-communicate")
def test_who_writes_second_sees_what_the_first_wrote_and_loses_nothing(world: World) -> None:
    case = _open(world)
    seen = case.revision
    reply(case, "第一位的话", by=world.duty.actor, at=m(5), seen=seen)
    with refused("case.moved_on"):
        reply(case, "第二位的话", by=world.second.actor, at=m(6), seen=seen)
    case.refresh_from_db()
    reply(case, "第二位的话", by=world.second.actor, at=m(7), seen=case.revision)
    assert list(case.messages.order_by("pk").values_list("body", flat=True)) == ["第一位的话", "第二位的话"]


@pytest.mark.clause("5.3.1-diagnose", "5.3.1-communicate")
def test_notes_are_not_for_the_customer_and_answer_no_promise(world: World) -> None:
    case = _open(world)
    note(case, "diagnosis", "主库连接数打满", by=world.duty.actor, at=m(5))
    note(case, "internal", "客户情绪激动", by=world.duty.actor, at=m(6))
    assert Commitment.objects.get(case=case, track="response").state == "running"
    assert not Message.objects.filter(case=case, kind="case.replied").exists()


def test_nothing_is_said_by_saying_nothing(world: World) -> None:
    case = _open(world)
    with refused("case.empty"):
        reply(case, " \n ", by=world.duty.actor, at=m(5))
    with refused("case.empty"):
        customer_reply(case, "", by=world.wang.actor, at=m(5))


@pytest.mark.clause("5.2-assign")
def test_handing_over_tells_the_colleague_and_once_it_is_in_work_the_customer(world: World) -> None:
    case = _open(world)
    accept(case, world.duty, at=m(5))
    hand_over(case, world.senior, "涉及内核参数", by=world.duty.actor, at=m(9))
    case.refresh_from_db()
    assert case.assignee == world.senior
    assert Message.objects.get(case=case, kind="case.has_engineer").facts["engineer"] == "郑资深"
    accept(case, world.senior, at=m(10))
    with refused("case.has_it"):
        hand_over(case, world.senior, "再交一次", by=world.duty.actor, at=m(11))
    with refused("case.not_staff"):
        hand_over(case, account(world.wang), "请客户自己来", by=world.duty.actor, at=m(11))


# ------------------------------------------------------------------ files


@pytest.mark.clause("5.3.1-diagnose")
def test_a_file_is_kept_under_our_name_and_shown_under_theirs(world: World) -> None:
    case = _open(world)
    nasty = NewFile("../../etc/<b>日志</b>\u202e.log", 5, BytesIO(b"hello"))
    reply(case, "附上", files=[nasty], by=world.duty.actor, at=m(5))
    kept = Attachment.objects.get(case=case)
    assert "/" not in kept.name
    assert "\u202e" not in kept.name
    assert kept.stored_as.count("/") == 1
    assert ".." not in kept.stored_as
    assert (kept.content_type, kept.size, kept.public) == ("text/plain", 5, True)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (NewFile("core.log", 50 * 1024 * 1024, BytesIO(b"")), "file.too_large"),
        (NewFile("run.exe", 5, BytesIO(b"MZ")), "file.kind"),
        (NewFile("page.html", 5, BytesIO(b"<b>")), "file.kind"),
        (NewFile("empty.txt", 0, BytesIO(b"")), "file.empty"),
    ],
)
def test_a_file_that_is_not_taken_stops_the_whole_reply(world: World, file: NewFile, code: str) -> None:
    case = _open(world)
    with refused(code):
        reply(case, "附上", files=[file], by=world.duty.actor, at=m(5))


# ------------------------------------------------------------------ ending


@pytest.mark.clause("5.4-root-cause", "5.4-prevention")
@pytest.mark.parametrize("level", ["P0", "P1"])
def test_the_gate_demands_cause_solution_and_prevention_of_p0_and_p1(world: World, level: str) -> None:
    case = _open(world, choice=level)
    for lacking in ("solution", "root_cause", "prevention"):
        with refused("case.gate"):
            resolve(case, Solved(**(vars(SOLVED) | {lacking: " "})), by=world.duty.actor, at=m(5))


@pytest.mark.clause("5.4-root-cause")
def test_a_p4_needs_its_answer_only(world: World) -> None:
    case = _open(
        world, subject="咨询", description="请问怎么开通版本控制?", problem_type="consulting", impact="none"
    )
    assert case.priority == "P4"
    with refused("case.gate"):
        resolve(case, Solved("permanent", ""), by=world.duty.actor, at=m(5))
    resolve(case, Solved("permanent", "在控制台打开即可"), by=world.duty.actor, at=m(5))


@pytest.mark.clause("5.4-confirm")
def test_only_a_resolved_case_can_be_confirmed_or_denied(world: World) -> None:
    case = _open(world)
    with refused("case.not_resolved"):
        confirm(case, by=world.wang.actor, at=m(5))
    with refused("case.not_resolved"):
        deny(case, "没好", by=world.wang.actor, at=m(5))
    resolve(case, SOLVED, by=world.duty.actor, at=m(6))
    with refused("case.reason_needed"):
        deny(case, "", by=world.wang.actor, at=m(7))
    confirm(case, by=world.wang.actor, at=m(8))
    before = _everything()
    confirm(case, by=world.wang.actor, at=m(9))
    assert _everything() == before


@pytest.mark.clause("5.4-confirm")
def test_a_closed_case_takes_no_more_words(world: World) -> None:
    case = _open(world)
    resolve(case, SOLVED, by=world.duty.actor, at=m(6))
    confirm(case, by=world.wang.actor, at=m(8))
    with refused("case.not_open"):
        reply(case, "还有一句", by=world.duty.actor, at=m(9))
    with refused("case.closed"):
        customer_reply(case, "还有一句", by=world.wang.actor, at=m(9))
    with refused("case.not_open"):
        raise_priority(case, "P0", "又坏了", by=world.duty.actor, at=m(9))


@pytest.mark.clause("4.2-P0", "5.3.2-P0-after")
def test_the_report_of_a_p0_is_owed_once_and_kept_by_delivering_it(world: World) -> None:
    case = _open(world, choice="P0")
    with refused("case.no_report_owed"):
        deliver_report(case, "报告", by=world.duty.actor, at=m(5))
    calm(case, m(60))
    resolve(case, SOLVED, by=world.duty.actor, at=m(60))
    confirm(case, by=world.wang.actor, at=m(61))
    deliver_report(case, "报告全文", by=world.duty.actor, at=m(60) + timedelta(hours=24))
    row = Commitment.objects.get(case=case, track="report")
    assert (row.state, row.broken_at) == ("met", None)
    with refused("case.no_report_owed"):
        deliver_report(case, "再来一份", by=world.duty.actor, at=m(9000))


@pytest.mark.clause("5.3.1-solution")
def test_the_permanent_fix_after_a_workaround_can_be_done_after_the_closing(world: World) -> None:
    case = _open(world)
    resolve(case, Solved("workaround", "切备机", "磁盘", "换盘"), by=world.duty.actor, at=m(6))
    confirm(case, by=world.wang.actor, at=m(8))
    fix_for_good(case, "已换盘", by=world.duty.actor, at=m(500))
    assert Commitment.objects.get(case=case, track="permanent_fix").state == "met"
