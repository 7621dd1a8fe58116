"""Calling people to a case: a page begins, is answered, or is no longer wanted. Its climbing is in `climb`. [5.2-notify]

Locks are taken in one order – case, waiting row, page, deliveries – so an answer and a rung never wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.accounts.roles import DUTY_ROLES
from shounuo.cases.models import Case
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.rows import write_waiting
from shounuo.logbook.actions import record
from shounuo.notifications.actions import clear_alarm_keys
from shounuo.notifications.actions.reading import mark_read
from shounuo.notifications.ladder import JOIN, NOBODY, stops
from shounuo.notifications.ladder import NEW_CASE as NEW_CASE
from shounuo.notifications.models import Call, Delivery, Message, Page
from shounuo.policy.model.notifications import OCCASIONS
from shounuo.waiting.actions import Wake, drop_all, hurry, wake
from shounuo.waiting.reads import waiting_among

LEFT = ("sent", "sending", "unknown")
LOUD = "voice"
QUIETEST = {"mail": 1, "sms": 2, LOUD: 3}
"""Chat comes before them."""
JOINS = tuple(f"{JOIN}:{role}" for role in sorted(DUTY_ROLES))
KINDS = {occasion: f"page.{occasion}" for occasion in (NEW_CASE, *OCCASIONS, *JOINS)}
"""The waiting row of each occasion; its subject is the case."""


def begin_pages(wanted: Iterable[tuple[Case, str]], *, at: datetime) -> None:
    """People are called to these cases, each for an occasion; the watch climbs the ladders. Inside an act on the cases.
    Where an occasion is calling already it goes on as it is."""
    rows = {(KINDS[occasion], case.pk) for case, occasion in wanted}
    if not rows:
        return
    calling = waiting_among({kind for kind, _ in rows}, {subject for _, subject in rows})
    wake([Wake(kind, subject, at) for kind, subject in sorted(rows - calling)])


def first_page(case: Case, at: datetime) -> Wake:
    """The same for a case that is being opened, so nothing can be calling yet: what is to be set."""
    return Wake(KINDS[NEW_CASE], case.pk, at)


def call_roles(case: Case, wanted: Iterable[tuple[str, datetime]]) -> None:
    """These roles are called to the case's incident, each from its moment on, until somebody of them comes. [5.3.2-P0-team]"""
    rows = {KINDS[f"{JOIN}:{role}"]: moment for role, moment in wanted}
    calling = {kind for kind, _ in waiting_among(rows, [case.pk])} if rows else set()
    wake([Wake(kind, case.pk, moment) for kind, moment in rows.items() if kind not in calling])


def leave_roles(case: Case, roles: Iterable[str]) -> None:
    """Nobody is called in these roles: a drill rehearses that they don't answer."""
    drop_all([KINDS[f"{JOIN}:{role}"] for role in roles], case.pk)


def answer_role(case: Case, role: str, user: User, via: str, *, at: datetime) -> None:
    """`user` comes in this role, called or not: nobody else is called for it."""
    for page in _held(case, (f"{JOIN}:{role}",)):
        acknowledge(page, user, via, at=at)


def begin_anew(case: Case, occasion: str, *, at: datetime) -> None:
    """Somebody else is called, or at another level: what climbed is withdrawn, and the ladder starts from its foot."""
    withdraw_pages(case, occasion, at=at)
    wake([Wake(KINDS[occasion], case.pk, at)])


def withdraw_pages(case: Case, *occasions: str, at: datetime) -> None:
    """Nobody needs to come any more, for these occasions or for any: nothing that is still queued leaves."""
    for page in _held(case, occasions):
        _end(page, "withdrawn", at)
        withdraw_calls(page, at, notices=True)
        record("page.withdrawn", stream=case.stream, by=SYSTEM, at=at, occasion=page.occasion, page=page.pk)


def answer_pages(case: Case, user: User, via: str, *, at: datetime) -> None:
    """`user` has taken the case: every page of it is answered by that, but for the roles that others are called in."""
    for page in _held(case, tuple(one for one in KINDS if one not in JOINS)):
        acknowledge(page, user, via, at=at)


