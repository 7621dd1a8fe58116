"""Schedules as the rules want them: gathered from the tables in five queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from shounuo.accounts.models import User
from shounuo.oncall import rules
from shounuo.oncall.models import Layer, Member, Override, Schedule
from shounuo.oncall.rotation import Rotation, Unit
from shounuo.oncall.spans import Between, Person
from shounuo.staff.reads import away

TOGETHER = "together"


def plans(
    schedules: Iterable[Schedule], since: datetime, until: datetime, without: Layer | None = None
) -> dict[int, rules.Schedule]:
    """By schedule id, with the overrides and the leave that touch [since, until); one layer may be left out."""
    wanted = {one.pk: one for one in schedules}
    in_force = Layer.objects.filter(schedule__in=wanted, ended_at=None).order_by("-priority", "pk")
    layers = list(in_force.exclude(pk=without.pk) if without else in_force)
    crews = _crews(layers)
    overrides = _overrides(wanted, since)
    everybody = {one for crew in crews.values() for one in crew} | {
        one.adds for rows in overrides.values() for one in rows if one.adds is not None
    }
    gone = cast(Mapping[Person, Sequence[Between]], away(since, until, cast(set[int], everybody)))
    closed = frozenset[Person](
        User.objects.filter(pk__in=everybody, is_active=False).values_list("pk", flat=True)
    )
    filled = _places_that_are_filled(closed, overrides)
    gone = {**gone, **dict.fromkeys(filled, ((since, until),))}
    left = closed - filled
    found = {}
    for pk, schedule in wanted.items():
        zone = ZoneInfo(schedule.time_zone)
        own = tuple(layer_rule(layer, crews[layer.pk], zone) for layer in layers if layer.schedule_id == pk)
        found[pk] = rules.Schedule(zone, own, tuple(overrides[pk]), gone, left)
    return found


def _places_that_are_filled(
    closed: frozenset[Person], overrides: Mapping[int, Sequence[rules.Override]]
) -> frozenset[Person]:
    """Whoever has left and is stood in for keeps the turns for as long: the others don't move up meanwhile, so that each
    colleague stands what was agreed. Turns that nobody took are a gap, until the layer is laid anew."""
    stood_in = {one.removes for rows in overrides.values() for one in rows if one.adds is not None}
    return closed & frozenset(one for one in stood_in if one is not None)


def layer_rule(layer: Layer, crew: Sequence[Person], zone: ZoneInfo) -> rules.Layer:
    """The layer as a rule, saved or not."""
    windows = tuple(_window(one) for one in layer.windows)
    if layer.unit == TOGETHER:
        return rules.Layer(None, tuple(crew), windows, layer.priority)
    anchor = datetime.combine(layer.first_on, layer.hands_over)
    rotation = Rotation(tuple(crew), cast(Unit, layer.unit), layer.every, anchor, zone)
    return rules.Layer(rotation, (), windows, layer.priority)


def _window(written: Mapping[str, Any]) -> rules.Window:
    opens, closes = time.fromisoformat(written["from"]), time.fromisoformat(written["to"])
    return rules.Window(opens, closes, frozenset(written["days"]))


def _crews(layers: Iterable[Layer]) -> dict[int, list[Person]]:
    crews: dict[int, list[Person]] = defaultdict(list)
    rows = Member.objects.filter(layer__in=[layer.pk for layer in layers]).order_by("layer", "position")
    for layer_id, user_id in rows.values_list("layer_id", "user_id"):
        crews[layer_id].append(user_id)
    return crews


def _overrides(wanted: Iterable[int], since: datetime) -> dict[int, list[rules.Override]]:
    found: dict[int, list[rules.Override]] = defaultdict(list)
    rows = Override.objects.filter(schedule__in=list(wanted), cancelled_at=None, ends_at__gt=since).order_by(
        "pk"
    )
    for row in rows:
        found[row.schedule_id].append(rules.Override(row.begins_at, row.ends_at, row.removes_id, row.adds_id))
    return found
