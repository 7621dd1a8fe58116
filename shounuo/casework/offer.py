"""A case offered to somebody, who accepts or declines: by hand, or because whoever has it goes off duty. [5.2-assign]

Whoever has it stays responsible until the offer is accepted. Going off duty, the next person is asked where one declines or
does not answer in time; nobody left is an alarm, and whoever comes on duty is asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from shounuo.accounts.models import User
from shounuo.accounts.roles import ENGINEER_ROLES
from shounuo.assignment import actions as offers
from shounuo.assignment.models import Offer
from shounuo.assignment.reads import asked_already, gone_off_duty
from shounuo.cases import actions as cases
from shounuo.cases.models import Case
from shounuo.casework.accept import begin, go_on_from, was_taken_over
from shounuo.casework.act import Act, working_on
from shounuo.casework.assign import choose, require_colleague
from shounuo.casework.incident.follow import accepted
from shounuo.casework.incident.gate import require_inside, sees_inside
from shounuo.casework.rounds import round_of
from shounuo.casework.tell import tell_staff
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.notifications.actions import raise_alarm
from shounuo.notifications.models import Alarm
from shounuo.policy.model import Level
from shounuo.policy.reads import current, hash_in_force
from shounuo.waiting.actions import Wake, drop, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

RUNS_OUT = "case.offer"
LOOK_EVERY = timedelta(minutes=1)
"""How long after the end of a shift its cases are offered at the latest."""


def offer(case: Case, to: User, reason: str, *, by: Actor, at: datetime, seen: int | None = None) -> Offer:
    """Ask a colleague to take the case; until that is accepted nothing changes. [5.3.1-communicate]"""
    require_colleague(to, reason)
    with working_on(case, at=at, seen=seen) as act:
        cases.require_open(act.case)
        if act.case.assignee is None:
            raise Refusal(
                "case.nobody_has_it",
                t("案例还无人负责，请直接交接", "Nobody has the case; hand it over directly"),
            )
        if act.case.assignee_id == to.pk:
            raise Refusal("case.has_it", t("案例已在这位同事名下", "This colleague has the case already"))
        require_inside(act.case, by)
        if not sees_inside(act.case, to):
            raise Refusal(
                "offer.outside",
                t(
                    "战情室仅限指定人员：请先准许这位同事进入",
                    "The room is for named people: please let this colleague in first",
                ),
            )
        words = {"zh": reason, "en": reason}
        return _ask(act, to, "by_hand", words, {"step": "handed_over", "why": words}, by, at)


def take(held: Offer, user: User, *, at: datetime) -> Case:
    """`user`, who was asked, has the case from now on and goes on with it. A second time changes nothing."""
    with working_on(held.case, at=at) as act:
        if _answered(held, user, act) == "accepted":
            act.nothing_done = True
            return act.case
        cases.require_open(act.case)
        offers.answer(held, "accepted", by=user.actor, at=at)
        drop(RUNS_OUT, [held.pk])
        fresh = act.case.state == "new"
        cases.assign(act.case, user, held.why, accepted=not fresh, by=user.actor, at=at)
        (begin if fresh else go_on_from)(act, user, None, "", at)
        accepted(act, user, confirmed=False, at=at)
        tell_staff(act.case, held.giver, "case.offer_taken", f"offer:{held.pk}:taken", at=at, taker=user.name)
    return act.case


def decline(held: Offer, user: User, reason: str, *, at: datetime) -> Offer:
    """`user` does not take it and says why; where the giver goes off duty, the next person is asked."""
    if not reason.strip():
        raise Refusal(
            "offer.reason_needed", t("请写明为什么不能接手", "Please say why you can't take it"), status=422
        )
    with working_on(held.case, at=at) as act:
        act.nothing_done = True
        if _answered(held, user, act) == "declined":
            return held
        offers.answer(held, "declined", note=reason, by=user.actor, at=at)
        drop(RUNS_OUT, [held.pk])
        tell_staff(
            act.case, held.giver, "case.offer_declined", f"offer:{held.pk}:declined", at=at, taker=user.name, reason=reason
        )  # fmt: skip
        if held.kind == "off_duty":
            ask_next(act, held.reason, at)
    return held


def _answered(held: Offer, user: User, act: Act) -> str:
    """What became of it, looked at under the case's lock; refused where it was not for `user` or is no longer open."""
    held.refresh_from_db(fields=["answer"])
    if held.taker_id != user.pk:
        raise Refusal("offer.not_yours", t("这次交接不是请您接手", "This offer is not for you"), status=403)
    if held.answer in ("accepted", "declined"):
        return held.answer
    if held.answer or act.case.assignee_id != held.giver_id:
        raise Refusal("offer.over", t("这次交接已不再需要", "This offer is no longer open"))
    return ""


