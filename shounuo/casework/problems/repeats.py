"""The same trouble again is found by itself: looked at right after a case came in, or was opened again. [6.1-repeat]"""

from __future__ import annotations

from datetime import datetime, timedelta

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework.act import Act, working_on
from shounuo.casework.find.look import own_cases_like
from shounuo.casework.standing_in import standing_in
from shounuo.casework.tell import tell_staff
from shounuo.customers.terms import terms
from shounuo.escalation import actions as escalations
from shounuo.kernel.words import Words
from shounuo.notifications.actions import raise_alarm
from shounuo.notifications.models import Alarm
from shounuo.problems import actions as problems
from shounuo.problems import rules
from shounuo.problems.models import Likeness
from shounuo.problems.rules import Trouble
from shounuo.waiting.actions import Wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

LOOK = "case.repeats"
MOST = 60
SOON = timedelta(seconds=20)


def look_soon(case: Case, at: datetime) -> Wake:
    """Whether this case repeats earlier ones is looked at a little later, so that opening it costs nothing."""
    return Wake(LOOK, case.pk, at + SOON)


@handles(LOOK)
def look(rows: list[Due], at: datetime) -> Outcome:
    for row in rows:
        case = Case.objects.select_related("customer", "requester__user", "assignee").get(pk=row.subject_id)
        if not case.drill and not Likeness.objects.filter(case=case).exists():
            found = earlier_like(case)
            if len(found) + 1 >= terms(case.policy_hash, case.contract_id).escalation.repeats.times:
                with working_on(case, at=at) as act:
                    act.nothing_done = True
                    repeat(act, found, at)
    return Outcome()


def earlier_like(case: Case) -> list[tuple[Case, float]]:
    """Cases of the same customer within the policy's window that are alike, the most alike first: among its latest, and among those that
    the index finds by their words."""
    repeats = terms(case.policy_hash, case.contract_id).escalation.repeats
    before = Case.objects.filter(
        customer=case.customer_id,
        drill=False,
        opened_at__gte=case.opened_at - repeats.window,
        opened_at__lte=case.opened_at,
    ).exclude(pk=case.pk)
    others = {one.pk: one for one in before.order_by("-opened_at", "-pk")[:MOST]}
    found_by_words = own_cases_like(case, at=case.opened_at)  # older ones that the words lead to
    others |= {one.pk: one for one in before.filter(pk__in=[pk for pk in found_by_words if pk not in others])}
    found = rules.alike(_trouble(case), [(pk, _trouble(one)) for pk, one in others.items()], rules.ALIKE)
    return [(others[pk], share) for pk, share in found]


def repeat(act: Act, found: list[tuple[Case, float]], at: datetime) -> None:
    """It escalates: whoever has the case and the technical lead hear of it, the desk shows it. Once for a case. Inside an act."""
    case = act.case
    if found:
        problems.note_likeness(case, found, at=at)
    numbers = "、".join(one.number for one, _ in found) or case.number
    words = Words(
        f"{case.number} 可能是重复问题（{numbers}），请考虑建立问题记录",
        f"{case.number} may be a repeated problem ({numbers}); please consider a problem record",
    )
    escalations.note(case, "risk", "repeat", words.zh, to_role="technical_lead", at=at)
    if not _family_is_known(found):
        raise_alarm(f"repeat:{case.number}", "case.repeated", words, case=case, at=at)
    for user in _who(act, at):
        tell_staff(case, user, "case.repeated", "repeated", at=at, others=numbers)


def _family_is_known(found: list[tuple[Case, float]]) -> bool:
    """An alarm about one of the earlier cases still calls for a look: the thirtieth like ticket adds none of its own."""
    earlier = [one.pk for one, _ in found]
    return Alarm.objects.filter(kind="case.repeated", case__in=earlier, cleared_at=None).exists()


def _who(act: Act, at: datetime) -> list[User]:
    holder = [act.case.assignee] if act.case.assignee else []
    return list(dict.fromkeys([*holder, *standing_in(act, "technical_lead", at)]))


def _trouble(case: Case) -> Trouble:
    return Trouble(case.subject, case.description, case.problem_type, frozenset(case.services))


def opened_again(act: Act, at: datetime) -> None:
    """A case that is opened again is a repeat by itself, where the policy says so. Inside an act."""
    if act.policy.escalation.repeats.reopened_counts and not act.case.drill:
        repeat(act, [], at)
