"""Accounts with vendors: added, described, their secrets replaced, put in order, tried out, ended. [5.2-notify]

Secrets are sealed before they reach the table, stand in no entry of the logbook, and are gone when the account ends.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Max

from shounuo.channels import rules
from shounuo.channels.models import Provider
from shounuo.channels.registry import ADAPTERS, account, adapter
from shounuo.channels.sealing import seal, unseal
from shounuo.channels.shape import Answer, Outgoing
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import speaking_chinese, t
from shounuo.logbook.actions import record

LONGEST_NAME = 80


def add_provider(
    kind: str, name: str, given: Mapping[str, str], quotas: list[dict[str, Any]] | None = None, *, by: Actor, at: datetime
) -> Provider:  # fmt: skip
    """A new account, last of its channel. `given`: what its adapter's fields ask for, secrets among them."""
    if kind not in ADAPTERS:
        raise Refusal(
            "provider.kind",
            t("没有这种渠道：{kind}（可选：{known}）", "There is no such kind: {kind} (choose from: {known})",
              kind=kind, known=", ".join(ADAPTERS)),
            status=422,
        )  # fmt: skip
    vendor, name = adapter(kind), _name(name)
    found = rules.written(vendor.fields, given)
    _check(found)
    with atomic():
        _free(name, None)
        last = Provider.objects.filter(channel=vendor.channel, ended_at=None).aggregate(last=Max("rank"))
        try:
            provider = Provider.objects.create(
                kind=kind, channel=vendor.channel, vendor=vendor.vendor, name=name, rank=(last["last"] or 0) + 1,
                settings=found.settings, sealed=seal(found.secrets), quotas=quotas or [], added_at=at,
            )  # fmt: skip
        except IntegrityError:  # somebody else was quicker with the same name
            raise _taken() from None
        _note("provider.added", provider, by, at, kind=kind)
    return provider


def describe(
    provider: Provider, name: str, given: Mapping[str, str], quotas: list[dict[str, Any]], *, by: Actor, at: datetime
) -> None:  # fmt: skip
    """Another name, other settings or quotas; secrets that are given too are replaced, others stay. The same changes nothing."""
    name = _name(name)
    with atomic():
        held = _held(provider)
        found = rules.written(adapter(held.kind).fields, given, _sealed_names(held))
        _check(found)
        if (held.name, held.settings, held.quotas) != (name, found.settings, quotas):
            _free(name, held.pk)
            held.name, held.settings, held.quotas = name, found.settings, quotas
            _keep(held)
            _note("provider.described", held, by, at)
        if found.secrets:
            _reseal(held, found.secrets, by, at)
    provider.refresh_from_db()


def move_provider(provider: Provider, step: int, *, by: Actor, at: datetime) -> None:
    """One place up (-1) or down (1) among the accounts of its channel. At an end nothing changes."""
    with atomic():
        rows = Provider.objects.select_for_update().filter(channel=provider.channel, ended_at=None)
        order = list(rows.order_by("rank", "pk"))
        here = next((place for place, one in enumerate(order) if one.pk == provider.pk), None)
        if here is None:
            raise _gone()
        there = here + step
        if not 0 <= there < len(order):
            return
        order[here], order[there] = order[there], order[here]
        for rank, one in enumerate(order, start=1):
            if one.rank != rank:
                one.rank = rank
                one.save(update_fields=["rank"])
        _note("provider.moved", order[there], by, at, rank=there + 1)


def end_provider(provider: Provider, *, by: Actor, at: datetime) -> None:
    """Nothing goes through it any more, and its secrets are gone. A second time changes nothing."""
    with atomic():
        if Provider.objects.filter(pk=provider.pk, ended_at=None).update(ended_at=at, sealed=""):
            _note("provider.ended", provider, by, at)


def try_out(provider: Provider, address: str, *, by: Actor, at: datetime) -> Answer:
    """A test message to this address, once, now: what the vendor made of it, on record. No transaction waits for the vendor."""
    if provider.ended_at is not None:
        raise _gone()
    vendor, address = adapter(provider.kind), address.strip()
    wrong = vendor.problem(address)
    if wrong:
        raise Refusal("provider.address", str(wrong), status=422, field="address")
    answer = vendor.submit(_test_message(provider, address, by, at), account(provider), at=at)
    with atomic():
        _note(
            "provider.tried", provider, by, at, state=answer.state, code=answer.code[:40],
            private={"to": address, "answer": answer.words},
        )  # fmt: skip
    return answer


def _test_message(provider: Provider, address: str, by: Actor, at: datetime) -> Outgoing:
    return Outgoing(
        key=f"trial-{provider.pk}-{secrets.token_hex(6)}",
        address=address,
        title=t("守诺测试消息", "Shounuo: a test message"),
        text=t(
            "{who} 正在测试渠道账号“{name}”。收到即表示接通，无需处理。",
            "{who} tries out the account “{name}”. If you read this, it works; nothing is to be done.",
            who=by.name,
            name=provider.name,
        ),
        link=settings.PUBLIC_URL,
        language="zh-hans" if speaking_chinese() else "en",
        facts={
            "number": "TEST", "priority": "P4", "subject": t("测试", "test"), "due": f"{at:%H:%M}", "name": by.name,
        },
    )  # fmt: skip


def _reseal(held: Provider, given: Mapping[str, str], by: Actor, at: datetime) -> None:
    """What could not be opened any more is not mixed with what is new."""
    held.sealed = seal(_opened(held) | dict(given))
    held.save(update_fields=["sealed"])
    _note("provider.resealed", held, by, at, fields=sorted(given))


def _opened(held: Provider) -> dict[str, str]:
    try:
        return unseal(held.sealed)
    except Refusal:
        return {}


def _sealed_names(held: Provider) -> frozenset[str]:
    return frozenset(_opened(held))


def _held(provider: Provider) -> Provider:
    held = Provider.objects.select_for_update().filter(pk=provider.pk, ended_at=None).first()
    if held is None:
        raise _gone()
    return held


def _keep(held: Provider) -> None:
    try:
        held.save(update_fields=["name", "settings", "quotas"])
    except IntegrityError:  # somebody else was quicker with the same name
        raise _taken() from None


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        words = t("名称应为 1 到 {most} 个字", "A name of 1 to {most} characters, please", most=LONGEST_NAME)
        raise Refusal("provider.name", words, status=422, field="account_name")
    return name


def _free(name: str, besides: int | None) -> None:
    if Provider.objects.filter(name=name, ended_at=None).exclude(pk=besides or 0).exists():
        raise _taken()


def _taken() -> Refusal:
    words = t("已有同名的渠道账号", "An account of this name is there already")
    return Refusal("provider.known", words, status=422, field="account_name")


def _gone() -> Refusal:
    return Refusal("provider.ended", t("这个渠道账号已停用", "This account has ended"))


def _check(found: rules.Written) -> None:
    """All that is wrong at once: `problems` by the field's name."""
    if found.problems:
        raise Refusal(
            "provider.fields",
            t("还有内容需要填写或更正：{names}", "Something is missing or wrong: {names}", names=", ".join(found.problems)),
            status=422,
            problems=found.problems,
        )  # fmt: skip


def _note(
    verb: str,
    provider: Provider,
    by: Actor,
    at: datetime,
    private: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    record(
        verb, stream=f"provider:{provider.pk}", by=by, at=at, private={"name": provider.name} | (private or {}),
        channel=provider.channel, **facts,
    )  # fmt: skip
