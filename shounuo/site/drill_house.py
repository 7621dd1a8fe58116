"""A house of its own for a drill from the command line: a database that is thrown away, people who act as a script says, and vendors
that take every page. Its clock is the script's: minutes pass as fast as they can be computed. [5.3.2-P0-team]"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from shounuo.accounts.models import User
from shounuo.cases.actions import Solved
from shounuo.cases.models import Case
from shounuo.casework import handlers  # noqa: F401  (what time sets going)
from shounuo.casework.accept import accept
from shounuo.casework.drill.start import start_drill
from shounuo.casework.incident.command import take_command
from shounuo.casework.incident.roles import join
from shounuo.casework.incident.steps import do_step
from shounuo.casework.incident.talk import sync
from shounuo.casework.reply import reply
from shounuo.casework.resolve import resolve
from shounuo.channels.actions import add_provider
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.shape import Account, Answer, Field, Heard, Outgoing, Quota, Receipt
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words
from shounuo.policy.actions import adopt
from shounuo.site.demo_cast import MONTH, Cast, assemble
from shounuo.staff import actions as staff
from shounuo.watch.loop import tick

Act = Callable[["Stage", datetime], None]


@dataclass
class Rehearsed:
    """A vendor that takes every page and hears nothing back."""

    kind: str = "rehearsal"
    channel: str = "wecom"
    vendor: str = "rehearsal"
    name: Words = field(default_factory=lambda: Words("演练", "Rehearsal"))
    fields: tuple[Field, ...] = ()
    quotas: tuple[Quota, ...] = ()
    documents: tuple[str, ...] = ()

    def problem(self, address: str) -> Words | None:
        return None

    def submit(self, outgoing: Outgoing, account: Account, *, at: datetime) -> Answer:
        return Answer("sent", "ok", provider_id=outgoing.key)

    def receipts(
        self, account: Account, body: bytes, headers: Mapping[str, str], query: Mapping[str, Any]
    ) -> Heard:
        return Heard(())

    def ask(self, account: Account, provider_id: str, address: str, *, at: datetime) -> Receipt | None:
        return None


@dataclass
class Stage:
    """The case of the drill and whoever plays."""

    case: Case
    cast: Cast

    def who(self, name: str) -> User:
        return self.cast.staff[name]


@contextmanager
def house(at: datetime) -> Iterator[Cast]:
    """The demo's people on duty, each to be reached by one way."""
    adopt(settings.POLICY_FILE.read_text(encoding="utf-8"), by=SYSTEM, at=at - MONTH)
    cast = assemble(at - timedelta(days=1))
    adapter = Rehearsed()
    ADAPTERS[adapter.kind] = adapter
    add_provider(adapter.kind, adapter.name.en, {}, by=SYSTEM, at=at)
    for name, user in cast.staff.items():
        way = staff.add_way(user, adapter.channel, name, by=SYSTEM, at=at)
        staff.note_code(way, "drill", by=SYSTEM, at=at)
        staff.verify(way, "drill", by=SYSTEM, at=at)
    try:
        yield cast
    finally:
        ADAPTERS.pop(adapter.kind, None)


def play(script: str, scenario: str, at: datetime, cast: Cast, told: Callable[[datetime], None]) -> Case:
    """The drill, minute by minute; `told` is called after each."""
    case = start_drill(scenario, at=at)
    stage, acts = Stage(case, cast), SCRIPTS[script][1]
    for minute in range(LASTS + 1):
        now = at + timedelta(minutes=minute)
        _settle(now)
        for due, act in acts:
            if due == minute:
                with suppress(Refusal):  # what is too late to be done is not done; the score sheet says so
                    act(stage, now)
        _settle(now)
        told(now)
    return case


def _settle(now: datetime) -> None:
    while tick(now):
        pass


LASTS = 130


