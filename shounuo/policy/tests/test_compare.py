"""A change of the standard is told where it is, and nothing else is."""

from datetime import timedelta

import pytest

from shounuo.policy.compare import changes
from shounuo.policy.model import Policy
from shounuo.policy.model.basis import Text

pytestmark = pytest.mark.clause("7.1-reports")


def _with(policy: Policy, **sections: object) -> Policy:
    return policy.model_copy(update=sections)


def test_the_same_says_nothing(policy: Policy) -> None:
    assert changes(policy, policy.model_copy(deep=True)) == []


def test_one_number_is_one_change_with_its_clause(policy: Policy) -> None:
    sooner = policy.targets["P1"].model_copy(update={"response": timedelta(minutes=20)})
    [one] = changes(policy, _with(policy, targets=policy.targets | {"P1": sooner}))
    assert (one.keys, one.clause) == (("targets", "P1", "response"), "4.2-P1")
    assert (one.was, one.becomes) == (timedelta(minutes=30), timedelta(minutes=20))


def test_a_list_is_one_value_and_a_text_is_too(policy: Policy) -> None:
    [shares] = changes(
        policy, _with(policy, warnings=policy.warnings.model_copy(update={"shares": [60, 90]}))
    )
    assert (shares.was, shares.becomes) == ([50, 75, 90], [60, 90])
    text = policy.clocks.note.model_copy(update={"en": "Otherwise."})
    [note] = changes(policy, _with(policy, clocks=policy.clocks.model_copy(update={"note": text})))
    assert isinstance(note.was, Text)
    assert note.keys == ("clocks", "note")


def test_entries_are_known_by_their_ids(policy: Policy) -> None:
    first, *others = policy.factors
    [gone] = changes(policy, _with(policy, factors=others))
    assert (gone.keys, gone.was, gone.becomes) == (("factors", first.id), first, None)
    [back] = changes(_with(policy, factors=others), policy)
    assert (back.was, back.becomes) == (None, first)
    assert changes(policy, _with(policy, factors=[*others, first])) == []  # only their order differs
