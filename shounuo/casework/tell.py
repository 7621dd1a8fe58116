"""Who is told what about a case. Messages are queued in the transaction of the fact and leave after its commit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.working_hours import AT_ALL_HOURS, asked_at, calendars_of, worked_in
from shounuo.commitments.actions import Fired, Promises, is_silent
from shounuo.commitments.events import TRACKS, family_of
from shounuo.commitments.models import Commitment
from shounuo.customers.models import Contact
from shounuo.escalation import actions as escalations
from shounuo.kernel.words import Words
from shounuo.notifications.actions import Raise, Tell, raise_alarms, tell
from shounuo.notifications.actions.pages import begin_pages
from shounuo.oncall.reads import on_call
from shounuo.policy.model import Policy
from shounuo.surveys.reads import of_case
from shounuo.surveys.rules import FOLLOW_UP


def tell_customer(
    case: Case, kind: str, key: str, *, at: datetime, first: bool = False, **facts: Any
) -> None:
    """Tell the person who asked. `key` makes it once: the same key is never told twice."""
    who = case.requester
    language = who.user.language if who.user_id and who.user else "zh-hans"
    tell([Tell(f"{case.number}:{key}", kind, who.email, case, who.user, language, facts, first)], at=at)


def tell_contact(case: Case, contact: Contact, kind: str, key: str, *, at: datetime, **facts: Any) -> None:
    """Tell somebody else of the case's customer, by their own name."""
    user, named = contact.user, facts | {"name": contact.name}
    language = user.language if user else "zh-hans"
    tell([Tell(f"{case.number}:{key}:{contact.pk}", kind, contact.email, case, user, language, named)], at=at)


def tell_staff(
    case: Case,
    user: User,
    kind: str,
    key: str,
    *,
    at: datetime,
    first: bool = False,
    when: datetime | None = None,
    **facts: Any,
) -> None:
    """Tell a colleague, at once or `when` it may leave, as `working_hours.asked_at` says. [5.3.3-P3]"""
    tell([_to(user, case, kind, key, facts, first, when)], at=at)


def tell_fired(settled: Iterable[Promises], *, at: datetime) -> None:
    """Warnings and breaches go to who has the case; the last warning also to the technical lead on duty, before the
    breach and not after it; a breach is an alarm on the desk as well. Earlier warnings of what can wait come in working
    hours. [6.1-sla-risk, 5.3.3-P3]"""
    by_case = {one.case.pk: one for one in settled if one.fired}
    fired = [each for one in by_case.values() for each in one.fired]
    broken = [one for one in fired if one.kind == "breach" and _can_be_helped(one)]
    leads = _leads(at) if any(one.escalates for one in fired) else []
    if broken:
        raise_alarms([_alarm(one) for one in broken], at=at)
    told = [one for one in fired if one.escalates and not is_silent(one.commitment)]
    tell([_fired(one, user) for one in told for user in _whom(one, leads)], at=at)
    _note_risks(
        [one for one in told if one.kind == "warning" and one.commitment.track in ("response", "resolution")]
    )
    calls = [one for one in fired if _calls(one, by_case[one.case.pk].policy)]
    begin_pages([(one.case, occasion_of(one)) for one in calls], at=at)
    _tell_early([one for one in fired if not one.escalates and one.case.assignee], by_case, at)


def _note_risks(risks: list[Fired]) -> None:
    """Before the breach and not after it: who had to know, and why, is on record. [6.1-sla-risk]"""
    if risks:
        escalations.note_risks(
            (one.case, f"{TRACKS[one.commitment.track].zh} {one.share}%", one.moment) for one in risks
        )


def occasion_of(one: Fired) -> str:
    """What of the policy's occasions this is."""
    if one.kind == "warning":
        return "escalation" if one.escalates else "warning"
    if is_silent(one.commitment):
        return "arrival_missed"
    return "missed_update" if one.commitment.track == "update" else "breach"


