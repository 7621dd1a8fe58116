"""Who takes a case: chosen when it is opened, tried again while nobody fits, handed over by a person. [5.2-assign]"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol, cast

from shounuo.accounts.models import User
from shounuo.assignment import reads, rules
from shounuo.assignment.choice import Choice
from shounuo.assignment.rules import Candidate, Need
from shounuo.cases import actions as cases
from shounuo.cases.models import OPEN, Case
from shounuo.cases.reads import plan_of
from shounuo.casework.accept import ANSWERED
from shounuo.casework.act import Act, working_on
from shounuo.casework.ahead import Ahead, few, note, note_policy, since_of
from shounuo.casework.incident.gate import require_inside
from shounuo.casework.progress_row import watch_progress
from shounuo.casework.tell import tell_customer, tell_staff
from shounuo.casework.working_hours import AT_ALL_HOURS, asked_at, plan_by_hours, worked_in
from shounuo.customers.models import Contact
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.notifications.actions import clear_alarms, raise_alarm, withdraw
from shounuo.notifications.actions.pages import NEW_CASE, begin_anew
from shounuo.policy.model import Level, Policy
from shounuo.policy.model.choosing import Choosing
from shounuo.waiting.actions import Wake, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

RETRIES = "case.assign"
TRY_AGAIN = timedelta(minutes=1)
NOBODY_TOOK_OVER = Words("交接时无人接手", "Nobody took it over")


class About(Protocol):
    """What the choice needs to know of a case, opened already or not."""

    @property
    def problem_type(self) -> str: ...

    @property
    def services(self) -> list[str]: ...

    @property
    def subject(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def requester(self) -> Contact: ...


def choose(
    level: str, about: About, policy: Policy, at: datetime, *, taken_over: bool = False, without: Collection[int] = (),
    ahead: Ahead | None = None, among: Collection[str] = (),
) -> tuple[Choice, User | None]:  # fmt: skip
    """The engineer for a case of this level: whoever it starts with (for a P0 the duty engineer, of any level, who has it
    until it is taken over), else whoever of the level may take it; once it was taken over, the latter first. `without`
    these users; `among` these roles and no others. Two queries, none where `ahead` has the answer; in a large house three
    where all who come into question are full."""
    need = need_of(level, about, policy, taken_over=taken_over)
    if among:
        need = replace(need, first=frozenset(among), roles=frozenset(among))
    practice, roles = policy.choosing, need.first | need.roles
    since = since_of(policy, about.requester.customer_id, about.problem_type, at)
    note_policy(policy)
    people = ahead.covers(roles, since) if ahead else None
    if people is None and few(roles):
        people = reads.on_duty_with_figures(roles, at, since)
    if people is not None:
        choice = rules.choose(need, _but(people, without), practice)
    else:
        people = reads.on_duty(roles, at, about.requester.customer_id)
        choice = _of_many(need, _but(people, without), practice, since)
    note(roles, len(people.candidates))
    return choice, None if choice.user_id is None else people.user(choice.user_id)


def _but(people: reads.People, without: Collection[int]) -> list[Candidate]:
    return [one for one in people.candidates.values() if one.user_id not in without]


def _of_many(need: Need, asked: list[Candidate], practice: Choosing, since: reads.Case) -> Choice:
    """The figures of those who come into question; of all where each of them is full."""
    near, left_out = rules.shortlist(need, asked, practice)
    figured = reads.with_figures([one for one in asked if one.user_id in near], since)
    choice = rules.choose(need, figured, practice, left_out)
    if near and (choice.user_id is None or "load" in choice.compared[0].lacks):
        return rules.choose(need, reads.with_figures(asked, since), practice)
    return choice


def need_of(level: str, about: About, policy: Policy, *, taken_over: bool = False) -> Need:
    assignment = policy.assignment[cast(Level, level)]
    starts, roles, levels = (
        frozenset(part) for part in (assignment.starts_with, assignment.roles, assignment.levels)
    )
    who = about.requester
    account = who.user.language if who.user_id and who.user else "zh-hans"
    language = rules.language_of(f"{about.subject} {about.description}", account)
    skills = (about.problem_type, *about.services)
    if taken_over:
        return Need(roles, starts, levels, skills, language, levels)
    return Need(starts, roles, levels, skills, language)


def alarm_nobody(case: Case, choice: Choice, at: datetime) -> None:
    """Nobody fits: an alarm, never a silent queue, and another try every minute."""
    cases.note_unassigned(case, {"step": choice.step, "why": choice.why.as_facts()}, by=SYSTEM, at=at)
    words = Words(
        f"{case.number}（{case.priority}）没有合适的工程师在值班",
        f"{case.number} ({case.priority}): no fitting engineer is on duty",
    )
    raise_alarm(f"nobody:{case.number}", "case.unassigned", words, case=case, at=at)
    wake([Wake(RETRIES, case.pk, at + TRY_AGAIN)])


def alarm_unfit(case: Case, choice: Choice, at: datetime) -> None:
    """Who has it lacks the level or the skill, and so does everybody on duty: somebody should look for help."""
    words = Words(
        f"{case.number}（{case.priority}）在值班的人都缺少所需的技能或级别",
        f"{case.number} ({case.priority}): nobody on duty has the skill or the level",
    )
    raise_alarm(f"unfit:{case.number}", "case.unfit", words, case=case, at=at)


@handles(RETRIES)
def try_again(rows: list[Due], at: datetime) -> Outcome:
    """Cases without anybody: look at the duty list again."""
    outcome = Outcome()
    for row in rows:
        case = Case.objects.select_related("customer", "requester__user").get(pk=row.subject_id)
        if case.state in OPEN and case.assignee_id is None and not _assign_by_rule(case, at):
            outcome.again[row.id] = at + TRY_AGAIN
    return outcome


def _assign_by_rule(case: Case, at: datetime) -> bool:
    with working_on(case, at=at) as act:
        choice, user = choose(act.case.priority, act.case, act.policy, at)
        if user is None:
            act.nothing_done = True
            return False
        give(act, user, choice.as_facts(), by=SYSTEM, at=at)
    return True


def hand_over(case: Case, to: User, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Somebody else has the case from now on, and is told why. The promises run on. [5.3.1-communicate]"""
    require_colleague(to, reason)
    with working_on(case, at=at, seen=seen) as act:
        cases.require_open(act.case)
        require_inside(act.case, by)
        if act.case.assignee_id == to.pk:
            raise Refusal("case.has_it", t("案例已在这位同事名下", "This colleague has the case already"))
        give(act, to, {"step": "handed_over", "why": {"zh": reason, "en": reason}}, by=by, at=at)
    return act.case


