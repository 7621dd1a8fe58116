"""现在: who answers for each role, how to reach them, who is next; one's own duty; what was handed over. [5.3.2-P0-team]"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.casework.gaps import KIND
from shounuo.casework.handing_over import SOON, open_cases_of
from shounuo.counter.asking import Asked
from shounuo.notifications.reads import open_alarms
from shounuo.oncall import reads
from shounuo.oncall.models import HandoverNote, Schedule, Shift
from shounuo.staff.models import ContactWay
from shounuo.workspace.asking import shows
from shounuo.workspace.on_call.forms import MomentForm, NoteForm
from shounuo.workspace.on_call.frame import page

COMING = 5
"""How many of one's own turns stand on the page; the calendar has them all."""
IN_SIGHT = timedelta(days=60)
NOTES = timedelta(days=1)


@dataclass(frozen=True)
class Person:
    """Somebody on call now, without `until` where no end is in sight. `ways`: verified ones by order; `email`: the account's,
    for whoever has proved none; `uncleared`: may not yet stand duty alone; `left`: has no account any more."""

    pk: int
    name: str
    email: str
    level: str
    phone: str
    ways: list[ContactWay]
    until: datetime | None
    mine: bool
    uncleared: bool
    left: bool


@dataclass(frozen=True)
class Entry:
    """A schedule, or (without one) the shifts of a role planned by hand: who is on, who is next."""

    schedule: Schedule | None
    people: list[Person]
    next: Shift | None


@dataclass(frozen=True)
class Post:
    """One card: a role. `hole`: a schedule has nobody now, and nobody else stands in the role."""

    role: str
    entries: list[Entry]

    @property
    def hole(self) -> bool:
        return not any(one.people for one in self.entries)


@shows
def now(request: Asked) -> HttpResponse:
    """The page. A constant number of queries, however many are on call. For another moment, where one is asked for."""
    asked = request.GET.get("at", "").strip()
    return _moment_page(request, asked) if asked else now_page(request)


def _moment_page(request: Asked, asked: str) -> HttpResponse:
    """Who answered then, or will: a time in the reader's zone, as browsers send it."""
    form = MomentForm({"at": asked})
    if not form.is_valid():
        return page(request, "moment", "now", status=422, form=form)
    moment = form.cleaned_data["at"]
    then, past = posts(request.user, moment), moment < request.at
    if past:
        then = _as_it_was(then, moment)
    return page(request, "moment", "now", form=form, moment=moment, past=past, posts=then)


def _as_it_was(then: list[Post], moment: datetime) -> list[Post]:
    """Without schedules that nobody had stood by yet: they were laid later, and nobody was missing."""
    empty = [one.schedule.pk for post in then for one in post.entries if one.schedule and not one.people]
    stood = set(
        Shift.objects.filter(schedule__in=empty, begins_at__lte=moment).values_list("schedule", flat=True)
    )
    kept = [
        Post(
            post.role,
            [one for one in post.entries if one.people or (one.schedule and one.schedule.pk in stood)],
        )
        for post in then
    ]
    return [post for post in kept if post.entries]


def now_page(request: Asked, note_form: NoteForm | None = None, status: int = 200) -> HttpResponse:
    mine = list(reads.own(request.user, request.at)[: COMING + 1])
    leaving = _leaving(mine, request.at)
    facts: dict[str, Any] = {
        "posts": posts(request.user, request.at), "moment_form": MomentForm(), "gaps": open_alarms().filter(kind=KIND).order_by("key"),
        "mine": mine[:COMING], "in_sight": request.at + IN_SIGHT,
        "more": len(mine) > COMING, "notes": _notes(request.at), "leaving": leaving,
        "swaps": [one for one in reads.open_swaps(request.user, request.at) if one.colleague_id == request.user.pk],
    }  # fmt: skip
    if leaving:
        facts["cases"] = open_cases_of(request.user)
        facts["note_form"] = note_form or NoteForm(initial={"shift": leaving.pk, "words": _words(leaving)})
    return page(request, "now", "now", status=status, **facts)


def _leaving(mine: list[Shift], at: datetime) -> Shift | None:
    """The turn of a schedule that one stands in now and will soon hand over."""
    running = (one for one in mine if one.schedule_id and one.begins_at <= at)
    return next((one for one in running if one.ends_at <= at + SOON), None)


def posts(user: User, at: datetime) -> list[Post]:
    """A card for each role that has a schedule in force or a shift running, in the order of the roles. Four queries."""
    running = list(reads.running(at))
    ways = _ways([one.user_id for one in running])
    following = _next(at)
    found: dict[str, list[Entry]] = defaultdict(list)
    ended = {one.schedule.pk: one.schedule for one in running if one.schedule and one.schedule.ended_at}
    for schedule in [*reads.schedules(), *ended.values()]:
        on = [_person(one, ways, user, at) for one in running if one.schedule_id == schedule.pk]
        found[schedule.role].append(Entry(schedule, on, following.get(schedule.pk)))
    for role in dict.fromkeys(one.role for one in running if one.schedule_id is None):
        on = [_person(one, ways, user, at) for one in running if one.schedule_id is None and one.role == role]
        found[role].append(Entry(None, on, None))
    return [Post(role, found[role]) for role in ROLES if role in found]


def _person(shift: Shift, ways: dict[int, list[ContactWay]], reader: User, at: datetime) -> Person:
    engineer = getattr(shift.user, "engineer", None)
    return Person(
        shift.user_id, shift.user.name, shift.user.email, engineer.level if engineer else "",
        engineer.phone if engineer else "", ways[shift.user_id],
        shift.ends_at if shift.ends_at < at + IN_SIGHT else None,
        shift.user_id == reader.pk, engineer is not None and engineer.cleared_at is None, not shift.user.is_active,
    )  # fmt: skip


def _ways(user_ids: list[int]) -> dict[int, list[ContactWay]]:
    found: dict[int, list[ContactWay]] = defaultdict(list)
    usable = ContactWay.objects.filter(user__in=user_ids, ended_at=None, verified_at__isnull=False)
    for way in usable.order_by("position", "pk"):
        found[way.user_id].append(way)
    return found


def _next(at: datetime) -> dict[int, Shift]:
    """By schedule, the next turn that begins."""
    ahead = Shift.objects.filter(
        schedule__isnull=False, begins_at__gt=at, begins_at__lte=at + timedelta(days=31)
    )
    found: dict[int, Shift] = {}
    for shift in ahead.select_related("user").order_by("-begins_at", "-pk"):
        assert shift.schedule_id
        found[shift.schedule_id] = shift
    return found


def _notes(at: datetime) -> list[HandoverNote]:
    """What was handed over in the last day, and what is written already of the next hand-overs."""
    recent = HandoverNote.objects.filter(at__gt=at - NOTES).select_related("schedule", "leaving")
    return list(recent.order_by("-at", "-pk")[:6])


def _words(shift: Shift) -> str:
    written = HandoverNote.objects.filter(schedule=shift.schedule_id, leaving=shift.user_id, at=shift.ends_at)
    return written.values_list("words", flat=True).first() or ""