def _tell_early(fired: list[Fired], by_case: dict[int, Promises], at: datetime) -> None:
    """The warnings that may wait for working hours. The teams of all who are told are asked for at once."""
    patient = [
        one for one in fired if worked_in(by_case[one.case.pk].policy, one.case.priority) != AT_ALL_HOURS
    ]
    teams = calendars_of({one.case.assignee for one in patient if one.case.assignee}) if patient else {}
    tell(
        [
            _fired(one, user, asked_at(by_case[one.case.pk], user, at, teams))
            for one in fired
            if one.commitment.track != FOLLOW_UP and (user := one.case.assignee)
        ],
        at=at,
    )


def _can_be_helped(one: Fired) -> bool:
    """Once a case is resolved, nobody can hurry its response any more; its report still can be."""
    return one.case.is_open or one.commitment.track in ("report", "permanent_fix", FOLLOW_UP)


def _calls(one: Fired, policy: Policy) -> bool:
    """Whether somebody is called for it: not for a promise that was kept, late or not, in the act that found this out, nor for a
    stage of a flow whose lateness the policy only writes down."""
    if one.commitment.track == FOLLOW_UP:
        return False  # a word with the customer can wait for its owner's morning; the desk shows the alarm
    if is_silent(one.commitment) and not _is_followed(one.commitment, policy):
        return False
    if not one.case.is_open and one.kind != "breach":
        return False  # what a closed case still owes is called for when it is broken, and written of before
    return _can_be_helped(one) and one.commitment.state in ("running", "missed")


def _is_followed(row: Commitment, policy: Policy) -> bool:
    """Whether the next person is called where this minute of a flow passes: arrivals, and the stages that the policy says so of."""
    if family_of(row.track) not in ("stage", "take_over"):
        return family_of(row.track) in ("arrival", "hand_over")
    stages = policy.flows.P0.stages if row.level == "P0" else policy.flows.P1.stages
    return any(one.if_late == "page_next" and one.id == row.track.removeprefix("stage:") for one in stages)


def _whom(one: Fired, leads: list[User]) -> dict[User, None]:
    """Each person once, in order. A follow-up is its owner's, not the engineer's."""
    if one.commitment.track == FOLLOW_UP:
        survey = of_case(one.case.pk)
        return dict.fromkeys([*([survey.owner] if survey and survey.owner else []), *leads])
    assignee = [one.case.assignee] if one.case.assignee else []
    return dict.fromkeys([*assignee, *(leads if one.escalates else [])])


def _leads(at: datetime) -> list[User]:
    return list(User.objects.filter(pk__in=on_call(["technical_lead"], at)).order_by("pk"))


def _fired(one: Fired, user: User, when: datetime | None = None) -> Tell:
    row = one.commitment
    facts = {"track": row.track, "share": one.share, "due_at": row.due_at.isoformat(), "level": row.level}
    key = f"{one.kind}:{row.track}:{row.ordinal}:{one.share}"
    return _to(user, one.case, f"commitment.{one.kind}", key, facts, when=when)


def _alarm(one: Fired) -> Raise:
    """One for each promise; the minutes of a flow that pass one after the other are one together."""
    if is_silent(one.commitment):
        words = Words(
            f"{one.case.number}（{one.case.priority}）的应急响应有环节逾期，请看战情室",
            f"{one.case.number} ({one.case.priority}): the response is behind its flow; please look into the war room",
        )
        return Raise(f"late:{one.case.number}:{one.case.priority}", "incident.late", words, one.case)
    row, track = one.commitment, TRACKS[one.commitment.track]
    words = Words(
        f"{one.case.number} 的{track.zh}承诺已超时",
        f"{one.case.number}: the promise of {track.en.lower()} is broken",
    )
    return Raise(f"broken:{one.case.number}:{row.track}:{row.ordinal}", "commitment.broken", words, one.case)


def _to(
    user: User,
    case: Case,
    kind: str,
    key: str,
    facts: dict[str, Any],
    first: bool = False,
    when: datetime | None = None,
) -> Tell:
    return Tell(
        f"{case.number}:{key}:{user.pk}", kind, user.email, case, user, user.language, facts, first, when
    )
