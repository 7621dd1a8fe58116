"""Overrides: for a while somebody stands in, helps, or is relieved."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.oncall.actions.shifts import rewrite
from shounuo.oncall.models import Override, Schedule, Shift
from shounuo.oncall.plans import plans
from shounuo.oncall.rules import Place, places
from shounuo.staff.models import Engineer
from shounuo.staff.reads import away


def stand_in(
    schedule: Schedule, begins_at: datetime, ends_at: datetime, *, removes: User | None = None,
    adds: User | None = None, reason: str = "", by: Actor, at: datetime,
) -> Override:  # fmt: skip
    """From then until then `adds` answers instead of `removes`; the last one entered counts. Where `removes` stands in for
    somebody else then, it is that place which is filled. Refused where `removes` has no duty then, and for whoever is on
    leave or not cleared to stand duty alone. Gives the first override, where it takes several."""
    _check(begins_at, ends_at, removes, adds, at)
    places = (
        _places(schedule, removes, begins_at, ends_at, at) if removes else [Place(begins_at, ends_at, None)]
    )
    with atomic():
        whom = User.objects.in_bulk({int(one.whose) for one in places if one.whose is not None})
        entered = [
            _enter(
                schedule, one, whom[int(one.whose)] if one.whose is not None else None, adds, reason, by, at
            )
            for one in places
        ]
        rewrite([schedule.pk], at=at)
    return entered[0]


def _places(
    schedule: Schedule, removes: User, begins_at: datetime, ends_at: datetime, at: datetime
) -> list[Place]:
    """What has to be filled so that somebody answers instead of this person: all of the span in one, where it is their own
    turn at any time of it; else each place in which they stand in for others."""
    found = places(plans([schedule], begins_at, ends_at)[schedule.pk], removes.pk, begins_at, ends_at)
    others = [one for one in found if one.whose not in (removes.pk, None)]
    own = [Place(begins_at, ends_at, removes.pk)] if any(one.whose == removes.pk for one in found) else []
    if not own and not others:
        raise _no_duty(schedule, removes, at, added=bool(found))
    return [*own, *others]


def _enter(
    schedule: Schedule, place: Place, removes: User | None, adds: User | None, reason: str, by: Actor, at: datetime
) -> Override:  # fmt: skip
    override = Override.objects.create(
        schedule=schedule, begins_at=place.begin, ends_at=place.end, removes=removes, adds=adds, reason=reason,
        entered_at=at, by_name=by.name,
    )  # fmt: skip
    record(
        "oncall.stand_in_entered", stream=f"schedule:{schedule.pk}", by=by, at=at, override=override.pk,
        removes=removes.pk if removes else None, adds=adds.pk if adds else None,
        begins_at=place.begin.isoformat(), ends_at=place.end.isoformat(),
        private={"reason": reason, "who": adds.name if adds else "–", "whom": removes.name if removes else "–"},
    )  # fmt: skip
    return override


def _no_duty(schedule: Schedule, removes: User, at: datetime, *, added: bool) -> Refusal:
    """There is nothing to relieve this person of; says what is."""
    if added:
        words = t(
            "{who} 在这段时间是额外加的人；要撤下，请取消那条替班",
            "{who} was added then; to take them off, cancel that stand-in",
            who=removes.name,
        )
        return Refusal("override.added", words, status=422, field="removes")
    ahead = Shift.objects.filter(schedule=schedule, user=removes, ends_at__gt=at).order_by("begins_at")[:2]
    turns = [
        t("{begin} 至 {end}", "{begin} to {end}", begin=_told(max(one.begins_at, at)), end=_told(one.ends_at))
        for one in ahead
    ]
    if turns:
        words = t(
            "{who} 在这段时间没有班；接下来的班是 {turns}",
            "{who} has no duty in that time; what they have next is {turns}",
            who=removes.name, turns=t("、", " and ").join(turns),
        )  # fmt: skip
    else:
        words = t("{who} 在这张排班表上没有班", "{who} has no duty on this schedule", who=removes.name)
    return Refusal("override.no_duty", words, status=422, field="removes")


def _told(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%m-%d %H:%M}"


def cancel_override(override: Override, *, by: Actor, at: datetime) -> None:
    """It counts no longer; a second time changes nothing."""
    with atomic():
        if Override.objects.filter(pk=override.pk, cancelled_at=None).update(cancelled_at=at):
            record(
                "oncall.stand_in_cancelled", stream=f"schedule:{override.schedule_id}", by=by, at=at,
                override=override.pk,
            )  # fmt: skip
            rewrite([override.schedule_id], at=at)


def _check(
    begins_at: datetime, ends_at: datetime, removes: User | None, adds: User | None, at: datetime
) -> None:
    if ends_at <= begins_at:
        raise Refusal(
            "override.backwards",
            t("结束时间应晚于开始时间", "It has to end after it begins"),
            status=422,
            field="ends",
        )
    if ends_at <= at:
        raise Refusal(
            "override.past",
            t("这段时间已经过去", "This time is past already"),
            status=422,
            field="ends",
        )
    if removes is None and adds is None:
        raise Refusal(
            "override.nobody", t("请选择谁来替，或替下谁", "Please choose who stands in, or who is relieved"),
            status=422, field="adds",
        )  # fmt: skip
    if removes == adds:
        raise Refusal(
            "override.same",
            t("替班的应是另一位同事", "Somebody else has to stand in"),
            status=422,
            field="adds",
        )
    if adds:
        check_there(adds, begins_at, ends_at)


def check_there(user: User, begins_at: datetime, ends_at: datetime) -> None:
    """Refusal where this person is no colleague in service, not cleared to stand duty alone, or on leave in that time.
    [8.2-onboarding]"""
    if not user.is_active or not user.is_staff_member:
        raise Refusal(
            "override.not_staff", t("{who} 不是在职的同事", "{who} is no colleague in service", who=user.name),
            status=422, field="adds",
        )  # fmt: skip
    if Engineer.objects.filter(pk=user.pk, cleared_at=None).exists():
        raise Refusal(
            "override.uncleared",
            t(
                "{who} 还没有完成入职培训，尚未获准独立值班；需由主管写明理由提前准许",
                "{who} has not finished the onboarding and is not cleared to stand duty alone; a lead may clear them early, with a reason",
                who=user.name,
            ),
            status=422, field="adds",
        )  # fmt: skip
    if away(begins_at, ends_at, [user.pk]):
        raise Refusal(
            "override.away", t("{who} 在这段时间休假", "{who} is on leave in that time", who=user.name),
            status=422, field="adds",
        )  # fmt: skip
