"""Questions about training: who is new, who is expected, what is due. [8.2-onboarding, 8.2-quarterly]"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from shounuo.accounts.models import User
from shounuo.staff.models import Certification, Engineer
from shounuo.training.models import Attendance, Onboarding, Plan, Session


def uncleared(user_ids: Iterable[int] | None = None) -> list[User]:
    """Engineers (of these) who may not stand duty alone yet, for whoever plans or shows duties."""
    found = User.objects.filter(engineer__isnull=False, engineer__cleared_at=None, is_active=True)
    return list((found if user_ids is None else found.filter(pk__in=list(user_ids))).order_by("pk"))


def newcomers_without() -> list[Engineer]:
    """Engineers who are not cleared for duty and have no onboarding under way."""
    found = Engineer.objects.filter(cleared_at=None, user__is_active=True).exclude(
        user__in=Onboarding.objects.filter(completed_at=None).values("user")
    )
    return list(found.select_related("user").order_by("user_id"))


def last_period(kind: str) -> str | None:
    """The key of the last period that has a session of this kind."""
    planned = Session.objects.filter(kind=kind, makes_up=None).order_by("-period")
    return planned.values_list("period", flat=True).first()


def expected(session: Session, roles: Iterable[str]) -> list[User]:
    """Who is invited: the holders of these roles; to a second chance, those who missed the first."""
    colleagues = User.objects.filter(is_staff_member=True, is_active=True)
    if session.makes_up_id:
        missed = Attendance.objects.filter(session=session.makes_up_id, came=False)
        return list(colleagues.filter(pk__in=missed.values("user")).order_by("pk"))
    granted = {"grants__role__in": list(roles), "grants__ended_at": None}
    return list(colleagues.filter(**granted).distinct().order_by("pk"))


def invited(session: Session) -> list[User]:
    """Those on the list of a session whose accounts are open."""
    return list(User.objects.filter(attendances__session=session, is_active=True).order_by("pk"))


def onboardings() -> QuerySet[Onboarding]:
    """Those under way, first due first, with their tasks."""
    running = Onboarding.objects.filter(completed_at=None, user__is_active=True)
    return running.select_related("user__engineer").prefetch_related("tasks").order_by("due_at", "id")


def sessions(since: datetime) -> QuerySet[Session]:
    """Those still ahead, and those held since then, newest period first."""
    wanted = Session.objects.filter(Q(held_at=None) | Q(held_at__gte=since))
    return wanted.prefetch_related("attendances__user").order_by("-period", "kind", "makes_up_id", "id")


def missed() -> list[Attendance]:
    """Who missed a training and has not made up for it. Two queries, whatever the number."""
    absent = (
        Attendance.objects.filter(came=False, session__make_up_session__isnull=False)
        .select_related("user", "session__make_up_session")
        .order_by("-session__period", "user_id")
    )
    caught_up = set(
        Attendance.objects.filter(came=True, session__makes_up__isnull=False).values_list(
            "user_id", "session__kind", "session__period"
        )
    )
    newest: dict[tuple[int, str, str], Attendance] = {}
    for one in absent:
        key = (one.user_id, one.session.kind, one.session.period)
        if key not in caught_up and (key not in newest or newest[key].session_id < one.session_id):
            newest[key] = one
    return list(newest.values())


def plans() -> QuerySet[Plan]:
    """Certification plans under way, first due first."""
    running = Plan.objects.filter(closed_at=None, user__is_active=True)
    return running.select_related("user").prefetch_related("milestones").order_by("by_day", "id")


def ending(today: date, within: timedelta) -> list[Certification]:
    """Certificates that end within that time (or have ended) and whose renewal nobody has planned or brought."""
    held = Certification.objects.filter(
        withdrawn_at=None, expires_on__lte=today + within, user__is_active=True
    ).select_related("user")
    planned = set(Plan.objects.filter(closed_at=None).values_list("user_id", "name"))
    later = set(
        Certification.objects.filter(withdrawn_at=None, expires_on__gt=today + within).values_list(
            "user_id", "name"
        )
    )
    return [
        one for one in held.order_by("expires_on", "id") if (one.user_id, one.name) not in planned | later
    ]
