"""What time does to promises without a case, and who hears of it: the same watch, the same warnings. [8.2-quarterly, 7.1-workflow]"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.audits.models import Audit, Finding
from shounuo.audits.words import KINDS
from shounuo.commitments.actions import standing
from shounuo.commitments.actions.standing import WAKES, StandingFired
from shounuo.commitments.events import TRACKS
from shounuo.commitments.models import Commitment
from shounuo.kernel.actor import Actor
from shounuo.kernel.words import Words
from shounuo.knowledge.models import Article
from shounuo.notifications.actions import Raise, Tell, clear_alarm_keys, raise_alarms, tell
from shounuo.postmortems.models import PreventiveAction
from shounuo.problems.models import Problem
from shounuo.training.models import Session
from shounuo.training.words import SESSIONS
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due


@handles(WAKES)
def wake_standing(rows: list[Due], at: datetime) -> Outcome:
    """Settle these promises; one that is busy elsewhere waits its turn, one that has ended waits no longer."""
    held = standing.hold(row.subject_id for row in rows)
    tell_standing(standing.settle(held.values(), at=at), at=at)
    outcome = Outcome()
    for row in rows:
        if row.subject_id not in held:
            outcome.busy.add(row.id)
        elif when := standing.next_wake(held[row.subject_id]):
            outcome.again[row.id] = when
    return outcome


def keep_standing(about: str, track: str, *, by: Actor, at: datetime) -> None:
    """It is done: what was true of the promise is told first, and an alarm about it is cleared."""
    tell_standing(standing.keep(about, track, by=by, at=at), at=at)
    clear_alarm_keys([_alarm_key(about, track)], by=by, at=at)


def withdraw_standing(about: str, track: str, *, by: Actor, at: datetime) -> None:
    tell_standing(standing.withdraw(about, track, by=by, at=at), at=at)
    clear_alarm_keys([_alarm_key(about, track)], by=by, at=at)


def tell_standing(fired: Iterable[StandingFired], *, at: datetime) -> None:
    """Warnings and breaches go to whoever answers for the promise; a breach is an alarm on the desk as well."""
    for one in fired:
        row = one.commitment
        what, page, person = _subject(row)
        if one.kind == "breach":
            raise_alarms([_alarm(row, what)], at=at)
        tell([_fired(one, user, what, page) for user in _owners(row, person)], at=at)


def _subject(row: Commitment) -> tuple[Words, str, User | None]:
    """What it is about, in words; the page where it can be helped; and the person whose own promise it is."""
    kind, _, key = row.about.partition("/")[0].partition(":")
    if kind == "account":
        user = User.objects.get(pk=int(key))
        return Words(user.name, user.name), f"/desk/training/people/{user.pk}", user
    if kind == "action":
        action = PreventiveAction.objects.select_related("owner", "report__case").get(pk=int(key))
        number = action.report.case.number
        return Words(f"{number} 改进措施", f"Preventive action of {number}"), "/desk/actions", action.owner
    if kind in ("audit", "finding"):
        return _audited(kind, int(key))
    if kind == "article":
        article = Article.objects.select_related("owner", "published", "draft").get(pk=int(key))
        called = f"{article.number} {article.title}"
        return Words(called, called), f"/desk/knowledge/{article.pk}", article.owner
    if kind == "problem":
        problem = Problem.objects.select_related("owner").get(pk=int(key))
        return (
            Words(f"{problem.number} {problem.title}", f"{problem.number} {problem.title}"),
            f"/desk/problems/{problem.pk}",
            problem.owner,
        )
    session = Session.objects.get(pk=int(key))
    words = SESSIONS[session.kind]
    named = Words(f"{session.period} {words.zh}", f"{words.en} {session.period}")
    return named, f"/desk/training/sessions/{session.pk}", None


def _audited(kind: str, key: int) -> tuple[Words, str, User | None]:
    if kind == "audit":
        audit = Audit.objects.select_related("owner").get(pk=key)
        words = KINDS[audit.kind]
        named = Words(f"{audit.period} {words.zh}", f"{words.en} {audit.period}")
        return named, f"/desk/audits/{audit.pk}", audit.owner
    finding = Finding.objects.select_related("owner").get(pk=key)
    return Words(finding.words[:80], finding.words[:80]), "/desk/audits/findings", finding.owner


def _owners(row: Commitment, person: User | None) -> list[User]:
    granted = {"grants__role__in": row.owner_roles, "grants__ended_at": None}
    owners = User.objects.filter(is_active=True, is_staff_member=True, **granted).distinct().order_by("pk")
    return list(dict.fromkeys([*([person] if person and person.is_active else []), *owners]))


def _fired(one: StandingFired, user: User, what: Words, page: str) -> Tell:
    row = one.commitment
    facts = {
        "what": what.as_facts(), "track": TRACKS[row.track].as_facts(), "share": one.share,
        "due_at": row.due_at.isoformat(), "page": page,
    }  # fmt: skip
    key = f"{row.about}:{row.track}:{row.ordinal}:{one.share}:{user.pk}"
    return Tell(key, f"standing.{one.kind}", user.email, None, user, user.language, facts)


def _alarm(row: Commitment, what: Words) -> Raise:
    track = TRACKS[row.track]
    words = Words(f"{what.zh}：{track.zh}的承诺已超时", f"{what.en}: the promise “{track.en}” is broken")
    return Raise(_alarm_key(row.about, row.track), "commitment.broken", words)


def _alarm_key(about: str, track: str) -> str:
    return f"broken:{about}:{track}"
