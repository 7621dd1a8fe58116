"""A change looked over before it is made: the same rules, on what would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from shounuo.oncall.actions.schedules import NewLayer, layer_row
from shounuo.oncall.models import Layer, Schedule
from shounuo.oncall.plans import layer_rule, plans
from shounuo.oncall.rules import final
from shounuo.oncall.spans import Span


def preview(
    schedule: Schedule, new: NewLayer, *, instead_of: Layer | None, since: datetime, until: datetime
) -> list[Span]:
    """Who would be on call in [since, until) if this layer were laid. Nothing is written."""
    [plan] = plans([schedule], since, until, without=instead_of).values()
    rule = layer_rule(layer_row(schedule, new), [one.pk for one in new.people], ZoneInfo(schedule.time_zone))
    return final(replace(plan, layers=(*plan.layers, rule)), since, until)