def answer_call(call: Call, via: str, *, at: datetime) -> bool:
    """Whoever was called says "I have it" or "I come"; says whether that ended the page. Late and repeated answers are
    written down and change nothing else. Inside an act on the case."""
    page = _lock(call)
    if call.answered_at is None:
        call.answered_at, call.answered_via = at, via
        call.save(update_fields=["answered_at", "answered_via"])
        late = page.state != "open"
        mark_read(call.user, [call.message_id], at=at)
        verb = "page.answered_late" if late else "page.answered"
        _note(verb, page, call.user.actor, via, at)
    if page.state != "open" or not stops(call.part):
        return False
    acknowledge(page, call.user, via, at=at)
    return True


def acknowledge(page: Page, user: User, via: str, *, at: datetime) -> None:
    """This page, held, is ended by somebody's answer. Notices on their way still leave: their readers were to know."""
    page.ended_by, page.ended_via = user, via
    _end(page, "acknowledged", at)
    withdraw_calls(page, at)
    if Call.objects.filter(page=page, user=user, answered_at=None).update(answered_at=at, answered_via=via):
        mark_read(user, Call.objects.filter(page=page, user=user).values_list("message_id", flat=True), at=at)
    _tell_others(page, user, at)
    _note("page.acknowledged", page, user.actor, via, at)


def _lock(call: Call) -> Page:
    """The page as it is now, locked; an answer that stops it takes its waiting row first."""
    if stops(call.part) and Page.objects.filter(pk=call.page_id, state="open").exists():
        _drop_rows(call.page.case, (call.page.occasion,))
    return Page.objects.select_for_update(of=("self",)).select_related("case").get(pk=call.page_id)


def _held(case: Case, occasions: tuple[str, ...]) -> list[Page]:
    """The open pages of these occasions (none named: of all), locked; what waited for them waits no longer."""
    wanted = occasions or tuple(KINDS)
    _drop_rows(case, wanted)
    found = Page.objects.select_for_update(of=("self",)).filter(case=case, state="open", occasion__in=wanted)
    return list(found.order_by("pk"))


def _drop_rows(case: Case, occasions: tuple[str, ...]) -> None:
    drop_all([KINDS[occasion] for occasion in occasions], case.pk)


def _end(page: Page, state: str, at: datetime) -> None:
    page.state, page.ended_at = state, at
    page.save(update_fields=["state", "ended_at", "ended_by", "ended_via"])
    clear_alarm_keys([unheard(page)], by=SYSTEM, at=at)


def unheard(page: Page) -> str:
    """The key of the alarm that this page reaches nobody."""
    return f"unheard:{page.pk}"


def _tell_others(page: Page, user: User, at: datetime) -> None:
    """Everybody else who was called hears who has it, by the quietest channel that reached them."""
    for call in page.calls.exclude(user=user).select_related("user", "message").order_by("pk"):
        reached = call.message.deliveries.filter(
            Q(state__in=LEFT) | Q(state="folded", digest__deliveries__state__in=LEFT)
        ).order_by("pk")
        by = min(reached, key=lambda one: QUIETEST.get(one.channel, 0), default=None)
        if by is None or by.channel == LOUD:
            continue
        message = Message.objects.create(
            key=f"taken:{page.pk}:{call.user_id}", kind="page.taken", case=page.case, user=call.user,
            address=call.user.email, language=call.user.language, facts={"taker": user.name}, queued_at=at,
        )  # fmt: skip
        Delivery.objects.create(
            message=message, channel=by.channel, address=by.address, provider_id=by.provider_id, urgency=by.urgency,
            due_at=at,
        )  # fmt: skip


def withdraw_calls(page: Page, at: datetime, *, notices: bool = False) -> None:
    """What is queued and not under way is not submitted any more."""
    write_waiting()
    queued = Delivery.objects.filter(message__call__page=page, state="queued")
    if not notices:
        queued = queued.filter(message__call__part="ladder")
    queued.update(state="withdrawn", finished_at=at)


def hurry_page(page: Page, at: datetime) -> None:
    """The next rung is climbed now, and not when it would have been; a new round not before a minute is over, so that people
    are not called without end while no vendor says anything sure."""
    hurry(KINDS[page.occasion], page.case_id, at if page.step else max(at, page.since + NOBODY))


def _note(verb: str, page: Page, by: Actor, via: str, at: datetime) -> None:
    record(verb, stream=page.case.stream, by=by, at=at, occasion=page.occasion, page=page.pk, via=via)
