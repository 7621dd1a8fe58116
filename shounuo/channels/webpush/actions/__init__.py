"""Devices that are told: allowed by their person in the browser, ended by them, by the push service or when they leave."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.db import IntegrityError

from shounuo.accounts.models import User
from shounuo.channels.models import PushSubscription
from shounuo.channels.sealing import seal
from shounuo.channels.webpush.subscription import Subscription
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record

MOST_DEVICES = 10
Why = Literal["person", "gone", "other", "left"]


def subscribe(user: User, address: str, device: str, *, by: Actor, at: datetime) -> PushSubscription:
    """This browser tells this person from now on. The same one again changes nothing; one that told somebody else, who
    sat at it before, tells them no more."""
    try:
        given = Subscription.of(address)
    except ValueError:
        raise Refusal(
            "push.subscription", t("浏览器没有给出可用的订阅", "The browser gave no subscription"), status=422
        ) from None
    with atomic():
        User.objects.select_for_update().get(pk=user.pk)
        held = PushSubscription.objects.select_for_update().filter(mark=given.mark, ended_at=None).first()
        if held and held.user_id == user.pk:
            return held
        if held:
            end(held, "other", by=by, at=at)
        if PushSubscription.objects.filter(user=user, ended_at=None).count() >= MOST_DEVICES:
            raise Refusal(
                "push.too_many", t("最多 {n} 台设备", "At most {n} devices", n=MOST_DEVICES), status=422
            )
        try:
            added = PushSubscription.objects.create(
                user=user, mark=given.mark, service=given.service[:255], device=device[:80],
                sealed=seal({"address": given.address()}), added_at=at,
            )  # fmt: skip
        except IntegrityError:  # somebody else allows the same browser in this very moment
            raise Refusal("push.busy", t("请再试一次", "Please try once more")) from None
        record(
            "push_device.added", stream=f"account:{user.pk}", by=by, at=at, device=added.pk, name=added.device
        )
    return added


def end(held: PushSubscription, why: Why, *, by: Actor, at: datetime) -> None:
    """This device is told no more, and what could be pushed with is forgotten. A second time changes nothing."""
    with atomic():
        living = PushSubscription.objects.filter(pk=held.pk, ended_at=None)
        if living.update(ended_at=at, why=why, sealed=""):
            record(
                "push_device.ended", stream=f"account:{held.user_id}", by=by, at=at, device=held.pk, name=held.device,
                why=why,
            )  # fmt: skip


def end_all(user: User, why: Why, *, by: Actor, at: datetime) -> None:
    with atomic():
        for held in PushSubscription.objects.filter(user=user, ended_at=None).order_by("pk"):
            end(held, why, by=by, at=at)
