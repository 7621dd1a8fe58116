"""Every correction teaches, and a page says how triage did. [3.2-engineer-confirms, 3.2-history]"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from shounuo.cases.models import Case, PriorityDecision
from shounuo.casework import lessons
from shounuo.casework.accept import accept
from shounuo.policy.loading import standard
from shounuo.triage.models import Lesson
from shounuo.triage.ticket import Ticket
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.world import World, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("3.2-engineer-confirms")]
GATEWAY = {
    "subject": "清分网关告警",
    "description": "清分网关有部分交易报错",
    "problem_type": "integration",
    "impact": "some_users",
}


@pytest.fixture
def world(clock: StandingClock) -> Iterator[World]:
    lessons._taken.clear()
    yield build(clock.now)
    lessons._taken.clear()


def corrected(world: World, clock: StandingClock, level: str, **said: Any) -> Case:
    case = opened(world, clock, **said)
    return accept(case, world.duty, level=level, reason="清分是核心业务", at=clock.forward(minutes=2))


def test_what_engineers_say_again_and_again_is_learnt(world: World, clock: StandingClock) -> None:
    ticket = Ticket(GATEWAY["subject"], GATEWAY["description"], "integration", "some_users", "production")
    before = lessons.judged(ticket, standard())
    assert before.level == "P2"
    for n in range(25):
        corrected(world, clock, "P1", **(GATEWAY | {"subject": f"清分网关告警 {n}"}))
    lessons.learn_anew.__wrapped__(clock.now) if hasattr(
        lessons.learn_anew, "__wrapped__"
    ) else lessons.learn_anew(clock.now)
    lesson = Lesson.objects.get()
    assert lesson.corrected >= 20
    assert lessons.judged(ticket, standard()) == before  # this process has not taken it up yet
    assert lessons.take_up()
    assert not lessons.take_up()
    after = lessons.judged(ticket, standard())
    learnt = next(one for one in after.opinions if one["source"] == "learned")
    assert learnt["level"] == "P1"
    assert after.level in ("P1", "P2")
    assert after.level == "P1" or before.confidence >= 0.85
    calm = lessons.judged(Ticket("文档里有错字", "手册第三页有错字", "other", "few_users"), standard())
    assert calm.level in ("P3", "P4")  # nothing else moved
    lessons.learn_anew(clock.now + timedelta(days=1))
    assert Lesson.objects.count() == 1  # nothing new was confirmed


def test_a_drill_teaches_nothing(world: World, clock: StandingClock) -> None:
    case = corrected(world, clock, "P1", **GATEWAY)
    Case.objects.filter(pk=case.pk).update(drill=True)
    lessons.learn_anew(clock.now)
    assert not Lesson.objects.exists()


def test_the_page_says_how_triage_did(world: World, clock: StandingClock) -> None:
    empty = look(desk(world.duty), "/desk/triage")
    assert "还没有确认过的案例" in empty
    low = corrected(world, clock, "P1", **GATEWAY)
    right = opened(world, clock)
    accept(right, world.duty, at=clock.forward(minutes=2))
    page = look(desk(world.duty), "/desk/triage")
    assert "50%" in page
    assert "判低，没有呼叫" in page
    worst = page.split("偏差最大的", 1)[1]
    assert low.number in worst
    assert right.number not in worst
    assert "蓝海电商" in page


def test_a_guess_asks_the_engineer_first(world: World, clock: StandingClock) -> None:
    guess = opened(
        world, clock, subject="见附件", description="见附件截图", problem_type="other", impact="unknown"
    )
    decision = PriorityDecision.objects.get(case=guess, source="machine")
    assert decision.judgement
    assert decision.judgement["asks"]
    duty = desk(world.duty)
    assert "判定把握不足，请先确认优先级" in look(duty, f"/desk/cases/{guess.number}")
    accept(guess, world.duty, at=clock.forward(minutes=2))
    assert "判定把握不足" not in look(duty, f"/desk/cases/{guess.number}")
    sure = opened(
        world,
        clock,
        subject="全站宕机",
        description="生产环境全部用户无法访问",
        problem_type="outage",
        impact="all_users",
    )
    assert "判定把握不足" not in look(duty, f"/desk/cases/{sure.number}")
