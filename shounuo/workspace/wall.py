"""大屏: what needs somebody now, for a screen that is read from five metres: dark, live, without scrolling. [7.1-platform]

A case stands here while it is a P0/P1, waits to be accepted, or has a promise that is at risk or broken; six of them, the most
pressing first. What is named in a closed room is not read out to the room the screen hangs in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from shounuo.accounts.rights import deeds_of
from shounuo.accounts.roles import ROLES
from shounuo.cases import reads
from shounuo.cases.models import OPEN, Case
from shounuo.commitments.models import Commitment
from shounuo.commitments.reads import StripRow, lines
from shounuo.counter import live
from shounuo.counter.asking import Asked
from shounuo.incidents.models import RUNNING, Command
from shounuo.incidents.reads import incidents
from shounuo.kernel.words import Words, t
from shounuo.oncall.reads import duty
from shounuo.policy.model import LEVELS
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette

AT_MOST = 6
"""What fits a screen in letters that can be read from five metres."""
LOOKED_AT = 40
LATE = {"broken", "missed"}
ON_DUTY = ("duty_engineer", "senior_engineer", "architect", "technical_lead")


@dataclass(frozen=True)
class Row:
    case: dict[str, Any]
    why: str
    tone: str
    strip: tuple[StripRow, ...]
    commander: str


@shows
def wall(request: Asked) -> HttpResponse:
    part = request.GET.get("part", "")
    if part not in ("", "now"):
        raise Http404
    facts = _now(request)
    if part:
        return live.answer(
            request, facts["tag"], request.at, lambda: render(request, "workspace/wall_now.html", facts)
        )
    return render(request, "workspace/wall.html", facts | {"palette": palette(deeds_of(request.user))})


def _now(request: Asked) -> dict[str, Any]:
    """Eight queries, whatever the number of cases."""
    found = reads.queue(request.user, "open", limit=LOOKED_AT).rows
    strips = lines([row["id"] for row in found], request.at)
    silent = _silent(strips)
    standing = [_Standing(row, strips.get(row["id"]), row["id"] in silent) for row in found]
    pressing = sorted((one for one in standing if one.why), key=lambda one: not one.is_loud)
    held = {one.case_id: one for one in incidents().filter(state__in=RUNNING, case_id__in=strips)}
    commanders = _commanders([one.pk for one in held.values()])
    shown = [_row(one, held.get(one.row["id"]), commanders) for one in pressing[:AT_MOST]]
    open_cases = Case.objects.filter(state__in=OPEN, drill=False)
    by_level = dict(open_cases.values_list("priority").annotate(Count("pk")).order_by())
    facts: dict[str, Any] = {
        "rows": shown,
        "more": len(pressing) - len(shown),
        "levels": [(level, by_level.get(level, 0)) for level in LEVELS],
        "waiting": reads.counts(request.user, ("unassigned",))["unassigned"],
        "duty": _on_duty(request.at),
        "next": [one.strip for one in standing[:1] if one.strip],
    }
    return facts | {"tag": live.tag(request.at, *_news(facts, request.at))}


@dataclass(frozen=True)
class _Standing:
    """A case of the queue, its nearest promise, and whether its customer still waits for an update that was missed."""

    row: dict[str, Any]
    strip: StripRow | None
    silent: bool

    @property
    def tone(self) -> str:
        if self.silent or (self.strip and self.strip.state in LATE):
            return "broken"
        return "risk" if self.strip and self.strip.state == "risk" else ""

    @property
    def is_loud(self) -> bool:
        return self.row["priority"] in ("P0", "P1") or self.tone == "broken"

    @property
    def why(self) -> str:
        """Why it needs somebody now, in a word; empty where it does not."""
        if self.strip and self.strip.state in LATE:
            return t("已超时", "Overdue")
        if self.row["state"] == "new":
            return t("待受理", "To accept")
        if self.silent:
            return t("欠客户一次更新", "Owes an update")
        if self.tone == "risk":
            return t("即将超时", "At risk")
        return t("应急", "Emergency") if self.row["priority"] in ("P0", "P1") else ""


def _silent(case_ids: Iterable[int]) -> set[int]:
    """Cases whose last update promise that ended was missed: the next one runs already, but the customer heard nothing."""
    ended = Commitment.objects.filter(case_id__in=list(case_ids), track="update").exclude(state="running")
    last = {
        row[0]: row for row in ended.order_by("due_at", "pk").values_list("case_id", "state", "broken_at")
    }
    return {case_id for case_id, state, broken_at in last.values() if broken_at and state != "met"}


def _row(one: _Standing, held: Any, commanders: dict[int, str]) -> Row:
    case = one.row
    if held and held.closed_room:
        case = case | {
            "subject": t("安全事件，详情仅限指定人员", "A security incident, for named people only")
        }
    commander = commanders.get(held.pk, "") if held else ""
    return Row(case, one.why, one.tone, (one.strip,) if one.strip else (), commander)


def _commanders(incident_ids: list[int]) -> dict[int, str]:
    """Who commands each response now."""
    commands = Command.objects.filter(incident_id__in=incident_ids, ends_at=None)
    return dict(commands.values_list("incident_id", "user__name"))


def _on_duty(at: datetime) -> list[tuple[Words, str]]:
    """[(role, names)] of the engineering roles that somebody stands duty for."""
    names: dict[str, list[str]] = {}
    for shift in duty(at).shifts:
        if shift.role in ON_DUTY and shift.user.name not in names.setdefault(shift.role, []):
            names[shift.role].append(shift.user.name)
    return [(ROLES[role], "、".join(names[role][:3])) for role in ON_DUTY if role in names]


def _news(facts: dict[str, Any], at: datetime) -> list[Any]:
    """A strip counts down in the browser by itself: only its state and due time are news; and the minute on the clock."""
    rows = [
        [
            row.case["number"],
            row.case["revision"],
            row.why,
            row.commander,
            [[one.state, one.due_at] for one in row.strip],
        ]
        for row in facts["rows"]
    ]
    clock = f"{timezone.localtime(at):%H:%M}"
    duty_now = [[str(role), names] for role, names in facts["duty"]]
    return [clock, rows, facts["more"], facts["levels"], facts["waiting"], duty_now]