@handles(RUNS_OUT)
def run_out(rows: list[Due], at: datetime) -> Outcome:
    """Nobody answered in time: an alarm, and the next person."""
    for row in rows:
        held = Offer.objects.select_related("case__customer", "case__requester__user", "giver", "taker").get(
            pk=row.subject_id
        )
        with working_on(held.case, at=at) as act:
            act.nothing_done = True
            if not held.answer:
                _expire(act, held, at)
    return Outcome()


def _expire(act: Act, held: Offer, at: datetime) -> None:
    if act.case.assignee_id != held.giver_id or not act.case.is_open:
        offers.answer(held, "withdrawn", by=SYSTEM, at=at)
        return
    offers.answer(held, "expired", by=SYSTEM, at=at)
    words = Words(
        f"{held.taker.name} 没有按时答复 {act.case.number}（{act.case.priority}）的交接，仍由 {held.giver.name} 负责",
        f"{held.taker.name} did not answer the offer of {act.case.number} ({act.case.priority}); {held.giver.name} still has it",
    )
    raise_alarm(f"offer:{held.pk}", "case.offer_expired", words, case=act.case, at=at)
    if held.kind == "off_duty":
        ask_next(act, held.reason, at)


@round_of("case.off_duty", lambda at: at + LOOK_EVERY)
def hand_on(at: datetime) -> None:
    """Each open P0 and P1 of whoever went off duty is offered to the fittest person on duty."""
    if hash_in_force() is None:
        return
    found = gone_off_duty(current().choosing.rebalancing.levels, ENGINEER_ROLES, at)
    rows = Case.objects.select_related("customer", "requester__user", "assignee").in_bulk(found)
    for case_id in found:
        with working_on(rows[case_id], at=at) as act:
            act.nothing_done = True
            holder = act.case.assignee
            assert holder
            reason = Words(f"{holder.name} 已下班或休假", f"{holder.name} is off duty or on leave")
            ask_next(act, reason.as_facts(), at)


def ask_next(act: Act, reason: dict[str, str], at: datetime) -> None:
    """The fittest of those who were not asked yet; where nobody is left, an alarm. The round looks again every minute."""
    case, policy = act.case, act.policy
    holder = case.assignee
    assert holder
    over = was_taken_over(case, policy)
    choice, taker = choose(
        case.priority, case, policy, at, taken_over=over, without={holder.pk, *asked_already(case)}
    )
    if taker:
        _ask(act, taker, "off_duty", reason, choice.as_facts(), SYSTEM, at)
        return
    _alarm_nobody(case, holder, at)


def _alarm_nobody(case: Case, holder: User, at: datetime) -> None:
    """Said once for each holder: who has dismissed it is not told every minute."""
    key = f"not_taken:{case.number}:{holder.pk}"
    if Alarm.objects.filter(key=key).exists():
        return
    words = Words(
        f"{case.number}（{case.priority}）没有人可以接手，{holder.name} 已下班或休假",
        f"{case.number} ({case.priority}): nobody is left to take it, and {holder.name} is off duty or on leave",
    )
    raise_alarm(key, "case.not_taken", words, case=case, at=at)


def _ask(
    act: Act, taker: User, kind: str, reason: dict[str, str], why: dict[str, object], by: Actor, at: datetime
) -> Offer:
    case = act.case
    act.nothing_done = True
    for earlier in Offer.objects.filter(case=case, answer="").select_related("case", "giver", "taker"):
        offers.answer(earlier, "withdrawn", by=by, at=at)
        drop(RUNS_OUT, [earlier.pk])
    until = at + act.policy.choosing.rebalancing.answer_within[cast(Level, case.priority)]
    made = offers.offer(case, taker, kind, reason, why, until=until, by=by, at=at)
    wake([Wake(RUNS_OUT, made.pk, until)])
    tell_staff(
        case, taker, "case.offered", f"offer:{made.pk}", at=at,
        giver=made.giver.name, reason=reason, answer_by=until.isoformat(),
    )  # fmt: skip
    return made
