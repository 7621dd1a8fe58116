"""Who takes a case, and what the case says about why. [5.2-assign]"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.assignment.rules import Candidate, Need, choose, grade

pytestmark = pytest.mark.clause("5.2-assign")
NEED = Need(frozenset({"duty_engineer"}), frozenset({"L1", "L2"}), ("outage", "RDS"))


def _one(user_id: int, **differs: object) -> Candidate:
    usual = {
        "name": f"工程师{user_id}", "roles": frozenset({"duty_engineer"}), "level": "L1", "skills": {"outage": 3},
        "open_cases": {}, "most_open": 8,
    }  # fmt: skip
    return Candidate(user_id, **(usual | differs))  # type: ignore[arg-type]


def test_the_better_skill_wins() -> None:
    assert choose(NEED, [_one(1), _one(2, skills={"RDS": 5})]).user_id == 2


def test_with_equal_skill_the_lighter_load_wins() -> None:
    assert choose(NEED, [_one(1, open_cases={"P4": 3}), _one(2, open_cases={"P4": 2})]).user_id == 2


def test_a_p0_weighs_more_than_several_p4() -> None:
    assert choose(NEED, [_one(1, open_cases={"P0": 1}), _one(2, open_cases={"P4": 5})]).user_id == 2


def test_who_is_full_gives_way_to_who_is_not_even_with_less_skill() -> None:
    full = _one(1, skills={"outage": 5}, open_cases={"P4": 8})
    choice = choose(NEED, [full, _one(2)])
    assert (choice.user_id, choice.step) == (2, "skilled")


def test_when_all_are_full_the_search_widens_and_says_so() -> None:
    choice = choose(NEED, [_one(1, open_cases={"P4": 8})])
    assert (choice.user_id, choice.step) == (1, "crowded")
    assert "满载" in choice.why.zh.format(**choice.why.facts) + str(choice.why.facts)


def test_without_the_skill_anybody_of_the_level_takes_it() -> None:
    assert choose(NEED, [_one(1, skills={"billing": 5})]).step == "fitting"


def test_without_the_level_anybody_on_duty_takes_it() -> None:
    assert choose(NEED, [_one(1, level="L3")]).step == "on_duty"


def test_who_is_not_on_duty_in_the_role_never_takes_it() -> None:
    choice = choose(NEED, [_one(1, roles=frozenset({"architect"}))])
    assert (choice.user_id, choice.step) == (None, "nobody")
    assert choice.why.zh == "当前没有合适的工程师在值班"


_candidates = st.lists(
    st.builds(
        _one, st.integers(1, 50), level=st.sampled_from(["L1", "L2", "L3"]),
        skills=st.dictionaries(st.sampled_from(["outage", "RDS", "billing"]), st.integers(1, 5)),
        open_cases=st.dictionaries(st.sampled_from(["P0", "P1", "P4"]), st.integers(0, 9)),
    ),
    max_size=8, unique_by=lambda one: one.user_id,
)  # fmt: skip


@given(_candidates)
def test_the_choice_does_not_depend_on_the_order_and_is_never_beaten(candidates: list[Candidate]) -> None:
    choice = choose(NEED, candidates)
    assert choice == choose(NEED, list(reversed(candidates)))
    if choice.step == "skilled":
        chosen = next(one for one in candidates if one.user_id == choice.user_id)
        roomy = [one for one in candidates if one.level in NEED.levels and sum(one.open_cases.values()) < 8]
        assert grade(chosen, NEED) == max(grade(one, NEED) for one in roomy)
