"""Any schedule, against a second reading of the conventions that asks moment by moment and knows no spans."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from shounuo.oncall.rotation import Rotation, Unit, anchor_of
from shounuo.oncall.rules import Layer, Override, Schedule, Window, final, gaps, staffing, who
from shounuo.oncall.spans import Between, Person
from shounuo.oncall.wall import instant

PEOPLE: list[Person] = ["ana", "bo", "cy", "dan"]
ZONES = [ZoneInfo(name) for name in ("Asia/Shanghai", "America/Chicago", "Europe/London", "America/Santiago")]
START = datetime(2026, 10, 20, tzinfo=UTC)
"""London and Chicago change their clocks in the three weeks after it."""
LENGTH = timedelta(days=21)

people = st.sampled_from(PEOPLE)
several = st.lists(people, max_size=4).map(tuple)
hours = st.integers(0, int(LENGTH.total_seconds()) // 3600)


@st.composite
def between(draw: st.DrawFn) -> Between:
    begin = START + timedelta(hours=draw(hours))
    return begin, begin + timedelta(hours=draw(st.integers(1, 96)))


UNITS: list[tuple[Unit, int]] = [
    ("hours", 1), ("hours", 12), ("days", 1), ("days", 2), ("weeks", 1), ("elapsed_hours", 7),
]  # fmt: skip


@st.composite
def rotations(draw: st.DrawFn) -> Rotation:
    """Beginning before the time that is asked about, or in its midst."""
    anchor = anchor_of("2026-10-01T00:00") + timedelta(minutes=30 * draw(st.integers(0, 1200)))
    unit, every = draw(st.sampled_from(UNITS))
    return Rotation(draw(several), unit, every, anchor, draw(st.sampled_from(ZONES)))


windows = st.builds(
    Window,
    st.times().map(lambda one: time(one.hour, 30 * (one.minute // 30))),
    st.times().map(lambda one: time(one.hour)),
    st.frozensets(st.integers(1, 7), min_size=1),
)
layers = st.builds(
    Layer, st.none() | rotations(), several, st.lists(windows, max_size=2).map(tuple), st.integers(1, 3)
).map(lambda one: Layer(one.rotation, () if one.rotation else one.together, one.windows, one.priority))
overrides = st.builds(
    lambda span, removes, adds: Override(span[0], span[1], removes, adds),
    between(),
    st.none() | people,
    st.none() | people,
)
schedules = st.builds(
    Schedule,
    st.sampled_from(ZONES),
    st.lists(layers, max_size=3).map(tuple),
    st.lists(overrides, max_size=4).map(tuple),
    st.dictionaries(people, st.lists(between(), min_size=1, max_size=2), max_size=2),
    st.frozensets(people, max_size=1),
)
moments = hours.map(lambda n: START + timedelta(hours=n, minutes=17))


def asked(plan: Schedule, at: datetime) -> frozenset[Person]:
    """Who is on call at `at`, by the letter of the conventions, slowly."""
    base: set[Person] = set()
    for priority in sorted({layer.priority for layer in plan.layers}, reverse=True):
        base = {
            one for layer in plan.layers if layer.priority == priority for one in in_layer(plan, layer, at)
        }
        if base:
            break
    now = [one for one in plan.overrides if one.begin <= at < one.end]
    relieved = {one.removes: one for one in now if one.removes in base}
    added = {one.adds for one in relieved.values()} | {one.adds for one in now if one.removes is None}
    here = {one for one in added if one is not None and one not in plan.left and not is_away(plan, one, at)}
    return frozenset((base - set(relieved)) | here)


def in_layer(plan: Schedule, layer: Layer, at: datetime) -> set[Person]:
    if layer.windows and not any(is_open(plan, window, at) for window in layer.windows):
        return set()
    found = turn(plan, layer.rotation, at) if layer.rotation else set(layer.together) - plan.left
    return {one for one in found if not is_away(plan, one, at) or is_replaced(plan, one, at)}


def turn(plan: Schedule, rotation: Rotation, at: datetime) -> set[Person]:
    crew = [one for one in rotation.people if one not in plan.left]
    ordinal = -1
    while rotation.hands_over(ordinal + 1) <= at:
        ordinal += 1
    return {crew[ordinal % len(crew)]} if crew and ordinal >= 0 else set()


def is_open(plan: Schedule, window: Window, at: datetime) -> bool:
    for back in (0, 1, 2):
        day = at.astimezone(plan.zone).date() - timedelta(days=back)
        last = day + timedelta(days=1) if window.closes <= window.opens else day
        opens = instant(datetime.combine(day, window.opens), plan.zone)
        closes = instant(datetime.combine(last, window.closes), plan.zone, last=True)
        if day.isoweekday() in window.days and opens <= at < closes:
            return True
    return False


def is_away(plan: Schedule, person: Person, at: datetime) -> bool:
    return any(since <= at < until for since, until in plan.away.get(person, ()))


def is_replaced(plan: Schedule, person: Person, at: datetime) -> bool:
    return any(
        one.removes == person and one.adds is not None and one.begin <= at < one.end for one in plan.overrides
    )


@given(schedules, moments)
@settings(max_examples=150, deadline=None)
def test_who_answers_as_the_conventions_say(plan: Schedule, at: datetime) -> None:
    assert who(plan, at) == asked(plan, at)


@given(schedules, moments)
@settings(max_examples=150, deadline=None)
def test_the_spans_say_the_same_as_asking_at_a_moment(plan: Schedule, at: datetime) -> None:
    spans = final(plan, START, START + LENGTH)
    if at < START + LENGTH:
        assert {span.who for span in spans if span.begin <= at < span.end} == who(plan, at)


@given(schedules)
@settings(max_examples=100, deadline=None)
def test_stretches_cover_the_time_without_hole_or_overlap(plan: Schedule) -> None:
    parts = staffing(plan, START, START + LENGTH)
    assert (parts[0].begin, parts[-1].end) == (START, START + LENGTH)
    assert all(first.end == second.begin for first, second in pairwise(parts))
    assert all(first.people != second.people for first, second in pairwise(parts))
    assert all(part.begin < part.end for part in parts)


@given(schedules)
@settings(max_examples=100, deadline=None)
def test_a_gap_is_exactly_where_no_span_is(plan: Schedule) -> None:
    spans, holes = final(plan, START, START + LENGTH), gaps(plan, START, START + LENGTH)
    for begin, end in holes:
        assert not [span for span in spans if span.begin < end and span.end > begin]
    edges = sorted({START, START + LENGTH, *(span.begin for span in spans), *(span.end for span in spans)})
    for begin, end in pairwise(edges):
        covered = any(span.begin <= begin and span.end >= end for span in spans)
        assert covered != any(since <= begin and until >= end for since, until in holes)


@given(schedules, moments)
@settings(max_examples=100, deadline=None)
def test_nobody_who_left_or_is_away_is_ever_on_call(plan: Schedule, at: datetime) -> None:
    on = who(plan, at)
    assert not on & plan.left
    replaced = {one for one in PEOPLE if is_replaced(plan, one, at)}
    assert not {one for one in on - replaced if is_away(plan, one, at)}


@given(schedules, people, moments)
@settings(max_examples=100, deadline=None)
def test_an_override_wins(plan: Schedule, stands_in: Person, at: datetime) -> None:
    """Whoever is entered last for somebody on call is on call instead, unless gone."""
    calm = Schedule(plan.zone, plan.layers)
    for relieved in who(calm, at) - {stands_in}:
        override = Override(at, at + timedelta(hours=1), relieved, stands_in)
        changed = who(Schedule(plan.zone, plan.layers, (override,)), at)
        assert stands_in in changed
        assert relieved not in changed
