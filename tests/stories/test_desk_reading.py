"""What staff read at the desk: the standard as a document, and how many promises were kept."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pydantic import BaseModel

from shounuo.cases.actions import Solved
from shounuo.casework.accept import accept
from shounuo.casework.resolve import resolve
from shounuo.kernel.words import speaking
from shounuo.policy.loading import standard
from shounuo.policy.model import Policy
from shounuo.watch.loop import tick
from shounuo.workspace.attainment import span
from shounuo.workspace.policy_page import document
from shounuo.workspace.policy_words import CODES, LABELS
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.queries import queries
from tests.support.world import World, build

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def world(clock: StandingClock, db: None) -> World:
    return build(clock.now)


@pytest.fixture
def duty(world: World) -> Client:
    return desk(world.duty)


@pytest.mark.clause("2-priorities", "4.1-guide", "4.2-P0", "4.2-P4")
def test_the_standard_is_a_document_with_its_clauses(duty: Client) -> None:
    page = look(duty, "/desk/policy")
    for words in (
        "服务台运营规范", "业务完全中断, 系统不可用", "15 分钟", "每 15 分钟", "4.2-P0", "48 小时", "关闭前的要求", "决策树",
        "3.1-factors", "业务连续性", "5.3.4-procedure",
    ):  # fmt: skip
        assert words in page, words
    duty.cookies["language"] = "en"
    english = look(duty, "/desk/policy")
    for words in ("Service desk operating standard", "15 min", "Decision tree", "Gate before closing"):
        assert words in english, words


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for one in model.model_fields.values():
        asked = [one.annotation]
        while asked:
            kind = asked.pop()
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _models(kind)
            asked += list(typing.get_args(kind))


def test_every_key_of_the_policy_has_a_name_to_be_read_by() -> None:
    keys = {
        key for name, one in Policy.model_fields.items() if name != "triage" for key in _keys(one.annotation)
    }
    unnamed = keys - set(LABELS) - {"id", "clause", "zh", "en"} - {"P0", "P1", "P2", "P3", "P4"}
    assert unnamed == set()
    assert set(CODES) >= {"propose", "takes_effect", "percent", "quarter", "emergency_fix", "wecom"}


def _keys(kind: object) -> set[str]:
    found: set[str] = set()
    asked = [kind]
    while asked:
        one = asked.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            found |= {key for model in _models(one) for key in model.model_fields}
        asked += list(typing.get_args(one))
    return found


@pytest.mark.clause("9.1-attainment")
def test_the_weeks_promises_by_level_and_track(duty: Client, world: World, clock: StandingClock) -> None:
    """Two P2: one answered in an hour and solved in five, one answered an hour late and not solved yet."""
    good, bad = opened(world, clock), opened(world, clock)
    accept(good, world.duty, at=clock.forward(hours=1))
    accept(bad, world.duty, at=clock.forward(hours=2))
    resolve(good, Solved("permanent", "a", "b", "c"), by=world.duty.actor, at=clock.forward(minutes=1))
    page = look(duty, "/desk/attainment")
    assert "<strong>50%</strong>" in page
    assert "1/2 按时" in page
    assert "1 迟到" in page
    assert "<strong>100%</strong>" in page
    assert "1/1 按时" in page
    assert (
        page.count("没有到期的") == 12
    )  # fifteen cells: responses, a solution, and an update that never came between
    tick(clock.forward(hours=6))
    assert "1 未兑现" in look(duty, "/desk/attainment")
    last = look(duty, "/desk/attainment?period=last_week")
    assert last.count("没有到期的") == 15
    assert look(duty, "/desk/attainment?period=nonsense").count("没有到期的") < 15
    with queries(6):  # session, person, roles, policy, promises, the unread
        look(duty, "/desk/attainment?period=month")


def day(month: int, number: int) -> datetime:
    return datetime(2026, month, number, tzinfo=SHANGHAI)


def test_weeks_begin_on_monday_and_months_on_their_first() -> None:
    at = datetime(2026, 3, 4, 15, 30, tzinfo=SHANGHAI)
    assert span("week", at) == (day(3, 2), day(3, 9))
    assert span("last_week", at) == (day(2, 23), day(3, 2))
    assert span("month", at) == (day(3, 1), day(4, 1))
    assert span("last_month", at) == (day(2, 1), day(3, 1))
    january = datetime(2026, 1, 1, 0, 0, tzinfo=SHANGHAI)
    assert span("last_month", january)[1] - span("last_month", january)[0] == timedelta(days=31)


@pytest.mark.clause("5.2-notify", "6.1-sla-risk")
def test_the_policy_page_says_why_people_are_called_again_and_when_they_are_left_in_peace() -> None:
    with speaking("en"):
        parts = {node.key: node for node in document(standard())}
        quiet = dict(parts["quiet"].facts)
        p0 = next(node for node in parts["notifications"].parts if node.key == "P0")
        (occasions,) = [node for node in p0.parts if node.key == "occasions"]
        breach = next(node for node in occasions.parts if node.key == "breach")
        rungs = [dict(rung.facts) for node in breach.parts for rung in node.parts]
    assert quiet == {
        "Begins": "22:00", "Ends": "08:00", "Holds for what is less urgent than": "P1",
        "Digest for more than": "5", "One digest each": "15 min",
    }  # fmt: skip
    assert [node.name for node in occasions.parts] == [
        "A promise is at risk", "A promise is about to break", "A promise is broken", "An update is missing",
        "Somebody has not arrived",
    ]  # fmt: skip
    assert (breach.clause, dict(breach.facts)) == ("7.1-workflow", {"Repeats every": "5 min"})
    assert [rung["After"] for rung in rungs] == ["at once", "at once", "2 min", "5 min"]
    assert rungs[0]["Channels"] == "WeCom, DingTalk, Feishu, SMS, voice call"
