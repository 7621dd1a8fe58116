"""A roster taken over: everything that a checked plan says, or nothing. [8.1-levels]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.staff.actions.certificates import certify, correct_certificate
from shounuo.staff.actions.leave import take_leave
from shounuo.staff.actions.people import (
    Newcomer,
    Registration,
    clear_for_duty,
    describe,
    employ,
    grade_skills,
    register,
)
from shounuo.staff.models import Certification, Engineer, Team
from shounuo.staff.roster import CERTIFICATES, LEAVES, PEOPLE, SKILLS
from shounuo.staff.roster_plan import Plan


def take_over(plan: Plan, *, by: Actor, at: datetime) -> list[tuple[User, str]]:
    """Carries the plan out in one act; the new accounts with their passwords, which are told this once. A plan with anything
    wrong is refused whole."""
    if plan.wrong:
        raise Refusal(
            "roster.wrong",
            t("有错误的行，什么都没有写入", "Some rows are wrong; nothing was written"),
            status=422,
        )
    made: list[tuple[User, str]] = []
    with atomic():
        for row in plan.doing:
            if row.sheet == PEOPLE:
                made += _person(row.said, row.status == "new", by, at)
        users = {user.email.lower(): user for user in User.objects.filter(is_staff_member=True)}
        _skills([row.said for row in plan.doing if row.sheet == SKILLS], users, by, at)
        for row in plan.doing:
            user = users[row.said["email"]]
            if row.sheet == CERTIFICATES:
                _certificate(user, row.said, by, at)
            elif row.sheet == LEAVES:
                given = {name: row.said[name] for name in ("kind", "begins_at", "ends_at", "note")}
                take_leave(user, **given, by=by, at=at)
    return made


def _person(said: dict[str, Any], new: bool, by: Actor, at: datetime) -> list[tuple[User, str]]:
    team = Team.objects.get(name=said["team"]) if said["team"] else None
    made: list[tuple[User, str]] = []
    if new:
        registration = (
            Registration(said["level"], tuple(said["languages"]), said["aws_since"], team, said["cleared"])
            if said["level"]
            else None
        )
        made = [employ(Newcomer(said["email"], said["name"], said["roles"], registration), by=by, at=at)]
    if said["level"]:
        _record(said, team, by, at)
    return made


def _record(said: dict[str, Any], team: Team | None, by: Actor, at: datetime) -> None:
    user = User.objects.get(email__iexact=said["email"])
    record = {
        "level": said["level"],
        "languages": said["languages"],
        "aws_since": said["aws_since"],
        "team": team,
    }
    engineer = Engineer.objects.filter(user=user).first()
    if engineer is None:
        engineer = register(
            user, skills={}, cleared=said["cleared"], most_open=said["most_open"], **record, by=by, at=at
        )
    describe(engineer, most_open=said["most_open"], **record, by=by, at=at)
    if said["cleared"]:
        clear_for_duty(engineer, by=by, at=at)


def _skills(graded: list[dict[str, Any]], users: dict[str, User], by: Actor, at: datetime) -> None:
    """Each person's skills with those of the file laid over them."""
    by_person: dict[str, dict[str, int]] = {}
    for said in graded:
        by_person.setdefault(said["email"], {})[said["skill"]] = said["grade"]
    for email, skills in by_person.items():
        engineer = Engineer.objects.get(user=users[email])
        grade_skills(engineer, engineer.skills | skills, by=by, at=at)


def _certificate(user: User, said: dict[str, Any], by: Actor, at: datetime) -> None:
    held = Certification.objects.filter(
        user=user, name=said["name"], number=said["number"], withdrawn_at=None
    ).first()
    if held is None:
        certify(user, said["name"], said["number"], said["earned_on"], said["expires_on"], by=by, at=at)
    else:
        correct_certificate(held, said["earned_on"], said["expires_on"], by=by, at=at)
