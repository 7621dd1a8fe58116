"""Swaps: a colleague is asked to take over a span of one's own duty, and says yes or no."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError
from django.db.models import Q

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic, attempt
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.oncall.actions.overrides import check_there, stand_in
from shounuo.oncall.models import Schedule, Swap
from shounuo.oncall.reads import holds


def ask_swap(
    schedule: Schedule, asker: User, colleague: User, begins_at: datetime, ends_at: datetime, *,
    note: str = "", at: datetime,
) -> Swap:  # fmt: skip
    """Asked by whoever has the duty, of anybody else who is there; nothing changes before they accept. The same question
    twice is refused."""
    begins_at = max(begins_at, at)
    if asker == colleague:
        raise Refusal(
            "swap.self",
            t("请选择另一位同事", "Please choose another colleague"),
            status=422,
            field="colleague",
        )
    _check_own(schedule, asker, begins_at, ends_at)
    check_there(colleague, begins_at, ends_at)
    with atomic():
        try:
            with attempt():
                swap = Swap.objects.create(
                    schedule=schedule, asker=asker, colleague=colleague, begins_at=begins_at, ends_at=ends_at,
                    note=note, asked_at=at,
                )  # fmt: skip
        except IntegrityError:
            raise Refusal(
                "swap.asked_already", t("已经问过这位同事了", "This colleague has been asked already")
            ) from None
        _record("oncall.swap_asked", swap, asker, at)
    return swap


def accept_swap(swap: Swap, *, user: User, at: datetime) -> Swap:
    """The colleague has the span from now on. Refused where it is over, answered, or no longer the asker's to give."""
    with atomic():
        held = _answer(swap, user, "accepted", at)
        if held.ends_at <= at:
            raise Refusal("swap.over", t("这段班次已经过去", "This duty is over already"))
        begins_at = max(held.begins_at, at)
        _check_own(held.schedule, held.asker, begins_at, held.ends_at)
        held.override = stand_in(
            held.schedule, begins_at, held.ends_at, removes=held.asker, adds=user, reason=held.note, by=user.actor, at=at
        )  # fmt: skip
        held.save(update_fields=["override"])
        _record("oncall.swap_accepted", held, user, at)
    return held


def decline_swap(swap: Swap, *, user: User, at: datetime) -> Swap:
    with atomic():
        held = _answer(swap, user, "declined", at)
        _record("oncall.swap_declined", held, user, at)
    return held


def withdraw_swap(swap: Swap, *, user: User, at: datetime) -> None:
    """The asker no longer needs it."""
    with atomic():
        held = _answer(swap, user, "withdrawn", at)
        _record("oncall.swap_withdrawn", held, user, at)


def let_go_swaps(user: User, *, by: Actor, at: datetime) -> list[Swap]:
    """This person leaves: what they asked is withdrawn, what they were asked is declined. Gives the requests, so that the
    other side is told."""
    with atomic():
        open_ = Swap.objects.filter(Q(asker=user) | Q(colleague=user), state="asked", ends_at__gt=at)
        found = list(open_.select_related("schedule", "asker", "colleague").order_by("pk"))
        for swap in found:
            swap.state = "withdrawn" if swap.asker_id == user.pk else "declined"
            swap.answered_at = at
            swap.save(update_fields=["state", "answered_at"])
            record(
                "oncall.swap_let_go", stream=f"schedule:{swap.schedule_id}", by=by, at=at, swap=swap.pk,
                private={"asker": swap.asker.name, "colleague": swap.colleague.name, "who": user.name},
            )  # fmt: skip
    return found


def _answer(swap: Swap, user: User, state: str, at: datetime) -> Swap:
    """Owning the answer is changing the row: the second of two who press gets a refusal."""
    mine = {"asker": user} if state == "withdrawn" else {"colleague": user}
    if not Swap.objects.filter(pk=swap.pk, **mine).exists():
        raise Refusal("swap.not_found", t("没有这个换班请求", "There is no such request"), status=404)
    if not Swap.objects.filter(pk=swap.pk, state="asked").update(state=state, answered_at=at):
        raise Refusal("swap.answered", t("这个换班请求已有结果", "This request has been answered already"))
    return Swap.objects.select_related("schedule", "asker", "colleague").get(pk=swap.pk)


def _check_own(schedule: Schedule, asker: User, begins_at: datetime, ends_at: datetime) -> None:
    if begins_at >= ends_at or not holds(asker.pk, schedule, begins_at, ends_at):
        raise Refusal(
            "swap.not_own",
            t("这段时间里 {who} 并不都在班", "{who} is not on duty for all of this time", who=asker.name),
            status=422,
            field="shift",
        )


def _record(verb: str, swap: Swap, user: User, at: datetime) -> None:
    record(
        verb, stream=f"schedule:{swap.schedule_id}", by=user.actor, at=at, swap=swap.pk,
        begins_at=swap.begins_at.isoformat(), ends_at=swap.ends_at.isoformat(),
        private={"asker": swap.asker.name, "colleague": swap.colleague.name},
    )  # fmt: skip
