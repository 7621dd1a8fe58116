"""The only writer of surveys. Whoever calls has locked the row (`hold`). [5.4-survey]"""

from __future__ import annotations

from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.logbook.actions import record
from shounuo.surveys.models import Survey


def plan(case: Case, *, at: datetime) -> Survey:
    """The one survey of this case; a second closing finds the first one's."""
    survey, _ = Survey.objects.get_or_create(
        case=case, defaults={"contact": case.requester, "planned_at": at}
    )
    return survey


def hold(survey_id: int) -> Survey:
    """Locked until the act ends, with its contact, who is asked about one case at a time."""
    rows = Survey.objects.select_for_update(of=("self", "contact"))
    return rows.select_related("case__customer", "case__requester__user", "contact").get(pk=survey_id)


def send(survey: Survey, seal: str, closes_at: datetime, *, at: datetime) -> None:
    survey.sent_at, survey.seal, survey.closes_at = at, seal, closes_at
    survey.save(update_fields=["sent_at", "seal", "closes_at"])
    record("survey.sent", stream=survey.case.stream, by=SYSTEM, at=at, closes_at=closes_at.isoformat())


def remind(survey: Survey, seal: str, *, at: datetime) -> None:
    """`seal` is another than before only where the house's key was changed in between."""
    survey.reminded, survey.seal = survey.reminded + 1, seal
    survey.save(update_fields=["reminded", "seal"])
    record("survey.reminded", stream=survey.case.stream, by=SYSTEM, at=at, turn=survey.reminded)


def answer(survey: Survey, score: int, *, by: Actor, at: datetime) -> None:
    """Scored, or scored anew; the same score again changes nothing."""
    if survey.score == score:
        return
    survey.score, survey.answered_at = score, at
    survey.first_answered_at = survey.first_answered_at or at
    survey.save(update_fields=["score", "answered_at", "first_answered_at"])
    record("survey.answered", stream=survey.case.stream, by=by, at=at, score=score)


def comment(survey: Survey, words: str, *, by: Actor, at: datetime) -> None:
    """What they add in words: kept beside the logbook's chain, so that it can be erased."""
    if survey.comment == words:
        return
    survey.comment = words
    survey.save(update_fields=["comment"])
    record("survey.commented", stream=survey.case.stream, by=by, at=at, private={"comment": words})


def begin_follow_up(survey: Survey, owner: User | None, *, at: datetime) -> None:
    survey.owner, survey.follow_up_at = owner, at
    survey.save(update_fields=["owner", "follow_up_at"])


def follow_up(survey: Survey, words: str, *, by: Actor, at: datetime) -> None:
    """What was said to the customer is on record."""
    survey.followed_at, survey.followed_by_name, survey.followed_words = at, by.name, words
    survey.save(update_fields=["followed_at", "followed_by_name", "followed_words"])
    record("survey.followed_up", stream=survey.case.stream, by=by, at=at, private={"words": words})
