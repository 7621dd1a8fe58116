"""A newcomer from registration to standing duty alone, through the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from shounuo.accounts.models import User
from shounuo.commitments.models import Commitment
from shounuo.kernel.actor import SYSTEM
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm, Message
from shounuo.oncall.actions import plan_shift
from shounuo.staff.models import Engineer
from shounuo.training.models import Onboarding, Task
from shounuo.training.reads import uncleared
from shounuo.waiting.models import Due
from tests.support.clock import StandingClock
from tests.support.desk import desk, look
from tests.support.training import newcomer, watch
from tests.support.world import World, build

pytestmark = pytest.mark.django_db
ALL_TASKS = [
    "standard", "first_cases", "shadow_duty", "p0_drill", "workspace", "hotline", "diagnosis", "services", "regions",
]  # fmt: skip


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build(clock.now)


@pytest.fixture
def lin(world: World, clock: StandingClock) -> User:
    """林新人 was registered; the watch has come by."""
    user = newcomer(clock.now)
    watch(clock.now)
    return user


def page_of(user: User) -> str:
    return f"/desk/training/people/{user.pk}"


def task(user: User, name: str) -> Task:
    return Task.objects.get(onboarding__user=user, name=name)


def press(client: Client, user: User, name: str, noun: str, **said: str) -> int:
    path = f"{page_of(user)}/tasks/{task(user, name).pk}/{noun}"
    return int(client.post(path, said).status_code)


def promised(user: User) -> Commitment:
    return Commitment.objects.get(track="onboarding", about__startswith=f"account:{user.pk}/")


def verbs(user: User) -> list[str]:
    return list(
        Entry.objects.filter(stream=f"account:{user.pk}").order_by("seq").values_list("verb", flat=True)
    )


def kinds() -> list[str]:
    return sorted(Message.objects.values_list("kind", flat=True))


@pytest.mark.clause("8.2-onboarding")
def test_who_is_registered_as_not_cleared_gets_the_curriculum_of_the_role(
    lin: User, world: World, clock: StandingClock
) -> None:
    onboarding = Onboarding.objects.get()
    assert onboarding.user == lin
    assert list(onboarding.tasks.order_by("position").values_list("name", flat=True)) == ALL_TASKS
    assert onboarding.due_at == clock.now + timedelta(days=30)
    assert (promised(lin).due_at, promised(lin).state) == (onboarding.due_at, "running")
    told = Alarm.objects.exclude(kind="oncall.gap")
    assert (kinds(), told.count()) == (["onboarding.assigned"], 0)
    page = look(desk(lin), page_of(lin))
    for words in (
        "服务台流程",
        "工具使用",
        "AWS基础知识",
        "0/9 项已签核",
        "尚不能独立值班",
        "4月1日 10:00 前入职培训",
    ):
        assert words in page, words
    watch(clock.forward(hours=1))
    assert (Onboarding.objects.count(), kinds()) == (1, ["onboarding.assigned"])


@pytest.mark.clause("8.2-onboarding")
def test_an_architect_learns_other_things_than_a_duty_engineer(world: World, clock: StandingClock) -> None:
    consultant = newcomer(clock.now, "cons@house.example", "褚顾问", "consultant")
    assert desk(world.lead).post(f"{page_of(consultant)}/onboarding").status_code == 303
    names = (
        Task.objects.filter(onboarding__user=consultant).order_by("position").values_list("name", flat=True)
    )
    assert list(names) == ["standard", "first_cases", "workspace", "services", "regions"]
    again = desk(world.lead).post(f"{page_of(consultant)}/onboarding")
    assert again.status_code == 409
    assert "入职培训已在进行" in again.content.decode()


@pytest.mark.clause("8.2-onboarding")
def test_from_registration_to_clearance(lin: User, world: World, clock: StandingClock) -> None:
    me, lead = desk(lin), desk(world.lead)
    for name in ALL_TASKS:
        clock.forward(days=1)
        assert press(me, lin, name, "done") == 303
    assert "9 项待签核" in look(lead, "/desk/training")
    for name in ALL_TASKS[:-1]:
        assert press(lead, lin, name, "signature") == 303
    assert Engineer.objects.get(user=lin).cleared_at is None
    assert uncleared() == [lin]
    clock.forward(days=1)
    assert press(desk(world.senior), lin, ALL_TASKS[-1], "signature") == 303
    assert Engineer.objects.get(user=lin).cleared_at == clock.now
    assert uncleared() == []
    row = promised(lin)
    assert (row.state, row.met_at, row.broken_at) == ("met", clock.now, None)
    assert verbs(lin)[-4:] == [
        "onboarding.task_signed",
        "onboarding.completed",
        "commitment.met",
        "engineer.cleared",
    ]
    assert "可独立值班" in look(me, page_of(lin))
    watch(clock.forward(days=40))
    assert kinds().count("onboarding.cleared") == 1
    assert not Message.objects.filter(user=lin, kind__startswith="standing").exists()
    assert not Alarm.objects.filter(key__contains=f"account:{lin.pk}").exists()


@pytest.mark.clause("8.2-onboarding")
def test_nobody_ticks_for_others_or_signs_for_oneself(lin: User, world: World, clock: StandingClock) -> None:
    me = desk(lin)
    before = verbs(lin)
    assert press(desk(world.lead), lin, "standard", "done") == 403
    assert press(desk(world.lead), lin, "standard", "signature") == 409
    assert verbs(lin) == before
    press(me, lin, "standard", "done")
    assert press(me, lin, "standard", "signature") == 403
    assert press(desk(world.duty), lin, "standard", "signature") == 403
    assert press(desk(world.senior), lin, "standard", "signature") == 403
    assert press(desk(world.senior), lin, "first_cases", "return", why="x") == 409
    assert task(lin, "standard").state == "done"
    assert press(me, lin, "standard", "done") == 303
    assert verbs(lin) == [*before, "onboarding.task_done"]
    page = look(desk(world.duty), page_of(lin))
    for offered in ("/signature", "/return", "/clearance", "/done"):
        assert offered not in page


@pytest.mark.clause("8.2-onboarding")
def test_a_lead_who_is_new_does_not_sign_or_clear_oneself(world: World, clock: StandingClock) -> None:
    boss = newcomer(clock.now, "boss@house.example", "新主管", "technical_lead")
    watch(clock.now)
    client = desk(boss)
    press(client, boss, "standard", "done")
    assert press(client, boss, "standard", "signature") == 403
    refused = client.post(f"{page_of(boss)}/clearance", {"why": "我很熟"})
    assert refused.status_code == 403
    assert "不能批准自己提前独立值班" in refused.content.decode()
    assert uncleared() == [boss]


@pytest.mark.clause("8.2-onboarding")
def test_what_is_not_good_enough_is_given_back_with_the_reason(
    lin: User, world: World, clock: StandingClock
) -> None:
    me, senior = desk(lin), desk(world.senior)
    press(me, lin, "services", "done")
    empty = senior.post(f"{page_of(lin)}/tasks/{task(lin, 'services').pk}/return", {"why": " "})
    assert (empty.status_code, "请写明还差什么" in empty.content.decode()) == (422, True)
    assert press(senior, lin, "services", "return", why="VPC 还没讲清") == 303
    page = look(me, page_of(lin))
    assert f"{world.senior.name} 退回：VPC 还没讲清" in page
    assert task(lin, "services").state == "open"
    assert press(me, lin, "services", "done") == 303
    assert press(senior, lin, "services", "signature") == 303


@pytest.mark.clause("8.2-onboarding")
def test_a_lead_clears_early_with_a_reason_and_the_tasks_stay_owed(
    lin: User, world: World, clock: StandingClock
) -> None:
    lead = desk(world.lead)
    assert desk(world.duty).post(f"{page_of(lin)}/clearance", {"why": "人手不足"}).status_code == 403
    empty = lead.post(f"{page_of(lin)}/clearance", {"why": ""})
    assert (empty.status_code, "请写明理由" in empty.content.decode()) == (422, True)
    assert Engineer.objects.get(user=lin).cleared_at is None
    clock.forward(days=3)
    assert lead.post(f"{page_of(lin)}/clearance", {"why": "有三年同类经验"}).status_code == 303
    assert Engineer.objects.get(user=lin).cleared_at == clock.now
    assert verbs(lin)[-2:] == ["onboarding.overridden", "engineer.cleared"]
    page = look(desk(lin), page_of(lin))
    assert "已提前批准独立值班" in page
    assert "有三年同类经验" in page
    assert (promised(lin).state, task(lin, "standard").state) == ("running", "open")
    assert lead.post(f"{page_of(lin)}/clearance", {"why": "再来"}).status_code == 409
    assert kinds() == ["onboarding.assigned", "onboarding.cleared"]


@pytest.mark.clause("8.2-onboarding", "6.1-sla-risk")
def test_an_onboarding_that_takes_too_long_is_warned_about_and_broken(
    lin: User, world: World, clock: StandingClock
) -> None:
    began = clock.now
    watch(clock.to(began + timedelta(days=15) - timedelta(seconds=1)))
    assert not Message.objects.filter(kind__startswith="standing", facts__what__zh=lin.name).exists()
    watch(clock.forward(seconds=1))
    told = Message.objects.filter(kind="standing.warning", facts__what__zh=lin.name)
    assert sorted(told.values_list("address", "facts__share")) == [
        ("lead@house.example", 50),
        ("new@house.example", 50),
    ]
    watch(clock.to(began + timedelta(days=30)))
    assert promised(lin).broken_at is None
    watch(clock.forward(seconds=1))
    assert promised(lin).broken_at == began + timedelta(days=30)
    assert Alarm.objects.filter(words__zh="林新人：入职培训的承诺已超时", cleared_at=None).count() == 1
    assert Message.objects.filter(kind="standing.breach", facts__what__zh=lin.name).count() == 2
    due = f'<li class="is-{{}}"><a href="{page_of(lin)}">入职培训</a>'
    assert due.format("soon") in look(desk(lin), "/desk/training")
    clock.forward(days=1)
    assert due.format("overdue") in look(desk(lin), "/desk/training")


@pytest.mark.clause("8.2-onboarding")
def test_duty_before_the_end_is_flagged_until_a_lead_answers_for_it(
    lin: User, world: World, clock: StandingClock
) -> None:
    plan_shift("duty_engineer", lin, clock.now, clock.now + timedelta(days=9), by=SYSTEM, at=clock.now)
    watch(clock.forward(hours=1))
    alarm = Alarm.objects.get(kind="training.uncleared")
    assert alarm.words["zh"] == "林新人 未完成入职培训，正在值班"
    for page in ("/desk/training", page_of(lin)):
        assert "未完成" in look(desk(world.lead), page)
    watch(clock.forward(hours=1))
    assert Alarm.objects.filter(kind="training.uncleared").count() == 1
    desk(world.lead).post(f"{page_of(lin)}/clearance", {"why": "有人陪同"})
    alarm.refresh_from_db()
    assert (alarm.cleared_at, alarm.cleared_by_name) == (clock.now, world.lead.name)
    watch(clock.forward(hours=1))
    assert not Alarm.objects.filter(kind="training.uncleared", cleared_at=None).exists()


@pytest.mark.clause("8.2-onboarding")
def test_the_flag_goes_when_the_duty_ends(lin: User, world: World, clock: StandingClock) -> None:
    plan_shift("duty_engineer", lin, clock.now, clock.now + timedelta(hours=8), by=SYSTEM, at=clock.now)
    watch(clock.forward(hours=1))
    assert Alarm.objects.filter(kind="training.uncleared", cleared_at=None).count() == 1
    watch(clock.forward(hours=8))
    assert not Alarm.objects.filter(kind="training.uncleared", cleared_at=None).exists()


def test_a_house_without_a_standard_promises_nothing(clock: StandingClock) -> None:
    newcomer(clock.now)
    watch(clock.now)
    assert (Onboarding.objects.count(), Commitment.objects.count()) == (0, 0)
    row = Due.objects.get(kind="training.look")
    assert (row.tries, row.due_at) == (0, clock.now + timedelta(hours=1))
