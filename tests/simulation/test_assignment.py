"""A small, fixed piece of the comparison in docs/assignment.md: it fails if ours lost. [5.2-assign]"""

from __future__ import annotations

from statistics import fmean

import pytest

from bench.assignment_sim import compare, gini
from bench.assignment_traffic import DAY, arrivals, engineers

pytestmark = pytest.mark.clause("5.2-assign")
SEEDS, DAYS = [1, 2, 3, 4], 14


def test_ours_wins_on_fit_and_loses_nowhere() -> None:
    told = {
        name: {figure: fmean(one[figure] for one in months) for figure in months[0]}
        for name, months in compare(SEEDS, DAYS).items()
    }
    ours, others = told["ours"], (told["round robin"], told["least loaded"])
    assert ours["fit %"] > 90
    for other in others:
        assert other["fit %"] < 50
        assert ours["Gini of weighted work"] < other["Gini of weighted work"] + 0.02
        assert ours["time over the limit %"] <= other["time over the limit %"] + 0.1
        for level in ("P2", "P3", "P4"):
            assert ours[f"{level} wait, mean min"] < other[f"{level} wait, mean min"], level


def test_the_traffic_is_the_same_for_everybody_and_as_it_is_written() -> None:
    month = arrivals(1, 30)
    assert month == arrivals(1, 30)
    assert 1300 < len(month) < 1700  # 60 a weekday, 18 a day at weekends
    share = sum(one.level == "P4" for one in month) / len(month)
    assert 0.17 < share < 0.23
    busiest = sum(8 <= one.at % DAY / 60 < 16 for one in month) / len(month)
    assert 0.78 < busiest < 0.88  # 739 of 890 in the log
    staff = engineers(1, 30)
    assert len(staff) == 18
    assert {len(one.skills) for one in staff} == {4}


def test_gini() -> None:
    assert gini([1, 1, 1, 1]) == 0
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)
