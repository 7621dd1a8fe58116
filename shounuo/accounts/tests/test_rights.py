"""Rights in words, and who gives which role."""

from __future__ import annotations

import re

import pytest

from shounuo.accounts.models import User
from shounuo.accounts.rights import DEEDS, GIVES, MAY, deeds_of_role, gives
from shounuo.accounts.roles import CUSTOMER_ROLES, DUTY_ROLES, ENGINEER_ROLES, ROLES

CHINESE = re.compile(r"[一-鿿]")


def holder(*roles: str, staff: bool = True) -> User:
    user = User(email="x@house.example", name="x", is_staff_member=staff)
    user.__dict__["roles"] = frozenset(roles)
    return user


@pytest.mark.clause("7.1-platform")
def test_every_deed_has_words_in_both_languages() -> None:
    assert set(MAY) <= set(DEEDS)
    for words in DEEDS.values():
        assert CHINESE.search(words.zh)
        assert words.en
        assert not CHINESE.search(words.en)
    assert len({words.zh for words in DEEDS.values()}) == len(DEEDS)


def test_every_deed_is_of_roles_that_there_are() -> None:
    assert frozenset().union(*MAY.values()) <= set(ROLES) - CUSTOMER_ROLES
    assert set(GIVES) | frozenset().union(*GIVES.values()) <= set(ROLES)


def test_administrators_do_everything_and_customers_nothing_here() -> None:
    assert deeds_of_role("administrator") == list(MAY)
    assert deeds_of_role("auditor") == ["audit", "see_audits"]
    assert deeds_of_role("customer_manager") == []
    assert "give_roles" in deeds_of_role("technical_manager")
    assert "manage_accounts" not in deeds_of_role("technical_manager")


@pytest.mark.clause("7.1-platform")
def test_who_gives_which_role() -> None:
    assert gives(holder("administrator")) == set(ROLES)
    customers = {"customer_member", "customer_manager"}
    engineers = {"duty_engineer", "senior_engineer", "architect", "consultant"}
    assert gives(holder("technical_manager")) == engineers | customers | {"technical_lead"}
    assert gives(holder("technical_lead")) == engineers | customers
    assert gives(holder("customer_success_manager")) == customers
    for role in set(ROLES) - set(GIVES):
        assert gives(holder(role)) == frozenset()
    assert gives(holder("administrator", staff=False)) == frozenset()


def test_only_an_administrator_gives_a_role_that_gives_as_much() -> None:
    for role in set(GIVES) - {"administrator"}:
        for given in gives(holder(role)):
            assert gives(holder(given)) < gives(holder(role))


def test_nobody_stands_duty_as_what_only_looks_or_manages() -> None:
    assert not DUTY_ROLES & {"administrator", "auditor", "customer_member", "customer_manager"}
    assert ENGINEER_ROLES <= DUTY_ROLES
