"""A contract's own promises over the standard's; durations; and that what we quote stands in the standard."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shounuo.policy.catalogue import FILE
from shounuo.policy.errors import PolicyError
from shounuo.policy.loading import overrides
from shounuo.policy.model import Policy, durations
from shounuo.policy.model.basis import Entry, Text
from shounuo.policy.model.overrides import Overrides
from shounuo.policy.rules import with_overrides


@pytest.mark.clause("4.2-24x7")
def test_a_contract_may_promise_more_and_keep_office_hours(policy: Policy) -> None:
    own = overrides({"targets": {"P2": {"response": "PT30M"}}, "calendar": "cn-office"}, "contract")
    theirs = with_overrides(policy, own)
    assert theirs.targets["P2"].response == timedelta(minutes=30)
    assert theirs.targets["P2"].resolution == timedelta(hours=8)
    assert theirs.targets["P1"] is policy.targets["P1"]
    assert theirs.clocks.calendar == "cn-office"
    assert policy.targets["P2"].response == timedelta(hours=2)


def test_an_empty_contract_changes_nothing(policy: Policy) -> None:
    assert with_overrides(policy, Overrides()) == policy


def test_a_contract_that_does_not_fit_the_standard_is_refused(policy: Policy) -> None:
    own = overrides({"targets": {"P0": {"response": "PT3H"}}}, "contract")
    with pytest.raises(PolicyError) as caught:
        with_overrides(policy, own)
    assert caught.value.problems[0].wrong.en == "the response is later than the resolution"


def test_a_contract_is_kept_as_plain_json_and_read_back() -> None:
    own = overrides({"targets": {"P4": {"update": "P2D", "pauses_resolution": False}}}, "contract")
    assert overrides(own.model_dump(mode="json", exclude_none=True), "contract") == own


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT15M", timedelta(minutes=15)),
        ("PT24H", timedelta(days=1)),
        ("P1D", timedelta(days=1)),
        ("P1DT2H3M4S", timedelta(days=1, hours=2, minutes=3, seconds=4)),
        ("PT0S", timedelta()),
    ],
)
def test_durations_are_iso_8601(text: str, length: timedelta) -> None:
    assert durations.parse(text) == length


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "15M", "PT1.5H", "P1M", "-PT1H", "pt15m", "PT15M ", "PT1M1H"]
)
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError):
        durations.parse(text)


@given(st.integers(min_value=0, max_value=10**8))
def test_a_duration_spelt_reads_back(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert durations.parse(durations.spell(length)) == length


OUR_OWN_WORDS = re.compile(
    r"form\.|submission\.text|channels\.feishu|quality\.kpis\.\d\.counted|people\.curriculum\.parts\.\d\.tasks\.\d\.name"
    r"|audits\.(questions|severities)\.\d+\.name"
)
"""Where the file says more than the standard: the choices of the form, how figures are counted, a newcomer's tasks."""


def test_every_chinese_sentence_of_the_policy_stands_in_the_standard(policy: Policy) -> None:
    standard = _bare((FILE.parent / "SPT-003.txt").read_text(encoding="utf-8"))
    invented = [
        place
        for place, text in _texts(policy, "")
        if _bare(text.zh) not in standard and not OUR_OWN_WORDS.match(place)
    ]
    assert invented == []


def _texts(part: Any, place: str) -> Iterator[tuple[str, Text]]:
    if isinstance(part, Text):
        yield place, part
        return
    items = part if isinstance(part, Entry) else part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in items:
        if isinstance(value, Entry | dict | list):
            yield from _texts(value, f"{place}.{key}".lstrip("."))


def _bare(text: str) -> str:
    """Without spaces and punctuation, which we set our own way."""
    return re.sub(r"[\s,,::“”\"。、]", "", text)
