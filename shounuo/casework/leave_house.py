"""Somebody leaves: access ends at once, and all they had goes to others, in one transaction. [7.1-platform, 5.2-assign]

1. Hold the account and look what has changed since the page that was decided from; if anything has, nothing is done.
2. End access: sessions, tokens, roles, devices. From the commit on every request is refused.
3. Hand over cases with the reason; a case that nobody takes is nobody's, with the usual alarm.
4. Re-plan duties, entrust customers, and tell whoever got something, whose turns moved, who waits for an answer of theirs.
5. A minute later look once more: a case that was being given to the leaver in that very moment goes to the rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.assignment.models import Offer
from shounuo.cases import actions as cases
from shounuo.cases.models import OPEN, Case
from shounuo.casework.act import working_on
from shounuo.casework.assign import hand_over, leave_to_nobody, leave_to_rule
from shounuo.casework.away import change_of_duty, withdraw_asked_leave
from shounuo.casework.duty import let_go_swaps
from shounuo.casework.leaving import Held, held_by, what_changed
from shounuo.casework.moved_turns import moved, schedules_of, tell_moved, turns
from shounuo.casework.offer import RUNS_OUT
from shounuo.casework.onboard import TRACK as ONBOARDING
from shounuo.casework.standing import withdraw_standing
from shounuo.channels.webpush import actions as push
from shounuo.customers.actions import entrust
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words, t
from shounuo.notifications.actions import Tell, tell
from shounuo.oncall.actions import pass_shift
from shounuo.staff.reads import away
from shounuo.training.models import Onboarding
from shounuo.waiting.actions import Wake, wake
from shounuo.waiting.engine import Outcome, handles
from shounuo.waiting.models import Due

LEFT = "house.left"
ONCE_MORE = timedelta(minutes=1)


@dataclass(frozen=True)
class Decided:
    """Who gets what, by the keys of the rows; None: nobody. What is not named goes to whom it was proposed."""

    cases: Mapping[int, User | None] = field(default_factory=dict)
    shifts: Mapping[int, User | None] = field(default_factory=dict)
    customers: Mapping[int, User | None] = field(default_factory=dict)


def leave(
    user: User, reason: str, decided: Decided, *, seen: Mapping[str, str] | None = None, by: Actor, at: datetime
) -> list[Words]:  # fmt: skip
    """All of it or nothing; gives a sentence for each part. `seen` is `Held.seen` of the page that was decided from: where
    something has changed since, the refusal says what, in `changed`."""
    if not reason.strip():
        raise Refusal("leaving.reason_needed", t("请写明原因", "Please say why"), status=422)
    with atomic():
        accounts.hold(user)
        held = held_by(user, at)
        _require_unchanged(seen, held)
        schedules = schedules_of(user)
        before = turns(schedules, at)
        accounts.end_access(user, reason=reason, by=by, at=at)
        push.end_all(user, "left", by=by, at=at)
        got: Got = defaultdict(lambda: defaultdict(list))
        done = [
            *_hand_over_cases(user, held, decided, reason, got, by, at),
            *_pass_shifts(held, decided, got, by, at),
            *_entrust_customers(held, decided, got, by, at),
            *(Words.of("接口令牌“{name}”已吊销", "API token “{name}” is revoked", name=token.name) for token in held.tokens),
        ]  # fmt: skip
        change_of_duty([user.pk], at=at)
        tell_moved(moved(schedules, before, turns(schedules, at), _given(got)), user, at=at)
        _let_go(user, by, at)
        _tell_successors(user, got, at)
        wake([Wake(LEFT, user.pk, at + ONCE_MORE)])
    return done


def leave_as_proposed(user: User, reason: str, *, by: Actor, at: datetime) -> list[Words]:
    """Whatever the page would propose."""
    return leave(user, reason, Decided(), by=by, at=at)


@handles(LEFT)
def look_once_more(rows: list[Due], at: datetime) -> Outcome:
    """A case that was opened or handed over to the leaver while they left goes to whoever the rule chooses."""
    for row in rows:
        left = Case.objects.filter(assignee_id=row.subject_id, assignee__is_active=False, state__in=OPEN)
        for case in left.select_related("customer", "requester__user").order_by("pk"):
            leave_to_rule(case, by=SYSTEM, at=at)
    return Outcome()


Got = defaultdict[User, defaultdict[str, list[Any]]]
"""Who got what of it: "cases", "duties", "customers", as facts of the message."""


def _let_go(user: User, by: Actor, at: datetime) -> None:
    """What was asked of this person alone: the onboarding is owed no longer, an offer asks the next one at once, nobody waits
    for an answer about a swap, and leave that waits for a lead is wanted no longer."""
    let_go_swaps(user, by=by, at=at)
    withdraw_asked_leave(user, by=by, at=at)
    for onboarding in Onboarding.objects.filter(user=user, completed_at=None):
        withdraw_standing(onboarding.about, ONBOARDING, by=by, at=at)
    asked = Offer.objects.filter(taker=user, answer="").values_list("pk", flat=True)
    wake([Wake(RUNS_OUT, pk, at) for pk in asked])


def _given(got: Got) -> dict[int, list[tuple[datetime, datetime]]]:
    """The duty that successors are told of beside what else is theirs now."""
    return {
        to.pk: [(datetime.fromisoformat(one["begins_at"]), datetime.fromisoformat(one["ends_at"])) for one in parts["duties"]]
        for to, parts in got.items()
    }  # fmt: skip


def _require_unchanged(seen: Mapping[str, str] | None, held: Held) -> None:
    changed = what_changed(seen, held) if seen is not None else []
    if changed:
        raise Refusal(
            "leaving.moved_on",
            t("您查看期间情况有变，请再看一眼：{changed}", "Things have changed while you were looking; have another look: {changed}",
              changed=t("；", "; ").join(str(one) for one in changed)),
            changed=changed,
        )  # fmt: skip


def _hand_over_cases(
    user: User, held: Held, decided: Decided, reason: str, got: Got, by: Actor, at: datetime
) -> list[Words]:
    done = []
    for one in sorted(held.cases, key=lambda one: one.case.pk):
        case, to = one.case, decided.cases.get(one.case.pk, one.to)
        if not case.is_open:
            _pass_on_quietly(case, to, reason, by, at)
        elif to is None:
            leave_to_nobody(case, by=by, at=at)
        else:
            hand_over(case, to, reason, by=by, at=at)
        if to is not None:
            got[to]["cases"].append(case.number)
        done.append(
            _went(Words.of("{number}（{level}）", "{number} ({level})", number=case.number, level=case.priority), to)
        )  # fmt: skip
    return done


def _pass_on_quietly(case: Case, to: User | None, reason: str, by: Actor, at: datetime) -> None:
    """Solved already: whoever answers for what is still owed changes, and the customer need not hear of it."""
    with working_on(case, at=at) as act:
        if to is None:
            cases.relieve(act.case, by=by, at=at)
        else:
            why = {"step": "handed_over", "why": {"zh": reason, "en": reason}}
            cases.assign(act.case, to, why, by=by, at=at)


def _pass_shifts(held: Held, decided: Decided, got: Got, by: Actor, at: datetime) -> list[Words]:
    done = []
    for one in sorted(held.shifts, key=lambda one: decided.shifts.get(one.shift.pk, one.to) is None):
        to, ends_at = decided.shifts.get(one.shift.pk, one.to), one.shift.ends_at
        if to is not None and away(one.begins_at, ends_at, [to.pk]):
            to = None
        pass_shift(one.shift, to, by=by, at=at)
        if to is not None:
            got[to]["duties"].append(
                {"role": one.shift.role, "begins_at": one.begins_at.isoformat(), "ends_at": ends_at.isoformat()}
            )  # fmt: skip
        what = one.shift.schedule.name if one.shift.schedule else ROLES[one.shift.role]
        done.append(_went(Words.of("值班（{what}）", "Duty ({what})", what=what), to))
    return done


def _entrust_customers(held: Held, decided: Decided, got: Got, by: Actor, at: datetime) -> list[Words]:
    done = []
    for one in held.customers:
        to = decided.customers.get(one.customer.pk, one.to)
        entrust(one.customer, to, by=by, at=at)
        if to is not None:
            got[to]["customers"].append(one.customer.short_name)
        done.append(_went(Words.of("客户 {name}", "Customer {name}", name=one.customer.short_name), to))
    return done


def _went(what: Words, to: User | None) -> Words:
    if to is None:
        return Words.of("{what}：无人接手", "{what}: nobody took it over", what=what)
    return Words.of("{what} → {name}", "{what} → {name}", what=what, name=to.name)


def _tell_successors(user: User, got: Got, at: datetime) -> None:
    """Each of them once, with all that is theirs now; the mails of single cases come beside it."""
    tell(
        [
            Tell(
                f"left:{user.pk}:{at.isoformat()}:{to.pk}", "work.passed_on", to.email, None, to, to.language,
                {"who": user.name, "page": "/desk/?view=mine", **{kind: list(parts) for kind, parts in what.items()}},
            )
            for to, what in got.items()
        ],
        at=at,
    )  # fmt: skip
