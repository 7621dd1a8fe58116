"""The walls, exhaustively: every kind of act, every role, every state, typed from the standard. [5.3.2-P0-rights]"""

from __future__ import annotations

from itertools import product

import pytest

from shounuo.accounts.roles import ROLES
from shounuo.casework.incident.rights import right_of
from shounuo.incidents.rules import Denied, counts, may_decide, may_finish, may_start
from shounuo.incidents.words import DECISIONS, KINDS_OF_DECISION
from shounuo.policy.loading import SHIPPED, load
from shounuo.policy.model import Policy

pytestmark = pytest.mark.clause("5.3.2-P0-rights")
DECIDERS = {
    "emergency_fix": {"senior_engineer", "architect"},
    "call_in_resources": {"technical_manager"},
    "major_architecture_change": {"architect"},
    "data_recovery": set(),
    "other": {"technical_manager", "management"},
}
"""Who decides by the standard: 资深工程师 (an architect stands above), 技术经理, 架构师, nobody of ours, and by our own reading."""
ALL = list(product(KINDS_OF_DECISION, ROLES, DECISIONS, (False, True), (False, True)))


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(SHIPPED.read_text(encoding="utf-8"), SHIPPED.name)


def expected(kind: str, role: str, state: str, *, authorised: bool, commands: bool) -> Denied:
    if state not in ("proposed", "approved"):
        return "state"
    if kind == "data_recovery":
        return "" if authorised else "authorisation"
    if state == "approved":
        return ""
    if kind == "major_architecture_change":
        return "approval"
    return "" if role in DECIDERS[kind] or (kind == "other" and commands) else "role"


def test_every_kind_by_every_role_in_every_state(policy: Policy) -> None:
    for kind, role, state, authorised, commands in ALL:
        how, deciders = right_of(policy, kind)
        told = may_start(how, deciders, {role}, state, authorised=authorised, commands=commands)
        wanted = expected(kind, role, state, authorised=authorised, commands=commands)
        assert told == wanted, (kind, role, state, authorised, commands)


def test_who_decides(policy: Policy) -> None:
    for kind, role, commands in product(KINDS_OF_DECISION, ROLES, (False, True)):
        how, deciders = right_of(policy, kind)
        wanted = role in DECIDERS[kind] or (kind == "other" and commands)
        assert may_decide(how, deciders, {role}, commands=commands) == wanted, (kind, role, commands)


def test_only_what_was_begun_can_be_done() -> None:
    assert [state for state in DECISIONS if not may_finish(state)] == ["started"]


def test_when_an_authorisation_counts() -> None:
    answers = ("", "granted", "refused", "withdrawn", "replaced")
    told = {
        (answer, via, witnessed, named)
        for answer, via, witnessed, named in product(
            answers, ("portal", "phone"), (False, True), (False, True)
        )
        if counts(answer, via, witnessed=witnessed, still_named=named)
    }
    assert told == {
        ("granted", "portal", False, True),
        ("granted", "portal", True, True),
        ("granted", "phone", True, True),
    }
