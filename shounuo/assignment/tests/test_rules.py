"""Who takes a case: the filters, the widening, the points. [5.2-assign]"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.assignment.rules import Candidate, Need, choose, grade, language_of, load, shortlist
from shounuo.policy.loading import standard
from shounuo.policy.model.choosing import Choosing

pytestmark = pytest.mark.clause("5.2-assign")
PRACTICE = standard().choosing
DUTY, SENIOR = frozenset({"duty_engineer"}), frozenset({"senior_engineer"})
NEED = Need(DUTY, SENIOR, frozenset({"L2", "L3"}), ("outage", "RDS"))


def _one(user_id: int, **differs: object) -> Candidate:
    usual = {
        "name": f"工程师{user_id}", "roles": DUTY, "level": "L1", "skills": {"outage": 3}, "open_cases": {}, "most_open": 8,
    }  # fmt: skip
    return Candidate(user_id, **(usual | differs))  # type: ignore[arg-type]


def _chosen(
    *candidates: Candidate, need: Need = NEED, practice: Choosing = PRACTICE
) -> tuple[int | None, str]:
    choice = choose(need, candidates, practice)
    return choice.user_id, choice.step


# ------------------------------------------------------------------ never given up


@pytest.mark.parametrize(
    ("differs", "lacks"),
    [
        ({"roles": frozenset({"technical_lead"})}, "duty"),
        ({"away": True}, "leave"),
        ({"trained": False}, "training"),
    ],
)
def test_who_is_off_duty_away_or_in_training_never_has_it(differs: dict[str, object], lacks: str) -> None:
    choice = choose(NEED, [_one(1, **differs)], PRACTICE)
    assert (choice.user_id, choice.step) == (None, "nobody")
    assert [(one.user_id, one.lacks) for one in choice.left_out] == [
        (1, frozenset({lacks, "role", "level"}) if lacks == "duty" else frozenset({lacks}))
    ]
    assert _chosen(_one(1, skills={"outage": 5}, **differs), _one(2, skills={}))[0] == 2


def test_nobody_says_what_was_wrong() -> None:
    choice = choose(NEED, [_one(1, away=True), _one(2, away=True), _one(3, trained=False)], PRACTICE)
    assert choice.why.zh == "当前没有合适的工程师在值班：请假中 2 人、尚未完成上岗培训 1 人"
    assert choice.why.en == "No fitting engineer is on duty: 2 on leave, 1 training not finished"
    assert choose(NEED, [], PRACTICE).why.zh == "当前没有合适的工程师在值班"


# ------------------------------------------------------------------ given up, one after another

LACKING: list[tuple[str, dict[str, object]]] = [
    ("team", {"on_team": False}),
    ("language", {"languages": frozenset({"en"})}),
    ("skill", {"skills": {"billing": 5}}),
    ("load", {"open_cases": {"P4": 8}}),
    ("role", {"roles": SENIOR, "level": "L2"}),
    ("level", {"roles": SENIOR, "level": "L1"}),
]


def test_the_policy_gives_up_in_this_order() -> None:
    assert [step for step, _ in LACKING] == PRACTICE.widening


@pytest.mark.parametrize(("step", "differs"), LACKING)
def test_alone_each_of_them_gets_it_and_it_is_said(step: str, differs: dict[str, object]) -> None:
    choice = choose(NEED, [_one(1, **differs)], PRACTICE)
    assert (choice.user_id, choice.step) == (1, step)
    assert "已放宽" in choice.why.zh
    assert "widened" in choice.why.en


@pytest.mark.parametrize("n", range(5))
def test_an_earlier_step_comes_before_a_later_one(n: int) -> None:
    (earlier, lacks_it), (_, lacks_more) = LACKING[n], LACKING[n + 1]
    better = {"skills": {"outage": 5}, "for_customer": 9}
    assert _chosen(_one(1, **(better | lacks_more)), _one(2, **lacks_it)) == (2, earlier)


def test_no_more_is_given_up_than_must_be() -> None:
    full, neither = {"open_cases": {"P4": 8}}, {"open_cases": {"P4": 8}, "on_team": False}
    assert _chosen(_one(1, skills={"outage": 5}, **neither), _one(2, **full)) == (2, "load")


def test_what_the_policy_does_not_name_is_not_given_up() -> None:
    strict = PRACTICE.model_copy(update={"widening": ["team"]})
    assert _chosen(_one(1, skills={}), practice=strict) == (None, "nobody")
    assert _chosen(_one(1, on_team=False), practice=strict) == (1, "team")


@pytest.mark.clause("5.3.2-P0-team")
def test_a_p0_starts_with_the_duty_engineer_even_where_a_senior_knows_more() -> None:
    senior = _one(2, roles=SENIOR, level="L2", skills={"outage": 5})
    assert _chosen(_one(1, skills={}, open_cases={"P4": 9}), senior) == (1, "load")
    assert _chosen(senior) == (2, "role")


def test_it_is_an_alarm_only_where_nobody_on_duty_has_the_skill() -> None:
    senior = _one(2, roles=SENIOR, level="L2")
    assert choose(NEED, [_one(1, skills={})], PRACTICE).unfit
    assert not choose(NEED, [_one(1, skills={}), senior], PRACTICE).unfit
    assert choose(NEED, [_one(1, skills={}), _one(3, away=True)], PRACTICE).unfit
    assert not choose(NEED, [_one(1)], PRACTICE).unfit


# ------------------------------------------------------------------ points


def test_the_better_skill_wins() -> None:
    assert _chosen(_one(1), _one(2, skills={"RDS": 5})) == (2, "fitting")


def test_with_equal_skill_the_lighter_load_wins() -> None:
    assert _chosen(_one(1, open_cases={"P4": 3}), _one(2, open_cases={"P4": 2}))[0] == 2


def test_a_p0_weighs_more_than_several_p4() -> None:
    assert _chosen(_one(1, open_cases={"P0": 1}), _one(2, open_cases={"P4": 5}))[0] == 2
    assert load({"P0": 1, "P1": 1, "P2": 1, "P3": 1, "P4": 1}, PRACTICE) == 19


def test_with_all_else_equal_who_had_fewer_lately_wins() -> None:
    assert _chosen(_one(1, given=12), _one(2, given=11))[0] == 2


def test_with_all_else_equal_who_knows_the_customer_or_the_kind_wins() -> None:
    assert _chosen(_one(1), _one(2, for_customer=1))[0] == 2
    assert _chosen(_one(1), _one(2, of_kind=1))[0] == 2
    assert _chosen(_one(1, for_customer=3), _one(2, for_customer=99))[0] == 1


def test_the_words_say_why_this_one() -> None:
    choice = choose(NEED, [_one(1, for_customer=3, given=4), _one(2)], PRACTICE)
    assert choice.user_id == 1
    assert choice.why.zh == (
        "在值班、条件全部相符：技能 3 级、在办 0 件（负载 0）、近期分到 4 件、为该客户办过 3 件；"
        "从 2 人中选出，比 工程师2 更熟悉这位客户"
    )
    assert choose(NEED, [_one(1)], PRACTICE).why.en == (
        "On duty and fits in everything: skill grade 3, 0 open (load 0), given 0 lately; the only one who fits"
    )


def test_what_is_kept_has_every_figure_and_can_be_read_again() -> None:
    facts = choose(
        NEED, [_one(1, open_cases={"P1": 1}, given=4, of_kind=2), _one(2, away=True)], PRACTICE
    ).as_facts()
    assert facts["counts"] == [1, 1]
    assert facts["compared"] == [
        {
            "user_id": 1, "name": "工程师1", "lacks": [], "grade": 3, "load": 5, "open_cases": 1, "most_open": 8, "given": 4,
            "for_customer": 0, "of_kind": 2,
            "points": facts["compared"][0]["points"], "score": -2.7,
        }
    ]  # fmt: skip
    assert list(facts["compared"][0]["points"]) == ["skill", "load", "fairness", "customer", "problem"]
    assert facts["left_out"][0]["lacks"] == ["leave"]


# ------------------------------------------------------------------ language


@pytest.mark.parametrize(
    ("text", "account", "language"),
    [
        ("报表导出失败", "en", "zh"),
        ("The export of reports fails for everybody", "zh-hans", "en"),
        ("API 502 error since the morning, 请尽快", "en", "zh"),
        ("ERR_502", "zh-hans", "zh"),
        ("ERR_502", "en", "en"),
        ("", "zh-hans", "zh"),
    ],
)
def test_the_text_tells_the_language_else_the_account(text: str, account: str, language: str) -> None:
    assert language_of(text, account) == language


# ------------------------------------------------------------------ for every house

_people = st.lists(
    st.builds(
        _one, st.integers(1, 40), roles=st.sampled_from([DUTY, SENIOR, DUTY | SENIOR, frozenset({"security"})]),
        level=st.sampled_from(["L1", "L2", "L3"]),
        skills=st.dictionaries(st.sampled_from(["outage", "RDS", "billing"]), st.integers(1, 5)),
        open_cases=st.dictionaries(st.sampled_from(["P0", "P1", "P4"]), st.integers(0, 9)),
        languages=st.sampled_from([frozenset({"zh"}), frozenset({"en"}), frozenset({"zh", "en"})]),
        on_team=st.booleans(), away=st.booleans(), trained=st.booleans(), given=st.integers(0, 40),
        for_customer=st.integers(0, 5), of_kind=st.integers(0, 5),
    ),
    max_size=8, unique_by=lambda one: one.user_id,
)  # fmt: skip


@given(_people)
def test_never_somebody_off_duty_away_or_untrained(people: list[Candidate]) -> None:
    choice = choose(NEED, people, PRACTICE)
    could = {one.user_id for one in people if one.roles & (DUTY | SENIOR) and not one.away and one.trained}
    assert choice.user_id in could if could else choice.user_id is None


@given(_people)
def test_the_choice_is_the_same_in_any_order(people: list[Candidate]) -> None:
    assert choose(NEED, people, PRACTICE) == choose(NEED, list(reversed(people)), PRACTICE)


@given(_people)
def test_the_search_is_widened_no_further_than_to_the_first_step_that_has_somebody(
    people: list[Candidate],
) -> None:
    choice = choose(NEED, people, PRACTICE)
    steps = ["fitting", *PRACTICE.widening]
    alone = [choose(NEED, [one], PRACTICE).step for one in people]
    reached = [steps.index(step) for step in alone if step != "nobody"]
    assert choice.step == (steps[min(reached)] if reached else "nobody")


@given(_people)
def test_the_shortlist_decides_unless_all_on_it_are_full(people: list[Candidate]) -> None:
    near, left_out = shortlist(NEED, people, PRACTICE)
    choice = choose(NEED, people, PRACTICE)
    assert {one.user_id for one in left_out} | near == {one.user_id for one in people}
    roomy = [one for one in people if one.user_id in near and sum(one.open_cases.values()) < one.most_open]
    if roomy:
        assert choice.user_id in {one.user_id for one in roomy}
        again = choose(NEED, [one for one in people if one.user_id in near], PRACTICE, left_out)
        assert (again.user_id, again.step, again.why) == (choice.user_id, choice.step, choice.why)
    assert bool(near) == (choice.user_id is not None)


@given(_people, st.sampled_from([1, 2]))
def test_more_skill_never_loses_a_case(people: list[Candidate], more: int) -> None:
    chosen = choose(NEED, people, PRACTICE).user_id
    better = [
        _better(one, min(5, grade(one, NEED) + more)) if one.user_id == chosen else one for one in people
    ]
    assert choose(NEED, better, PRACTICE).user_id == chosen


def _better(one: Candidate, graded: int) -> Candidate:
    return one._replace(skills={**one.skills, "outage": graded})
