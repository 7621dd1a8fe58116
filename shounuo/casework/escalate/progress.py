"""No progress: the case goes to the next level by itself. [6.2-L1-L2, 6.2-L2-L3, 6.2-L3-AWS]

Progress is a public update, a diagnosis note, a changed task or a hand-over. Time counts from the latest of these, or from when it
began to count: it was accepted, work went on after waiting, it was opened again, another level holds. One waiting row for each case that
somebody has: when it fires, what moved since is looked up, and it is set anew; so an act costs nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Max

from shounuo.calendars.reads import hours
from shounuo.calendars.rules import Hours
from shounuo.cases.models import Assignment, Case, Message
from shounuo.casework.act import Act, working_on
from shounuo.casework.assign import choose, give
from shounuo.casework.progress_row import AGAIN, LOOK
from shounuo.casework.standing_in import standing_in
from shounuo.casework.tell import tell_staff
from shounuo.casework.working_hours import AT_ALL_HOURS, worked_in
from shounuo.escalation import actions as escalations
from shounuo.escalation import rules
from shounuo.escalation.models import Escalation
from shounuo.escalation.rules import Standing
from shounuo.escalation.words import silence
from shounuo.incidents.models import Step
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.words import Words
from shounuo.logbook.reads import last_happened
from shounuo.notifications.actions import raise_alarm
from shounuo.policy.model import Policy
from shounuo.policy.model.escalation import PathStep
from shounuo.staff.models import Engineer
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

ROLE_OF = {"L2": ("senior_engineer",), "L3": ("architect",)}
"""Who stands for a level of engineers on duty."""
ONE_SECOND = timedelta(seconds=1)
SPOKEN = ("public", "diagnosis")
COUNTS_ANEW = ("case.accepted", "case.resumed", "case.reopened", "case.priority_changed")
"""Verbs from which time without progress counts anew; none of them is progress."""
LEAD = "technical_lead"


@handles(LOOK)
def look(rows: list[Due], at: datetime) -> Outcome:
    outcome = Outcome()
    for row in rows:
        case = Case.objects.select_related("customer", "requester__user", "assignee").get(pk=row.subject_id)
        with working_on(case, at=at) as act:
            act.nothing_done = True
            if again := _look(act, at):
                outcome.again[row.id] = again
    return outcome


def _look(act: Act, at: datetime) -> datetime | None:
    """Escalate what is due; says when to look again, None where the case has ended."""
    case = act.case
    if not case.is_open:
        return None
    standing = standing_of(case) if case.assignee else None
    due = (
        rules.due(
            standing, act.policy.escalation.path, act.policy.escalation.progress, _hours(act.policy, case)
        )
        if standing
        else None
    )
    if due is None:
        return at + AGAIN
    step, moment = due
    if moment >= at:
        return moment + ONE_SECOND
    climb(act, step, "no_progress", silence(step.after), by=SYSTEM, at=at)
    return at + AGAIN


def climb(
    act: Act, step: PathStep, trigger: str, why: Words, *, by: Actor, at: datetime
) -> Escalation | None:
    """One step of the path: to the fittest of the next level on duty, who is called; AWS Support is proposed. Nobody there is an alarm,
    and the technical lead hears of it. Inside an act."""
    if step.to_level == "AWS":
        return propose_aws(act, trigger, why.zh, by=by, at=at)
    case = act.case
    without = {case.assignee_id} if case.assignee_id else set()
    choice, taker = choose(case.priority, case, act.policy, at, among=ROLE_OF[step.to_level], without=without)
    if taker is None:
        tell_nobody_there(act, step.id, at)
        return None
    held = escalations.note(
        case, "path", trigger, why.zh, step=step.id, to_user=taker, to_role=ROLE_OF[step.to_level][0], to_level=step.to_level,
        from_level=step.from_level, handed=handed(act), by=by, at=at,
    )  # fmt: skip
    act.nothing_done = False
    reason = {"zh": f"升级 {step.id}：{why.zh}", "en": f"Escalated {step.id}: {why.en}"}
    give(act, taker, {"step": "handed_over", "why": reason, "compared": choice.as_facts()}, by=by, at=at)
    return held


def propose_aws(act: Act, trigger: str, why: str, *, by: Actor, at: datetime) -> Escalation | None:
    """AWS Support is proposed, once as long as nobody has taken it up; one click opens it. Inside an act."""
    if act.case.escalations.filter(kind="aws", state="proposed").exists():
        return None
    return escalations.note(
        act.case,
        "aws",
        trigger,
        why,
        step="L3-AWS",
        to_level="AWS",
        handed=handed(act),
        state="proposed",
        by=by,
        at=at,
    )


def handed(act: Act) -> dict[str, object]:
    """What whoever comes next gets: the promises that run and the last notes."""
    notes = act.case.messages.filter(kind__in=("diagnosis", "internal")).order_by("-pk")[:5]
    return {
        "promises": [
            {"track": row.track, "due_at": row.due_at.isoformat()} for row in act.promises.running()
        ],
        "notes": [
            {"by": one.by_name, "at": one.said_at.isoformat(), "words": one.body[:500]} for one in notes
        ],
    }


def standing_of(case: Case) -> Standing | None:
    """Where the case stands on the path; None where whoever has it is no engineer. Five queries."""
    level = Engineer.objects.filter(user=case.assignee).values_list("level", flat=True).first()
    if level is None:
        return None
    said = Message.objects.filter(case=case, by_kind="staff", kind__in=SPOKEN).aggregate(last=Max("said_at"))[
        "last"
    ]
    given = Assignment.objects.filter(case=case).aggregate(last=Max("assigned_at"))["last"]
    steps = Step.objects.filter(incident__case=case).exclude(owner=None, by_name=SYSTEM.name)
    moved = steps.aggregate(done=Max("done_at"), begun=Max("started_at"))
    anew = last_happened(case.stream, COUNTS_ANEW)
    moments = [one for one in (said, given, moved["done"], moved["begun"], anew, case.opened_at) if one]
    return Standing(case.priority, case.state, level, max(moments))


def _hours(policy: Policy, case: Case) -> Hours:
    calendar = worked_in(policy, case.priority)
    return hours("always" if calendar == AT_ALL_HOURS else calendar)


def tell_nobody_there(act: Act, step: str, at: datetime) -> None:
    """Nobody of the next level is on duty: an alarm, and the technical lead hears of it. Inside an act."""
    case = act.case
    words = Words(
        f"{case.number} 应升级（{step}），但没有人在值班",
        f"{case.number} has to be escalated ({step}), and nobody is on duty",
    )
    raise_alarm(f"escalation:{case.number}:{step}", "case.unescalated", words, case=case, at=at)
    for user in standing_in(act, LEAD, at):
        tell_staff(case, user, "case.unescalated", f"unescalated:{step}", at=at, step=step)
