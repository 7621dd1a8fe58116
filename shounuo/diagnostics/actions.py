"""The only writer of this room's tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from shounuo.cases.models import Case
from shounuo.customers.models import AwsAccount, Contact, Customer
from shounuo.diagnostics.models import AccountAccess, AlarmSeries, AlarmSource, Snapshot
from shounuo.diagnostics.rules import Rang
from shounuo.diagnostics.words import KINDS
from shounuo.kernel import clock
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record

LEASE = timedelta(minutes=3)
NOTED = frozenset({1, 10, 100, 1_000, 10_000, 100_000})
"""Ringings that stand in the timeline: a storm leaves a line for each power of ten."""


def set_access(
    account: AwsAccount, way: str, role: str, external_id: str, sealed: str, *, by: Actor, at: datetime
) -> AccountAccess:
    held, _ = AccountAccess.objects.update_or_create(
        account=account,
        defaults={
            "way": way, "role": role, "external_id": external_id, "sealed": sealed, "set_at": at, "set_by_name": by.name, "tried_at": None,
            "trouble": "",
        },
    )  # fmt: skip
    record("access.set", stream=f"customer:{account.customer_id}", by=by, at=at, account=account.account_id)
    return held


def end_access(access: AccountAccess, *, by: Actor, at: datetime) -> None:
    account = access.account
    access.delete()
    record("access.ended", stream=f"customer:{account.customer_id}", by=by, at=at, account=account.account_id)


def tried(access: AccountAccess, trouble: str, *, at: datetime) -> None:
    access.tried_at, access.trouble = at, trouble[:300]
    access.save(update_fields=["tried_at", "trouble"])


# ------------------------------------------------------------------ snapshots


def want(
    case: Case, account: AwsAccount, kind: str, asked: Mapping[str, Any], begin: datetime, end: datetime, *, absent: str = "", by: Actor,
    at: datetime,
) -> Snapshot:  # fmt: skip
    """It is to be pulled; or, with `absent`, this partition does not offer it and says so."""
    snapshot = Snapshot.objects.create(
        case=case, account=account, kind=kind, asked=dict(asked), begin=begin, end=end, state="absent" if absent else "wanted",
        trouble=absent, asked_at=at, asked_by_name=by.name, done_at=at if absent else None, next_at=None if absent else at,
    )  # fmt: skip
    record("evidence.asked", stream=case.stream, by=by, at=at, what=KINDS[kind].as_facts())
    return snapshot


def claim(at: datetime) -> Snapshot | None:
    """The next that is to be pulled, under a lease."""
    due = Snapshot.objects.filter(next_at__lte=at).exclude(lease_until__gte=clock.real_now())
    if not due.exists():
        return None
    with atomic():
        held = due.select_for_update(skip_locked=True).order_by("next_at", "pk").first()
        if held is not None:
            held.lease_until = clock.real_now() + LEASE
            held.save(update_fields=["lease_until"])
    return held


def pulled(held: Snapshot, rows: list[dict[str, Any]], *, at: datetime) -> None:
    held.state, held.rows, held.done_at, held.next_at, held.lease_until, held.trouble = (
        "done",
        rows,
        at,
        None,
        None,
        "",
    )
    held.save(update_fields=["state", "rows", "done_at", "next_at", "lease_until", "trouble"])
    record(
        "evidence.pulled",
        stream=held.case.stream,
        by=SYSTEM,
        at=at,
        what=KINDS[held.kind].as_facts(),
        n=len(rows),
    )


def put_off(held: Snapshot, words: str, next_at: datetime | None, *, at: datetime) -> None:
    """Again then, or given up (None)."""
    held.tries, held.trouble, held.next_at, held.lease_until = held.tries + 1, words[:400], next_at, None
    held.state, held.done_at = ("wanted", None) if next_at else ("failed", at)
    held.save(update_fields=["tries", "trouble", "next_at", "lease_until", "state", "done_at"])
    if next_at is None:
        record(
            "evidence.failed",
            stream=held.case.stream,
            by=SYSTEM,
            at=at,
            what=KINDS[held.kind].as_facts(),
            why=words[:200],
        )


# ------------------------------------------------------------------ alarms


def make_source(
    customer: Customer,
    contact: Contact,
    kind: str,
    name: str,
    hashed: str,
    topic: str,
    level: str,
    *,
    by: Actor,
    at: datetime,
) -> AlarmSource:
    source = AlarmSource.objects.create(
        customer=customer,
        contact=contact,
        kind=kind,
        name=name,
        hashed=hashed,
        topic=topic,
        level=level,
        made_at=at,
        made_by_name=by.name,
    )
    record("alarms.source_made", stream=f"customer:{customer.pk}", by=by, at=at, name=name)
    return source


def end_source(source: AlarmSource, *, by: Actor, at: datetime) -> None:
    source.ended_at = at
    source.save(update_fields=["ended_at"])
    record("alarms.source_ended", stream=f"customer:{source.customer_id}", by=by, at=at, name=source.name)


def subscribed(source: AlarmSource, *, at: datetime) -> None:
    source.confirmed_at = at
    source.save(update_fields=["confirmed_at"])
    record("alarms.subscribed", stream=f"customer:{source.customer_id}", by=SYSTEM, at=at)


def series_of(source: AlarmSource, rang: Rang, *, at: datetime) -> AlarmSeries:
    """Locked: of two ringings at once the second waits for the first."""
    AlarmSeries.objects.get_or_create(
        source=source, key=rang.key[:300], defaults={"title": rang.title[:200], "first_at": at, "last_at": at}
    )
    return AlarmSeries.objects.select_for_update().get(source=source, key=rang.key[:300])


def rings(held: AlarmSeries, case: Case | None, fresh: bool, *, at: datetime) -> None:
    """Once more; `fresh`: counted anew, because its case is another."""
    held.count = 1 if fresh else held.count + 1
    held.case, held.ringing, held.last_at, held.recovered_at = case, True, at, None
    held.save(update_fields=["count", "case", "ringing", "last_at", "recovered_at"])
    if case and held.count in NOTED:
        record(
            "alarms.rang", stream=case.stream, by=SYSTEM, at=at, n=held.count, private={"title": held.title}
        )


def hush(held: AlarmSeries, *, at: datetime) -> None:
    """It rang while the customer's maintenance was under way."""
    held.hushed, held.last_at, held.ringing = held.hushed + 1, at, True
    held.save(update_fields=["hushed", "last_at", "ringing"])


def recovers(held: AlarmSeries, *, at: datetime) -> None:
    held.ringing, held.recovered_at = False, at
    held.save(update_fields=["ringing", "recovered_at"])
    if held.case:
        record("alarms.recovered", stream=held.case.stream, by=SYSTEM, at=at, private={"title": held.title})


def heard(source: AlarmSource, *, at: datetime) -> None:
    source.heard_at = at
    source.save(update_fields=["heard_at"])
