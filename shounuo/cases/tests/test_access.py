"""The gate: who may know of which case. [7.1-platform, 7.1-portal]"""

from __future__ import annotations

import pytest

from shounuo.cases.access import case_for, visible_to
from shounuo.cases.reads import counts, queue
from shounuo.casework.open_case import open_case
from shounuo.kernel.refusal import Refusal
from tests.support.world import MONDAY, World, account, build, ticket

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-platform")]


@pytest.fixture
def world() -> World:
    return build()


def _numbers(world: World) -> dict[str, str]:
    return {
        name: open_case(ticket(who), by=who.actor, at=MONDAY).number
        for name, who in {"wang": world.wang, "li": world.li, "zhao": world.zhao}.items()
    }


def test_a_member_sees_the_own_cases_a_manager_the_companys_staff_all(world: World) -> None:
    numbers = _numbers(world)
    seen = {
        who: set(visible_to(user).values_list("number", flat=True))
        for who, user in {
            "li": account(world.li),
            "wang": account(world.wang),
            "zhao": account(world.zhao),
            "duty": world.duty,
        }.items()
    }
    assert seen == {
        "li": {numbers["li"]},
        "wang": {numbers["li"], numbers["wang"]},
        "zhao": {numbers["zhao"]},
        "duty": set(numbers.values()),
    }


def test_a_foreign_case_is_not_found_exactly_like_one_that_does_not_exist(world: World) -> None:
    numbers = _numbers(world)
    said = []
    for number in (numbers["zhao"], "SN-000000000"):
        with pytest.raises(Refusal) as refusal:
            case_for(account(world.wang), number)
        said.append((refusal.value.code, refusal.value.sentence, refusal.value.status))
    assert said[0] == said[1] == ("case.not_found", "没有这个案例，或您无权查看", 404)


def test_a_person_whose_account_ended_sees_nothing(world: World) -> None:
    _numbers(world)
    world.duty.is_active = False
    assert not visible_to(world.duty).exists()


def test_counts_and_searches_stay_within_what_one_may_see(world: World) -> None:
    numbers = _numbers(world)
    assert counts(account(world.li))["open"] == 1
    assert queue(account(world.li), "all", q=numbers["zhao"]).rows == []
    assert queue(account(world.li), "all", q="红杉").rows == []
