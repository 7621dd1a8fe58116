"""Ways to reach a person: added, put in order, proved by a code that came back, ended. [5.2-notify]"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff import rules
from shounuo.staff.models import ContactWay

MOST_WAYS = 12
"""More than anybody can be reached by; a form that is sent over and over fills no table."""


def add_way(user: User, channel: str, address: str, *, by: Actor, at: datetime) -> ContactWay:
    """A way to reach this person, last in the order and not verified yet. The account's own address comes first."""
    address = _clean(channel, address)
    with atomic():
        User.objects.select_for_update().get(pk=user.pk)
        ways = ContactWay.objects.filter(user=user, ended_at=None)
        _free(user, channel, address)
        if len(ways) >= MOST_WAYS:
            raise Refusal(
                "way.too_many",
                t("最多 {n} 种联系方式", "At most {n} ways to be reached", n=MOST_WAYS),
                status=422,
            )
        last = ways.aggregate(last=Max("position"))["last"] or 0
        way = ContactWay.objects.create(user=user, channel=channel, address=address, position=last + 1)
        if address == user.email:
            _put_in_order([way.pk, *(one.pk for one in ways if one.pk != way.pk)])
            way.refresh_from_db()
        _note("contact_way.added", way, by, at)
    return way


def readdress(way: ContactWay, address: str, *, by: Actor, at: datetime) -> None:
    """Another address by the same channel: it has to be verified anew. The same one changes nothing."""
    address = _clean(way.channel, address)
    if address == way.address:
        return
    with atomic():
        _free(way.user, way.channel, address)
        way.address, way.verified_at = address, None
        way.code_hash, way.code_sent_at, way.code_tries = "", None, 0
        way.save(update_fields=["address", "verified_at", "code_hash", "code_sent_at", "code_tries"])
        _note("contact_way.readdressed", way, by, at)


def note_code(way: ContactWay, sealed: str, *, by: Actor, at: datetime) -> None:
    """A new code is on its way there; the one before counts no more. Not more often than once a minute."""
    with atomic():
        held = _held(way)
        if held.code_sent_at and at < held.code_sent_at + rules.CODE_EVERY:
            raise Refusal(
                "way.too_soon",
                t("刚刚发送过，请一分钟后再试", "One was sent just now; please try again in a minute"),
                status=429,
            )
        held.code_hash, held.code_sent_at, held.code_tries = sealed, at, 0
        held.save(update_fields=["code_hash", "code_sent_at", "code_tries"])
        _note("contact_way.code_sent", held, by, at)


def verify(way: ContactWay, sealed: str, *, by: Actor, at: datetime) -> None:
    """The code came back (sealed as in rules.sealed): the way may be used. A wrong one is counted, also when it is refused."""
    with atomic():
        held = _held(way)
        worth = rules.verdict(held.code_hash, sealed, held.code_sent_at, held.code_tries, at)
        if worth == "right":
            held.verified_at, held.code_hash = at, ""
            held.save(update_fields=["verified_at", "code_hash"])
            _note("contact_way.verified", held, by, at)
        elif worth == "wrong":
            held.code_tries += 1
            held.save(update_fields=["code_tries"])
            _note("contact_way.code_failed", held, by, at)
    if worth != "right":
        raise Refusal(f"way.code_{worth}", _why_not(worth, rules.CODE_TRIES - held.code_tries), status=422)


def move_way(way: ContactWay, step: int, *, by: Actor, at: datetime) -> None:
    """One place up (-1) or down (1) in the order of preference."""
    with atomic():
        User.objects.select_for_update().get(pk=way.user_id)
        ids = list(
            ContactWay.objects.filter(user_id=way.user_id, ended_at=None)
            .order_by("position", "pk")
            .values_list("pk", flat=True)
        )
        if way.pk in ids and (wanted := rules.reordered(ids, way.pk, step)) != ids:
            _put_in_order(wanted)
            _note("contact_way.moved", way, by, at)


def end_way(way: ContactWay, *, by: Actor, at: datetime) -> None:
    """Not used any more. A second time changes nothing."""
    with atomic():
        if ContactWay.objects.filter(pk=way.pk, ended_at=None).update(ended_at=at):
            _note("contact_way.ended", way, by, at)


def _held(way: ContactWay) -> ContactWay:
    held = ContactWay.objects.select_for_update().filter(pk=way.pk, ended_at=None).first()
    if held is None:
        raise Refusal("way.ended", t("这个联系方式已停用", "This way is not used any more"))
    return held


def _put_in_order(ids: list[int]) -> None:
    for position, pk in enumerate(ids, 1):
        ContactWay.objects.filter(pk=pk).update(position=position)


def _clean(channel: str, address: str) -> str:
    address = address.strip().lower() if channel == "email" else address.strip()
    problem = rules.address_problem(channel, address)
    if problem:
        raise Refusal("way.address", str(problem), status=422)
    return address


def _free(user: User, channel: str, address: str) -> None:
    if ContactWay.objects.filter(user=user, channel=channel, address=address, ended_at=None).exists():
        raise Refusal("way.known", t("这个联系方式已登记", "This way is on record already"), status=422)


def _why_not(worth: rules.Verdict, left: int) -> str:
    if worth == "wrong" and left > 0:
        return t("验证码不对，还可以试 {n} 次", "That is not the code; {n} tries left", n=left)
    return {
        "late": t("验证码已过期，请重新发送", "The code is older than ten minutes; please send a new one"),
        "none": t("还没有发送验证码", "No code was sent yet"),
    }.get(worth, t("试的次数太多了，请重新发送", "Too many tries; please send a new code"))


def _note(verb: str, way: ContactWay, by: Actor, at: datetime) -> None:
    record(
        verb, stream=f"account:{way.user_id}", by=by, at=at, way=way.pk, channel=way.channel,
        private={"address": way.address},
    )  # fmt: skip
