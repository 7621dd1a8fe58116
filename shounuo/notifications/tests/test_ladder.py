"""How a page climbs, on plain values: never over a quota, nobody twice in a rung, and what follows each answer. [5.2-notify]"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shounuo.channels.shape import Quota
from shounuo.notifications import ladder
from shounuo.notifications.ladder import Gate, Made, Reachable, Submission, Used, Way

pytestmark = pytest.mark.clause("5.2-notify")
patient = settings(deadline=None, suppress_health_check=list(HealthCheck))
"""A busy machine is no fault of a rule."""
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CHANNELS = ("wecom", "sms", "voice")
ADDRESSES = ("a", "b", "c")
MINUTE = timedelta(minutes=1)

quotas = st.lists(
    st.builds(
        Quota,
        st.sampled_from(["callee", "provider"]),
        st.integers(1, 3),
        st.sampled_from([MINUTE, 10 * MINUTE]),
    ),
    max_size=2,
).map(tuple)
gates = st.lists(
    st.tuples(st.sampled_from(CHANNELS), st.sampled_from(["ali", "ten"]), quotas), min_size=1, max_size=5
).map(lambda many: [Gate(n, channel, vendor, limits) for n, (channel, vendor, limits) in enumerate(many)])
ways = st.lists(st.builds(Way, st.sampled_from(CHANNELS), st.sampled_from(ADDRESSES)), max_size=4)
rungs = st.lists(
    st.tuples(st.integers(0, 300), st.lists(ways, min_size=1, max_size=4), st.booleans()),
    min_size=1,
    max_size=8,
)


def _climb(
    doors: list[Gate], many: list[tuple[int, list[list[Way]], bool]]
) -> list[tuple[datetime, Submission]]:
    """Rungs of any pages, some seconds apart, that count each other."""
    at, used, made = NOW, Used(), []
    for seconds, people, another in many:
        at += timedelta(seconds=seconds)
        reachable = [Reachable(pk, own) for pk, own in enumerate(people)]
        queued = ladder.submissions(reachable, CHANNELS, doors, used, at, another=another)
        keys = [(one.user_id, one.channel) for one in queued]
        assert len(keys) == len(set(keys)), "one submission for a person and a channel in a rung"
        made += [(at, one) for one in queued]
    return made


@patient
@given(gates, rungs)
def test_no_sequence_of_rungs_goes_over_a_quota(
    doors: list[Gate], many: list[tuple[int, list[list[Way]], bool]]
) -> None:
    """Counted again without the ladder: for each submission, all that were made within the window that ends with it."""
    made = _climb(doors, many)
    for place, (at, one) in enumerate(made):
        gate = doors[one.provider_id or 0]
        assert (gate.channel, gate.id) == (one.channel, one.provider_id)
        for quota in gate.quotas:
            like = [
                other
                for when, other in made[: place + 1]
                if when > at - quota.within
                and other.channel == one.channel
                and (
                    other.address == one.address
                    if quota.scope == "callee"
                    else other.provider_id == one.provider_id
                )
            ]
            assert len(like) <= quota.most


@patient
@given(gates, st.lists(ways, min_size=1, max_size=4))
def test_whoever_can_be_reached_is_reached_by_each_channel_that_has_an_account(
    doors: list[Gate], people: list[list[Way]]
) -> None:
    free = [Gate(one.id, one.channel, one.vendor) for one in doors]
    reachable = [Reachable(pk, own) for pk, own in enumerate(people)]
    queued = ladder.submissions(reachable, CHANNELS, free, Used(), NOW)
    open_ = {one.channel for one in free}
    wanted = {(pk, way.channel) for pk, own in enumerate(people) for way in own if way.channel in open_}
    assert {(one.user_id, one.channel) for one in queued} == wanted


@patient
@given(st.integers(0, 1), st.booleans())
def test_another_means_another_vendor_where_there_is_one(last: int, more: bool) -> None:
    doors = [Gate(0, "sms", "ali"), *([Gate(1, "sms", "ten")] if more or last else [])]
    person = Reachable(7, [Way("sms", "a")], [Made("sms", "a", last, NOW)])
    (one,) = ladder.submissions([person], ["sms"], doors, Used(), NOW, another=True)
    assert one.provider_id == (1 - last if len(doors) == 2 else 0)


def test_an_account_without_quota_is_passed_over_and_a_channel_without_any_left_out() -> None:
    limit = (Quota("callee", 1, MINUTE),)
    doors = [Gate(0, "sms", "ali", (Quota("provider", 1, MINUTE),)), Gate(1, "sms", "ten", limit)]
    used = Used([Made("sms", "x", 0, NOW)])
    people = [Reachable(1, [Way("sms", "a")]), Reachable(2, [Way("sms", "a")])]
    queued = ladder.submissions(people, ["sms"], doors, used, NOW)
    assert [(one.user_id, one.provider_id) for one in queued] == [(1, 1)]


def test_what_follows_a_submission_that_did_not_surely_arrive() -> None:
    """Every combination, by hand: ambiguity climbs; a known failure goes elsewhere; else again while something is alive."""
    for state, spent, other, tries, alive in product(
        ("unknown", "again", "failed"), (False, True), (False, True), (1, 2, 3, 4), (False, True)
    ):
        got = ladder.after(state, spent=spent, other_gate=other, tries=tries, alive=alive)
        match state, other, alive:
            case "unknown", _, _:
                assert got == "climb"
            case _, True, _:
                assert got == "elsewhere"
            case _, False, False:
                assert got == "climb"
            case "again", False, True if not spent and tries < 3:
                assert got == "retry"
            case _:
                assert got == "wait"


moments = st.lists(st.integers(0, 600), min_size=1, max_size=6).map(
    lambda many: [timedelta(seconds=one) for one in sorted(many)]
)


@patient
@given(moments, st.none() | st.integers(1, 600).map(lambda n: timedelta(seconds=n)))
def test_a_ladder_is_climbed_rung_by_rung_each_at_its_moment(
    afters: list[timedelta], repeat: timedelta | None
) -> None:
    step, passed = 0, afters[0]
    while (follows := ladder.next_step(afters, step, repeat)) and follows[0] == step + 1:
        step, passed = follows[0], passed + follows[1]
        assert passed == afters[step]
    assert step == len(afters) - 1
    assert follows == (None if repeat is None else (0, repeat))
    assert all(one <= other for one, other in pairwise(afters))
