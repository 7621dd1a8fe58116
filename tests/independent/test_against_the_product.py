"""Random stories lived in the product, counted by the product and by the second calculation."""

import io
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework import reply as conversation
from shounuo.casework.accept import accept
from shounuo.casework.change_priority import raise_priority
from shounuo.casework.open_case import open_case
from shounuo.casework.resolve import confirm, deny, resolve
from shounuo.kernel.refusal import Refusal
from shounuo.logbook.verify import export
from shounuo.reports.attainment import attainment as reported
from tests.independent.attainment import attainment as counted
from tests.support.incident import calm
from tests.support.world import MONDAY, World, build, ticket

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SOLVED = Solved("permanent", "重启了导出服务", "内存不足", "增加了内存告警")
LEVELS = ["P0", "P1", "P2", "P3", "P4"]
GAPS = [0, 1, 5 * 60, 15 * 60, 15 * 60 + 1, 30 * 60, 2 * 3600, 2 * 3600 + 1, 5 * 3600, 24 * 3600, 30 * 3600]


def acts(world: World, case: Case, pick: random.Random, at: datetime) -> list[Callable[[], Any]]:
    staff, customer = world.duty.actor, world.wang.actor
    level = pick.choice(LEVELS)
    return [
        lambda: accept(case, world.duty, at=at),
        lambda: accept(case, world.duty, level=level, reason="核实了影响", at=at),
        lambda: conversation.reply(case, "正在处理", by=staff, at=at),
        lambda: conversation.reply(case, "正在处理", by=staff, at=at),
        lambda: conversation.reply(case, "请提供日志", wait=True, by=staff, at=at),
        lambda: conversation.customer_reply(case, "日志如下", by=customer, at=at),
        lambda: conversation.resume(case, by=staff, at=at),
        lambda: conversation.note(case, "diagnosis", "看了日志", by=staff, at=at),
        lambda: raise_priority(case, level, "影响扩大", by=staff, at=at),
        lambda: calm(case, at),
        lambda: resolve(case, SOLVED, by=staff, at=at),
        lambda: deny(case, "还是不行", by=customer, at=at),
        lambda: confirm(case, by=customer, at=at),
    ]


def live(world: World, seed: int) -> datetime:
    """One case, a dozen acts; what the house refuses has not happened. Returns when it is looked at for the last time."""
    pick = random.Random(seed)
    at = MONDAY + timedelta(days=1)
    new = ticket(
        world.wang,
        description=pick.choice(["生产环境完全不可用", "支付接口失败", "报表导出慢", "想咨询一下用法"]),
    )
    case = open_case(new, by=world.wang.actor, at=at)
    for _ in range(12):
        at += timedelta(seconds=pick.choice(GAPS))
        try:
            pick.choice(acts(world, case, pick, at))()
        except Refusal:
            continue
    return at


@pytest.mark.clause("9.1-attainment", "4.2-24x7", "5.3.4-procedure")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "seed", [*range(12), *(pytest.param(seed, marks=pytest.mark.full) for seed in range(12, 60))]
)
def test_both_count_the_same(seed: int) -> None:
    world = build()
    until = live(world, seed) + timedelta(days=3)
    for case in Case.objects.filter(state__in=("new", "working", "waiting")):
        conversation.note(
            case, "internal", "看一眼", by=world.duty.actor, at=until
        )  # settles what is true by then
    out = io.StringIO()
    export(out)
    ours = counted([json.loads(line) for line in out.getvalue().splitlines()], LONG_AGO, until)
    theirs = {(row["level"], row["track"]): row for row in reported(LONG_AGO, until)}
    for level, tracks in ours.items():
        for track, figures in tracks.items():
            row = theirs.get((level, track), dict.fromkeys(figures, 0))
            assert {how: row[how] for how in figures} == figures, (level, track)
