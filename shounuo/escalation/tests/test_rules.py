"""No progress, when and to whom. [6.2-L1-L2, 6.2-L2-L3, 6.2-L3-AWS]"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.calendars.rules import ALWAYS
from shounuo.escalation.rules import Standing, due
from shounuo.policy.loading import SHIPPED, load_file

POLICY = load_file(SHIPPED).escalation
AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def at(level: str, priority: str = "P1", state: str = "working") -> tuple[str, timedelta] | None:
    found = due(Standing(priority, state, level, AT), POLICY.path, POLICY.progress, ALWAYS)
    return (found[0].to_level, found[1] - AT) if found else None


@pytest.mark.clause("6.2-L1-L2", "6.2-L2-L3", "6.2-L3-AWS")
def test_thirty_minutes_one_hour_two_hours() -> None:
    assert at("L1") == ("L2", timedelta(minutes=30))
    assert at("L2") == ("L3", timedelta(hours=1))
    assert at("L3") == ("AWS", timedelta(hours=2))
    assert at("AWS") is None


@pytest.mark.clause("6.2-L1-L2")
@pytest.mark.parametrize("priority", ["P0", "P1", "P2", "P3", "P4"])
@pytest.mark.parametrize("state", ["new", "working", "waiting", "resolved", "closed"])
def test_p0_and_p1_always_the_others_while_somebody_works_on_them(priority: str, state: str) -> None:
    open_ = state in ("new", "working", "waiting")
    assert (at("L1", priority, state) is not None) is (open_ if priority < "P2" else state == "working")


@given(st.sampled_from(["L1", "L2", "L3"]), st.integers(0, 10_000), st.integers(0, 10_000))
def test_whatever_moves_later_moves_the_step_later(level: str, first: int, later: int) -> None:
    moments = sorted((AT + timedelta(minutes=first), AT + timedelta(minutes=later)))
    dues = [
        due(Standing("P1", "working", level, one), POLICY.path, POLICY.progress, ALWAYS) for one in moments
    ]
    assert dues[0]
    assert dues[1]
    assert dues[0][1] <= dues[1][1]
    assert dues[0][1] - moments[0] == dues[0][0].after
