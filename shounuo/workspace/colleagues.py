"""Who could take a case over: colleagues who work on cases, those on duty first, with what they carry. [5.2-assign]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from shounuo.accounts.models import User
from shounuo.accounts.rights import ENGINEERING
from shounuo.accounts.roles import ROLES
from shounuo.assignment.reads import on_duty, with_figures
from shounuo.kernel.words import t
from shounuo.staff.models import Leave
from shounuo.staff.names import told_apart


@dataclass(frozen=True)
class Colleague:
    id: int
    name: str
    note: str
    on_duty: bool


def who_may_take(without: int | None) -> QuerySet[User]:
    """Everybody who works on cases, but the one who has it."""
    granted = {"grants__role__in": ENGINEERING, "grants__ended_at": None}
    able = User.objects.filter(is_staff_member=True, is_active=True, **granted).distinct().order_by("pk")
    return able if without is None else able.exclude(pk=without)


def colleagues(without: int | None, at: datetime) -> list[Colleague]:
    """Five queries, six where a name is shared. On duty by load, then the others by name; last those on leave or still in training."""
    duty = {one.user_id: one for one in with_figures(on_duty(ENGINEERING, at).candidates.values())}
    found = []
    here = who_may_take(without).select_related("engineer").annotate(is_away=Exists(_leave(at)))
    everybody = list(here.prefetch_related("grants"))
    names = told_apart(everybody)
    for user in everybody:
        roles = "、".join(str(ROLES[grant.role]) for grant in user.grants.all() if grant.ended_at is None)
        one = duty.get(user.pk)
        load = sum(one.open_cases.values()) if one else 0
        carried = (
            t("{level} · {n} 个在办案例", "{level} · {n} open cases", level=one.level, n=load) if one else ""
        )
        hindered = _hindered(user)
        note = " · ".join(part for part in (hindered, roles, carried) if part)
        place = (bool(hindered), one is None, load)
        found.append((place, Colleague(user.pk, names[user.pk], note, one is not None)))
    return [colleague for _, colleague in sorted(found, key=lambda row: (row[0], row[1].name))]


def _leave(at: datetime) -> QuerySet[Leave]:
    return Leave.objects.filter(user=OuterRef("pk"), cancelled_at=None, begins_at__lte=at, ends_at__gt=at)


def _hindered(user: Any) -> str:
    """Why a case had better not go to this person now; empty where nothing speaks against it."""
    if user.is_away:
        return t("休假中", "on leave")
    engineer = getattr(user, "engineer", None)
    if engineer is not None and engineer.cleared_at is None:
        return t("尚未获准独立值班", "not cleared to stand duty alone")
    return ""
