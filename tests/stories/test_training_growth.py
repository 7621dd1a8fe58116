"""Certificates from the plan to the result, and what else somebody learned."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from shounuo.commitments.models import Commitment
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.staff.actions import certify
from shounuo.staff.models import Certification
from shounuo.training.models import Learning, Milestone, Plan
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.training import watch
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
CLOUD = "AWS Cloud Practitioner"
PLAN = {
    "certificate": CLOUD, "by_day": "2026-05-31", "step_1": "完成官方课程", "step_1_on": "2026-03-31",
    "step_2": "模拟考试 80 分", "step_2_on": "2026-04-30", "step_3": "", "step_3_on": "",
}  # fmt: skip
LEARNED = {
    "kind": "conference", "title": "AWS re:Invent 2025", "on_day": "2025-12-03", "hours": "24.5",
    "learned": "S3 表存储桶适合做日志分析",
}  # fmt: skip


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def duty(world: World) -> Client:
    return desk(world.duty)


@pytest.fixture
def mine(world: World) -> str:
    return f"/desk/training/people/{world.duty.pk}"


def promised() -> Commitment:
    return Commitment.objects.get(track="certification")


@pytest.mark.clause("8.2-certification")
def test_a_certificate_from_the_plan_to_the_record(
    duty: Client, mine: str, world: World, clock: StandingClock
) -> None:
    assert duty.post(f"{mine}/plans", PLAN).status_code == 303
    plan = Plan.objects.get()
    assert [(one.words, one.due_on) for one in plan.milestones.order_by("id")] == [
        ("完成官方课程", date(2026, 3, 31)), ("模拟考试 80 分", date(2026, 4, 30)),
    ]  # fmt: skip
    row = promised()
    assert (row.due_at, row.about) == (datetime(2026, 5, 31, 16, 0, tzinfo=UTC), plan.about)
    assert f"{CLOUD} · 完成官方课程" in look(desk(world.lead), "/desk/training")
    first = plan.milestones.order_by("id")[0]
    assert duty.post(f"{mine}/milestones/{first.pk}/done").status_code == 303
    assert f"{CLOUD} · 模拟考试 80 分" in look(desk(world.lead), "/desk/training")

    result = f"{mine}/plans/{plan.pk}/result"
    half = duty.post(result, {"result": "passed", "number": "", "earned_on": ""})
    assert (half.status_code, half.content.decode().count("通过后请填写")) == (422, 2)
    assert not Certification.objects.exists()
    said = {"result": "passed", "number": "CLF-1234", "earned_on": "2026-03-02", "expires_on": "2029-03-02"}
    assert duty.post(result, said).status_code == 303
    held = Certification.objects.get()
    assert (held.user, held.name, held.number, held.expires_on) == (
        world.duty,
        CLOUD,
        "CLF-1234",
        date(2029, 3, 2),
    )
    plan.refresh_from_db()
    assert (plan.result, plan.certification, promised().state) == ("passed", held, "met")
    assert duty.post(result, said).status_code == 409
    assert Certification.objects.count() == 1
    watch(clock.forward(days=120))
    assert not Message.objects.filter(key__startswith=plan.about).exists()


@pytest.mark.clause("8.2-certification")
def test_a_plan_that_is_given_up_is_no_longer_owed(duty: Client, mine: str, clock: StandingClock) -> None:
    duty.post(f"{mine}/plans", PLAN)
    again = duty.post(f"{mine}/plans", PLAN)
    assert (again.status_code, 'value="完成官方课程"' in again.content.decode()) == (409, True)
    plan = Plan.objects.get()
    assert duty.post(f"{mine}/plans/{plan.pk}/result", {"result": "dropped"}).status_code == 303
    assert promised().state == "withdrawn"
    watch(clock.forward(days=120))
    assert not Alarm.objects.filter(key__contains="certification").exists()
    assert duty.post(f"{mine}/plans", PLAN | {"by_day": "2027-05-31"}).status_code == 303


@pytest.mark.clause("8.2-certification")
def test_the_day_of_a_plan_passes(duty: Client, mine: str, world: World, clock: StandingClock) -> None:
    duty.post(f"{mine}/plans", PLAN)
    watch(clock.to(datetime(2026, 5, 31, 16, 0, 1, tzinfo=UTC)))
    assert promised().broken_at == datetime(2026, 5, 31, 16, 0, tzinfo=UTC)
    told = Message.objects.filter(key__startswith=Plan.objects.get().about, kind="standing.breach")
    assert sorted(told.values_list("address", flat=True)) == ["duty@house.example", "lead@house.example"]
    assert Alarm.objects.get(key__contains="certification").words["zh"] == "周值班：认证计划的承诺已超时"


@pytest.mark.clause("8.2-certification")
def test_a_certificate_that_ends_asks_for_a_plan(
    duty: Client, mine: str, world: World, clock: StandingClock
) -> None:
    ends = clock.now.date() + timedelta(days=90)
    certify(world.duty, CLOUD, "CLF-1", date(2023, 5, 31), ends, by=SYSTEM, at=clock.now)
    certify(world.senior, CLOUD, "CLF-2", date(2023, 6, 1), ends + timedelta(days=1), by=SYSTEM, at=clock.now)
    team = look(duty, "/desk/training")
    assert team.count(f"续证：{CLOUD}") == 1
    assert f"{CLOUD} 将于 {ends} 到期，请计划续证" in look(duty, mine)
    duty.post(f"{mine}/plans", PLAN)
    assert f"续证：{CLOUD}" not in look(duty, "/desk/training")


@pytest.mark.clause("8.2-certification")
def test_what_is_wrong_in_a_plan_comes_back(duty: Client, mine: str, world: World) -> None:
    wrong = PLAN | {"by_day": "2026-03-01", "step_2_on": "", "certificate": ""}
    answer = duty.post(f"{mine}/plans", wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("日期已经过去", "里程碑要有内容和日期", "请写下证书名称", 'value="模拟考试 80 分"'):
        assert words in page, words
    assert not Plan.objects.exists()


@pytest.mark.clause("8.2-certification", "8.2-events")
def test_everybody_writes_for_oneself_only(duty: Client, mine: str, world: World) -> None:
    duty.post(f"{mine}/plans", PLAN)
    plan, step = Plan.objects.get(), Milestone.objects.order_by("id")[0]
    before = Entry.objects.count()
    for client in (desk(world.lead), desk(world.second)):
        for path, said in (
            (f"{mine}/plans", PLAN | {"certificate": "x"}), (f"{mine}/learning", LEARNED),
            (f"{mine}/plans/{plan.pk}/result", {"result": "dropped"}), (f"{mine}/milestones/{step.pk}/done", {}),
        ):  # fmt: skip
            assert client.post(path, said).status_code == 403, path
        page = look(client, mine)
        for offered in (f"{mine}/plans", f"{mine}/learning", "/result", "/done"):
            assert offered not in page
    theirs = f"/desk/training/people/{world.second.pk}"
    assert (
        desk(world.second).post(f"{theirs}/plans/{plan.pk}/result", {"result": "dropped"}).status_code == 404
    )
    assert Entry.objects.count() == before


@pytest.mark.clause("8.2-events")
def test_a_conference_is_on_record_once(duty: Client, mine: str, world: World) -> None:
    for _ in range(2):
        assert duty.post(f"{mine}/learning", LEARNED).status_code == 303
    one = Learning.objects.get()
    assert (one.user, one.kind, one.hours, one.on_day) == (
        world.duty, "conference", Decimal("24.5"), date(2025, 12, 3),
    )  # fmt: skip
    page = look(desk(world.lead), mine)
    for words in ("AWS re:Invent 2025", "技术大会", "24.5 小时", "S3 表存储桶适合做日志分析"):
        assert words in page, words
    wrong = duty.post(f"{mine}/learning", LEARNED | {"hours": "-1", "title": ""})
    assert wrong.status_code == 422
    for words in ("0 到 999", "请写下名称", "S3 表存储桶适合做日志分析</textarea>"):
        assert words in wrong.content.decode(), words


def test_the_pages_speak_english_too(duty: Client, mine: str, world: World, clock: StandingClock) -> None:
    watch(clock.now)
    duty.post(f"{mine}/plans", PLAN)
    duty.post(f"{mine}/learning", LEARNED)
    duty.cookies["language"] = "en"
    team, own = look(duty, "/desk/training"), look(duty, mine)
    for words in (
        "What is due",
        "Nobody is in onboarding",
        "2026-Q1 Quarterly training",
        "Set a date: 2026-Q1",
    ):
        assert words in team, words
    for words in ("Training of 周值班", "Conference", "Enter the result", "Certification plan"):
        assert words in own, words


def test_who_is_no_colleague_has_no_page(duty: Client, world: World) -> None:
    assert world.wang.user
    assert duty.get(f"/desk/training/people/{world.wang.user.pk}").status_code == 404
    assert duty.get("/desk/training/people/999999").status_code == 404
    assert duty.get("/desk/training/sessions/999999").status_code == 404
    assert desk(world.wang.user).get("/desk/training")["Location"] == "/cases"
