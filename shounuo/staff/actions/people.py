"""Registering engineers, and what changes about their record and skills."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shounuo.accounts.actions import enrol
from shounuo.accounts.entry import require_free, require_name, require_staff_roles
from shounuo.accounts.models import User
from shounuo.accounts.passwords import require_good
from shounuo.accounts.roles import ENGINEER_ROLES, ROLES
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff import rules
from shounuo.staff.days import house_day
from shounuo.staff.models import Engineer, Team


@dataclass(frozen=True)
class Registration:
    """What an engineer's record begins with; `skills` are graded 1..5."""

    level: str
    languages: tuple[str, ...] = ("zh",)
    aws_since: date | None = None
    team: Team | None = None
    cleared: bool = False
    skills: dict[str, int] = field(default_factory=dict)
    phone: str = ""


@dataclass(frozen=True)
class Newcomer:
    """Who joins the house. An engineer's role needs a record; without a `password` one is made, and told once."""

    email: str
    name: str
    roles: Collection[str]
    registration: Registration | None = None
    password: str = ""
    language: str = "zh-hans"


def employ(who: Newcomer, *, by: Actor, at: datetime) -> tuple[User, str]:
    """A new colleague: an account, its roles and (for engineers) the record, in one step. The password is kept as a hash only.
    Only an administrator makes another one."""
    roles = frozenset(who.roles)
    require_staff_roles(roles)
    require_level(roles, who.registration.level if who.registration else "")
    require_free(who.email.strip())
    require_name(who.name)
    if "administrator" in roles and by.kind != "system":
        _require_administrator(by)
    if who.password:
        require_good(who.password)
    password = who.password or secrets.token_urlsafe(12)
    with atomic():
        user = enrol(
            who.email.strip(), who.name.strip(), staff=True, password=password, roles=sorted(roles), by=by, at=at,
            language=who.language,
        )  # fmt: skip
        if who.registration is not None:
            register(user, by=by, at=at, **vars(who.registration))
    return user, password


def require_level(roles: frozenset[str] | set[str], level: str) -> None:
    """An engineer's role without a level is refused: no case would ever be given to this person. [5.2-assign]"""
    engineering = sorted(roles & ENGINEER_ROLES)
    if engineering and not level:
        raise Refusal(
            "account.no_level",
            t(
                "角色“{role}”需要工程师级别（L1、L2 或 L3），否则不会分到案例",
                "The role “{role}” needs a level (L1, L2 or L3); without one no case is ever given to the person",
                role=ROLES[engineering[0]],
            ),
            status=422,
            field="level",
        )


def register(
    user: User,
    level: str,
    skills: dict[str, int],
    *,
    by: Actor,
    at: datetime,
    phone: str = "",
    languages: Sequence[str] = ("zh",),
    cleared: bool = True,
    aws_since: date | None = None,
    team: Team | None = None,
    most_open: int = 8,
) -> Engineer:
    """The engineer's record beside an account: level L1..L3, skills graded 1..5. A newcomer (`cleared=False`) may not
    stand duty alone until the onboarding is done. [8.1-levels, 8.2-onboarding]"""
    _check(aws_since, at)
    if Engineer.objects.filter(user=user).exists():
        raise Refusal(
            "engineer.known", t("已登记为工程师", "This person is registered as an engineer already")
        )
    with atomic():
        engineer = Engineer.objects.create(
            user=user, level=level, skills=skills, phone=phone, languages=list(languages), aws_since=aws_since,
            team=team, most_open=most_open, cleared_at=at if cleared else None,
        )  # fmt: skip
        record("engineer.joined", stream=f"account:{user.pk}", by=by, at=at, level=level, skills=skills)
    return engineer


def clear_for_duty(engineer: Engineer, *, by: Actor, at: datetime) -> None:
    """From now on this person may stand duty alone. A second time changes nothing. [8.2-onboarding]"""
    if engineer.cleared_at:
        return
    with atomic():
        engineer.cleared_at = at
        engineer.save(update_fields=["cleared_at"])
        record("engineer.cleared", stream=f"account:{engineer.user_id}", by=by, at=at)


def describe(
    engineer: Engineer,
    *,
    level: str,
    languages: Sequence[str],
    aws_since: date | None,
    team: Team | None,
    most_open: int,
    by: Actor,
    at: datetime,
) -> None:
    """The record as it is from now on; each thing that changed is on record with what it was. [8.1-levels]"""
    _check(aws_since, at)
    wanted = {
        "level": level, "languages": list(languages), "aws_since": aws_since, "team": team, "most_open": most_open,
    }  # fmt: skip
    with atomic():
        held = Engineer.objects.select_for_update(of=("self",)).select_related("team").get(pk=engineer.pk)
        for field, value in wanted.items():
            was = getattr(held, field)
            if was == value:
                continue
            setattr(held, field, value)
            record(
                "engineer.described", stream=f"account:{held.user_id}", by=by, at=at, field=field,
                was=_told(was), now=_told(value),
            )  # fmt: skip
        held.save(update_fields=list(wanted))


def grade_skills(engineer: Engineer, skills: Mapping[str, int], *, by: Actor, at: datetime) -> None:
    """The person's skills from now on, all of them: a grade of 0, or a skill that is not named, is none. [5.2-assign]"""
    wanted = {skill: grade for skill, grade in skills.items() if grade}
    if any(grade not in rules.GRADES for grade in wanted.values()):
        raise Refusal("skill.grade", t("技能等级为 1 到 5", "A skill is graded from 1 to 5"), status=422)
    with atomic():
        held = Engineer.objects.select_for_update().get(pk=engineer.pk)
        for skill in sorted(held.skills.keys() | wanted.keys()):
            was, grade = held.skills.get(skill, 0), wanted.get(skill, 0)
            if was != grade:
                verb = "engineer.skill_graded" if grade else "engineer.skill_dropped"
                record(
                    verb, stream=f"account:{held.user_id}", by=by, at=at, skill=skill, was=was, grade=grade
                )
        held.skills = wanted
        held.save(update_fields=["skills"])


def _require_administrator(by: Actor) -> None:
    giver = User.objects.filter(pk=by.id or 0).first()
    if giver is None or not giver.has():
        raise Refusal(
            "person.administrator",
            t("只有管理员可以任命管理员", "Only an administrator makes another one"),
            status=403,
        )


def _check(aws_since: date | None, at: datetime) -> None:
    problem = rules.since_problem(aws_since, house_day(at))
    if problem:
        raise Refusal("engineer.since", str(problem), status=422, field="aws_since")


def _told(value: Any) -> str:
    """A value as the logbook keeps it."""
    if value is None or value == []:
        return "–"
    return " ".join(value) if isinstance(value, list) else str(value)
