"""Duty where rooms meet: a changed plan finds its gaps at once, whoever is asked to swap is told. [5.2-assign, 5.3.2-P0-team]"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from shounuo.accounts.models import User
from shounuo.casework.gaps import look_for_gaps
from shounuo.casework.handing_over import wake_for_handover
from shounuo.casework.onboard import assign, override
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.notifications.actions import Tell, tell
from shounuo.oncall import actions as oncall
from shounuo.oncall.actions import NewLayer
from shounuo.oncall.models import Layer, Override, Schedule, Swap
from shounuo.oncall.plans import TOGETHER
from shounuo.staff.models import Engineer
from shounuo.training.models import Onboarding

Done = TypeVar("Done")


def planned(deed: Callable[[], Done], *, at: datetime) -> Done:
    """An act on the plan, with what follows from it: gaps that opened or closed, the next hand-over."""
    with atomic():
        done = deed()
        look_for_gaps(at)
        wake_for_handover(at)
    return done


def ask_swap(
    schedule: Schedule, asker: User, colleague: User, begins_at: datetime, ends_at: datetime, *,
    note: str = "", at: datetime,
) -> Swap:  # fmt: skip
    with atomic():
        swap = oncall.ask_swap(schedule, asker, colleague, begins_at, ends_at, note=note, at=at)
        facts = _facts(swap) | {"asker": asker.name, "note": note}
        _tell(colleague, "oncall.swap_asked", f"swap:{swap.pk}:asked", facts, at)
    return swap


def accept_swap(swap: Swap, *, user: User, at: datetime) -> Swap:
    """One tap: the duty is the colleague's, and whoever asked is told."""
    held = planned(lambda: oncall.accept_swap(swap, user=user, at=at), at=at)
    _tell_answer(held, at, accepted=True)
    return held


def decline_swap(swap: Swap, *, user: User, at: datetime) -> Swap:
    held = oncall.decline_swap(swap, user=user, at=at)
    _tell_answer(held, at, accepted=False)
    return held


def let_go_swaps(user: User, *, by: Actor, at: datetime) -> None:
    """This person leaves: nobody waits for an answer any more, and the other side is told why."""
    with atomic():
        for swap in oncall.let_go_swaps(user, by=by, at=at):
            mine = swap.asker_id == user.pk
            facts = _facts(swap) | {"who": user.name, "asked_by_them": mine}
            other = swap.colleague if mine else swap.asker
            _tell(other, "oncall.swap_let_go", f"swap:{swap.pk}:let-go", facts, at)


def stand_in(
    schedule: Schedule, begins_at: datetime, ends_at: datetime, *, removes: User | None, adds: User | None,
    reason: str, early: str = "", by: Actor, at: datetime,
) -> Override:  # fmt: skip
    """Somebody stands in. `early`: why a lead lets a newcomer stand duty alone before the end of the onboarding; without it
    one who is not cleared is refused. [8.2-onboarding]"""
    with atomic():
        if early and adds:
            _let_stand_early(adds, early, by, at)
        return planned(
            lambda: oncall.stand_in(
                schedule, begins_at, ends_at, removes=removes, adds=adds, reason=reason, by=by, at=at
            ),
            at=at,
        )


def lay(
    schedule: Schedule, new: NewLayer, *, instead_of: Layer | None = None, early: str = "", by: Actor, at: datetime
) -> Layer:  # fmt: skip
    """A layer of turns, or of people who answer together. Whoever is not cleared has no turn of their own, and no crew is made
    of newcomers only, unless a lead says why (`early`). [8.2-onboarding]"""
    with atomic():
        fresh = set(
            Engineer.objects.filter(user__in=new.people, cleared_at=None).values_list("user", flat=True)
        )
        alone = [one for one in dict.fromkeys(new.people) if one.pk in fresh]
        if new.unit == TOGETHER and len(alone) < len(set(new.people)):
            alone = []
        if alone and not early:
            raise _not_cleared(alone)
        for user in alone:
            _let_stand_early(user, early, by, at)
        return planned(lambda: oncall.lay(schedule, new, instead_of=instead_of, by=by, at=at), at=at)


def _not_cleared(people: list[User]) -> Refusal:
    words = t(
        "{who} 还没有完成入职培训，尚未获准独立值班；需由主管写明理由提前准许",
        "{who}: the onboarding is not finished, not cleared to stand duty alone; a lead may clear them early, with a reason",
        who=t("、", ", ").join(one.name for one in people),
    )
    return Refusal("layer.uncleared", words, status=422, field="people")


def _let_stand_early(user: User, why: str, by: Actor, at: datetime) -> None:
    """Nothing to do for whoever is cleared already."""
    if Engineer.objects.filter(pk=user.pk, cleared_at=None).exists():
        assign(user, by=by, at=at)
        override(Onboarding.objects.get(user=user, completed_at=None), why, by=by, at=at)


def _tell_answer(swap: Swap, at: datetime, *, accepted: bool) -> None:
    facts = _facts(swap) | {"colleague": swap.colleague.name, "accepted": accepted}
    with atomic():
        _tell(swap.asker, "oncall.swap_answered", f"swap:{swap.pk}:answered", facts, at)


def _facts(swap: Swap) -> dict[str, Any]:
    return {
        "schedule": swap.schedule.name, "begins_at": swap.begins_at.isoformat(), "ends_at": swap.ends_at.isoformat(),
        "page": "/desk/on-call/swaps",
    }  # fmt: skip


def _tell(user: User, kind: str, key: str, facts: dict[str, Any], at: datetime) -> None:
    tell([Tell(key, kind, user.email, None, user, user.language, facts)], at=at)
