"""After closing the requester is asked how it went, once for a case; a low answer is followed up by a person. [5.4-survey, 9.1-csat]"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.standing_in import standing_in
from shounuo.casework.tell import tell_customer, tell_staff
from shounuo.customers.terms import terms
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.notifications.actions import clear_alarm_keys
from shounuo.policy.model import Policy
from shounuo.policy.model.surveys import Surveys
from shounuo.surveys import actions as surveys
from shounuo.surveys import reads, rules
from shounuo.surveys.models import Survey
from shounuo.surveys.rules import FOLLOW_UP
from shounuo.waiting.actions import Wake, drop, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

SENDS = "survey.send"
REMINDS = "survey.remind"


def plan_survey(act: Act, *, at: datetime) -> None:
    """The case was closed: the survey leaves some time after. Not for drills, history, and who can't be written to."""
    rule, contact = act.policy.surveys, act.case.requester
    if rule is None or not act.policy.closing.survey.by_itself or act.case.drill or not contact.email:
        return
    if contact.ended_at or Case.objects.filter(pk=act.case.pk, imported__isnull=False).exists():
        return
    survey = surveys.plan(act.case, at=at)
    if survey.sent_at is None:
        wake([Wake(SENDS, survey.pk, at + rule.after)])


@handles(SENDS)
def send_due(rows: list[Due], at: datetime) -> Outcome:
    """A case that is open again is asked about when it closes anew; who was asked just now is asked later."""
    outcome = Outcome()
    for row in rows:
        if again := send(surveys.hold(row.subject_id), at):
            outcome.again[row.id] = again
    return outcome


def send(survey: Survey, at: datetime) -> datetime | None:
    """The mail leaves, or gives when to try again. The survey is held."""
    case, rule = survey.case, rule_of(survey)
    if survey.sent_at or case.state != "closed" or survey.contact.ended_at:
        return None
    last = reads.last_asked(survey.contact_id)
    if last and last + rule.one_per > at:
        return last + rule.one_per
    surveys.send(survey, _seal(survey), at + rule.open_for, at=at)
    _ask(survey, "case.survey", "survey", at)
    return None


@handles(REMINDS)
def remind_due(rows: list[Due], at: datetime) -> Outcome:
    """Asked once more, as often as the standard says; never after an answer."""
    for row in rows:
        survey = surveys.hold(row.subject_id)
        wanted = survey.closes_at and survey.score is None and at < survey.closes_at
        if wanted and survey.case.state == "closed" and survey.reminded < rule_of(survey).reminders:
            surveys.remind(survey, _seal(survey), at=at)
            _ask(survey, "case.survey_again", f"survey:{survey.reminded}", at)
    return Outcome()


def _seal(survey: Survey) -> str:
    """What is kept of the secret that the mail will carry."""
    return rules.sealed(rules.token_of(settings.SECRET_KEY, survey.pk))


def _ask(survey: Survey, kind: str, key: str, at: datetime) -> None:
    """The mail, and when the next one would leave."""
    rule, closes_at = rule_of(survey), survey.closes_at
    assert closes_at
    tell_customer(survey.case, kind, key, at=at, survey=survey.pk, closes_at=closes_at.isoformat())
    when = rules.next_reminder(at, survey.reminded, rule.reminders, rule.remind_after, closes_at)
    if when:
        wake([Wake(REMINDS, survey.pk, when, survey.reminded + 1)])


# ------------------------------------------------------------------ answers


def may_answer(survey: Survey, at: datetime) -> bool:
    """Whether a score may still be given or changed."""
    first = survey.first_answered_at
    return survey.closes_at is not None and rules.may_answer(
        at, survey.closes_at, first, rule_of(survey).change_within
    )


def answer(survey: Survey, score: int, *, by: Actor, at: datetime) -> None:
    """One tap. A second one changes the score; a low one is told to the success manager at once."""
    with working_on(survey.case, at=at) as act:
        act.nothing_done = True
        held = _open(survey, at)
        if not 1 <= score <= act.policy.closing.survey.best:
            raise Refusal("survey.score", t("请选择 1 到 5 分", "Please choose from 1 to 5"), status=422)
        surveys.answer(held, score, by=by, at=at)
        drop(REMINDS, [held.pk])
        if rules.is_low(score, rule_of(held).low) and held.follow_up_at is None:
            _begin_follow_up(act, held, at)


def comment(survey: Survey, words: str, *, by: Actor, at: datetime) -> None:
    """What they say beside the score."""
    with working_on(survey.case, at=at) as act:
        act.nothing_done = True
        held = _open(survey, at)
        if held.score is None:
            raise Refusal("survey.score", t("请先选择分数", "Please choose a score first"), status=422)
        surveys.comment(held, words.strip(), by=by, at=at)


def _open(survey: Survey, at: datetime) -> Survey:
    held = surveys.hold(survey.pk)
    if not may_answer(held, at):
        raise Refusal(
            "survey.closed", t("这次评价已经截止", "This survey is closed and can't be changed any more")
        )
    return held


def _begin_follow_up(act: Act, survey: Survey, at: datetime) -> None:
    rule = rule_of(survey)
    told = _owners(act, rule, at)
    surveys.begin_follow_up(survey, told[0] if told else None, at=at)
    row = act.promises.owe(
        FOLLOW_UP, rule.follow_up_within, by=SYSTEM, clause=rule.clause, owner_roles=[rule.follow_up_by],
        audience="internal",
    )  # fmt: skip
    for user in told:
        tell_staff(
            act.case, user, "case.low_score", "survey:low", at=at, first=True,
            score=survey.score, due_at=row.due_at.isoformat(),
        )  # fmt: skip


def _owners(act: Act, rule: Surveys, at: datetime) -> list[User]:
    """The customer's own success manager; where there is none, whoever stands in the role."""
    own = act.case.customer.success_manager
    return [own] if own and own.is_active else standing_in(act, rule.follow_up_by, at)


def follow_up(survey: Survey, words: str, user: User, *, at: datetime) -> None:
    """What was said to the customer: the promise is kept. A second time changes nothing."""
    if not words.strip():
        raise Refusal(
            "survey.words",
            t("请写下和客户说了什么", "Please write what was said to the customer"),
            status=422,
        )
    with atomic():
        with working_on(survey.case, at=at) as act:
            act.nothing_done = True
            held = surveys.hold(survey.pk)
            row = act.promises.find(FOLLOW_UP)
            if not held.waits_for_follow_up or row is None:
                return
            act.promises.meet(FOLLOW_UP, by=user.actor)
            surveys.follow_up(held, words.strip(), by=user.actor, at=at)
        broken = f"broken:{act.case.number}:{FOLLOW_UP}:{row.ordinal}"
        clear_alarm_keys(
            [broken], by=user.actor, at=at
        )  # also where this act was the first to find it broken


def rule_of(survey: Survey) -> Surveys:
    """The rules the case was opened under."""
    policy: Policy = terms(survey.case.policy_hash, survey.case.contract_id)
    assert policy.surveys, "a survey is planned only where the standard has rules for it"
    return policy.surveys