def require_colleague(to: User, reason: str) -> None:
    """Only a colleague gets a case from a person, and only with a reason."""
    if not to.is_staff_member or not to.is_active:
        raise Refusal(
            "case.not_staff",
            t("只能交接给在职的同事", "A case can only be handed over to a colleague"),
            status=422,
        )
    if not reason.strip():
        raise Refusal(
            "case.reason_needed", t("请写明交接原因", "Please say why you hand it over"), status=422
        )


def leave_to_rule(case: Case, *, by: Actor, at: datetime) -> None:
    """Who had the case is gone: whoever the rule chooses has it now, else it is nobody's, with the usual alarm."""
    with working_on(case, at=at) as act:
        choice, user = choose(act.case.priority, act.case, act.policy, at)
        if user is None:
            _leave_to_nobody(act.case, choice, by, at)
        else:
            give(act, user, choice.as_facts(), by=by, at=at)


def leave_to_nobody(case: Case, *, by: Actor, at: datetime) -> None:
    """Nobody has the case any more: an alarm, and the rule is asked again every minute. [5.2-assign]"""
    with working_on(case, at=at) as act:
        _leave_to_nobody(act.case, Choice(None, "nobody", NOBODY_TOOK_OVER), by, at)


def _leave_to_nobody(case: Case, choice: Choice, by: Actor, at: datetime) -> None:
    cases.relieve(case, by=by, at=at)
    alarm_nobody(case, choice, at)


def give(act: Act, user: User, why: dict[str, object], *, by: Actor, at: datetime) -> None:
    """`user` has the case from now on, is told so and called to it. Inside an act."""
    case, when = act.case, asked_at(act.promises, user, at)
    cases.assign(case, user, why, by=by, at=at)
    clear_alarms(case, *ANSWERED, by=by, at=at)
    if worked_in(act.policy, case.priority) != AT_ALL_HOURS:
        withdraw(case, "case.assigned", at=at)
    if case.state == "new" and plan_of(case) is None:
        plan_by_hours(act.promises, when, at)
    tell_staff(case, user, "case.assigned", f"assigned:{case.revision + 1}", at=at, when=when, why=why["why"])
    begin_anew(case, NEW_CASE, at=at)
    if case.state != "new":
        watch_progress(case, at)
        tell_customer(case, "case.has_engineer", f"engineer:{case.revision + 1}", at=at, engineer=user.name)