def _joins(name: str, post: str = "") -> Act:
    def act(stage: Stage, at: datetime) -> None:
        join(stage.case, stage.who(name), post, at=at)

    return act


def _does(stage_id: str, step: str, name: str, evidence: str = "演练") -> Act:
    def act(stage: Stage, at: datetime) -> None:
        do_step(stage.case, stage_id, step, stage.who(name), evidence, at=at)

    return act


def _assesses(stage: Stage, at: datetime) -> None:
    held = Case.objects.select_related("customer", "requester", "assignee").get(pk=stage.case.pk)
    if held.assignee:
        accept(held, held.assignee, level="P0", at=at)


def _takes_over(stage: Stage, at: datetime) -> None:
    accept(stage.case, stage.who("senior"), at=at)
    take_command(stage.case, stage.who("senior"), at=at)


def _updates(stage: Stage, at: datetime) -> None:
    reply(
        stage.case,
        f"进展更新（{at:%H:%M}）：正在处理，下一次更新 15 分钟内。",
        by=stage.who("success").actor,
        at=at,
    )


def _syncs(stage: Stage, at: datetime) -> None:
    sync(stage.case, f"内部同步 {at:%H:%M}", stage.who("manager"), at=at)


def _solves(stage: Stage, at: datetime) -> None:
    solved = Solved("workaround", "切换到备库", "主库磁盘写满", "磁盘告警提前到 80%")
    resolve(stage.case, solved, by=stage.who("senior").actor, at=at)


def _again(act: Act, first: int, every: int, until: int) -> list[tuple[int, Act]]:
    return [(minute, act) for minute in range(first, until, every)]


def _ending(minute: int) -> list[tuple[int, Act]]:
    return [
        (minute, _does("implement", "workaround", "senior")),
        (minute, _does("implement", "monitor", "operations")),
        (minute, _does("implement", "record_steps", "senior")),
        (minute, _does("implement", "prepare_fix", "architect")),
        (minute + 1, _does("restore", "service_restored", "senior", "下单成功率恢复到 100%")),
        (minute + 2, _does("restore", "data_intact", "senior", "校验和一致")),
        (minute + 4, _does("restore", "customer_confirms", "success", "客户已回复业务恢复")),
        (minute + 5, _does("restore", "lift_emergency", "manager", "四项确认齐全")),
        (minute + 8, _solves),
    ]


def _work(minute: int) -> list[tuple[int, Act]]:
    return [
        (minute, _does("parallel", "diagnose", "senior")),
        (minute, _does("parallel", "assess_impact", "architect")),
        (minute, _does("parallel", "prepare_rollback", "operations")),
        (minute, _does("parallel", "prepare_announcement", "success")),
    ]


PERFECT: list[tuple[int, Act]] = [
    (2, _assesses), (4, _joins("senior", "senior_engineer")), (6, _takes_over), (6, _joins("operations")), (7, _joins("manager")),
    (8, _joins("success")), (9, _updates), (10, _syncs), *_work(13), (20, _joins("management")), *_again(_updates, 23, 14, 85),
    *_again(_syncs, 24, 14, 85), *_ending(80),
]  # fmt: skip
UNTIL_NINE: list[tuple[int, Act]] = [
    (9, _joins("senior2", "senior_engineer")), (9, _takes_over), (10, _joins("manager")), (11, _joins("operations")),
    (12, _joins("success")), (13, _updates), (14, _syncs), *_work(20), (28, _joins("management")), *_again(_updates, 27, 14, 100),
    *_again(_syncs, 28, 14, 100), *_ending(95),
]  # fmt: skip
SCRIPTS: dict[str, tuple[Words, list[tuple[int, Act]]]] = {
    "perfect": (Words("人人准时", "everybody in time"), PERFECT),
    "silent-until-9": (Words("前九分钟无人应答", "nobody answers until minute 9"), UNTIL_NINE),
    "nobody": (Words("始终无人应答", "nobody ever answers"), []),
}
