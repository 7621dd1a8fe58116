"""Who may decide and begin what: every kind, every role, every state. [5.3.2-P0-rights]"""

from __future__ import annotations

from itertools import product
from typing import get_args

import pytest

from shounuo.accounts.roles import ROLES
from shounuo.incidents.rules import How, counts, may_decide, may_finish, may_start

pytestmark = pytest.mark.clause("5.3.2-P0-rights")
STATES = ("proposed", "approved", "refused", "started", "done", "withdrawn")
BY = {
    "alone": {"senior_engineer", "architect"},
    "approval": {"architect"},
    "authorisation": {"customer"},
    "recorded": {"management"},
}


@pytest.mark.parametrize(("how", "role"), [*product(get_args(How), sorted(ROLES))])
def test_only_whoever_has_the_right_decides(how: How, role: str) -> None:
    mine = role in BY[how] and how != "authorisation"
    assert may_decide(how, BY[how], {role}, commands=False) is mine
    assert may_decide(how, BY[how], {role}, commands=True) is (mine or how == "recorded")


@pytest.mark.parametrize(("how", "role", "state"), [*product(get_args(How), sorted(ROLES), STATES)])
def test_nothing_begins_without_what_the_standard_wants(how: How, role: str, state: str) -> None:
    for authorised in (False, True):
        lacking = may_start(how, BY[how], {role}, state, authorised=authorised, commands=False)
        if state not in ("proposed", "approved"):
            assert lacking == "state"
        elif how == "authorisation":
            assert lacking == ("" if authorised else "authorisation")
        elif how == "approval":
            assert lacking == ("" if state == "approved" else "approval")
        else:
            assert lacking == ("" if state == "approved" or role in BY[how] else "role")


@pytest.mark.parametrize("state", STATES)
def test_only_what_was_begun_is_done(state: str) -> None:
    assert may_finish(state) == ("" if state == "started" else "state")


@pytest.mark.parametrize(
    ("answer", "via", "heard", "named"),
    [*product(["", "granted", "refused", "withdrawn"], ["portal", "phone"], [0, 1], [0, 1])],
)
def test_a_word_counts_when_it_was_given_heard_and_still_theirs_to_give(
    answer: str, via: str, heard: int, named: int
) -> None:
    assert counts(answer, via, witnessed=bool(heard), still_named=bool(named)) is (
        answer == "granted" and bool(named) and (via == "portal" or bool(heard))
    )
