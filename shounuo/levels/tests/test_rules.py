"""Every level against every level, every condition, every trigger. [5.3.4-up, 5.3.4-down, 5.3.4-procedure]"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from shounuo.levels.rules import LEVELS, approver, may_approve, may_reduce, one_up, raised_by, reverts_in_time

KNOWN = ["workaround", "contained", "business_restored", "long_term"]
APPROVERS = ["technical_lead", "technical_manager", "management"]
AT = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.clause("5.3.4-down")
@pytest.mark.parametrize(("was", "level"), [*product(LEVELS, LEVELS)])
def test_a_step_down_wants_one_of_the_four_conditions(was: str, level: str) -> None:
    for given in ([], *([one] for one in KNOWN), KNOWN):
        denied = may_reduce(was, level, given, KNOWN, 1)
        if level == was:
            assert denied == "same"
        elif level < was:
            assert denied == "not_lower"
        else:
            assert denied == ("" if given else "condition")
    assert level <= was or may_reduce(was, level, ["because"], KNOWN, 1) == "unknown_condition"


@pytest.mark.clause("5.3.4-procedure")
def test_the_lead_first_then_the_next_then_nobody() -> None:
    assert [approver(turn, APPROVERS) for turn in range(4)] == [*APPROVERS, None]
    assert reverts_in_time(AT, timedelta(minutes=5), AT + timedelta(minutes=5))
    assert not reverts_in_time(AT, timedelta(minutes=5), AT + timedelta(minutes=5, seconds=1))


@pytest.mark.clause("5.3.4-procedure")
@pytest.mark.parametrize(("own", "raises", "others"), [*product([True, False], repeat=3)])
def test_nobody_lowers_on_their_own_word(own: bool, raises: bool, others: bool) -> None:
    assert may_approve({"duty_engineer"}, APPROVERS, own=own, raises=raises, others=others) == "role"
    wanted = "own" if own and not raises and others else ""
    assert may_approve({"technical_lead"}, APPROVERS, own=own, raises=raises, others=others) == wanted


@pytest.mark.clause("4.1-proactive-upgrade")
@pytest.mark.parametrize("level", LEVELS)
def test_what_we_find_leads_up_and_never_down(level: str) -> None:
    assert one_up(level) == LEVELS[max(0, LEVELS.index(level) - 1)]
    for fact in ("wider_impact", "data_security", "beyond_target"):
        assert raised_by(fact, level) <= level
    assert raised_by("data_security", "P4") == "P1"
    assert raised_by("data_security", "P1") == "P0"
