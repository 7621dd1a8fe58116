"""The only writer of this room's tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shounuo.accounts.models import User
from shounuo.audits.models import Answer, Audit, Finding, Item
from shounuo.cases.models import Case
from shounuo.kernel.actor import SYSTEM, Actor
from shounuo.logbook.actions import record


def open_audit(
    kind: str, period: str, cases: Iterable[Case | None], *, by: Actor, at: datetime, **facts: Any
) -> Audit | None:
    """The audit of this period with its items (None among `cases`: the period itself); without any there is nothing to audit.
    None where it is open already, by whomever."""
    listed = list(cases)
    state = "open" if listed else "nothing"
    audit, fresh = Audit.objects.get_or_create(
        kind=kind, period=period, defaults={**facts, "opened_at": at, "state": state}
    )
    if not fresh:
        return None
    Item.objects.bulk_create([Item(audit=audit, case=case) for case in listed])
    told: dict[str, Any] = {
        "kind": kind,
        "period": period,
        "items": len(listed),
        "digest": audit.digest,
        "seed": audit.seed,
    }
    if listed:
        record("audit.opened", stream=audit.stream, by=by, at=at, **told)
    else:
        record("audit.nothing", stream=audit.stream, by=by, at=at, **told)
    return audit


def give(audit: Audit, auditors: Mapping[int, User], owner: User | None, *, at: datetime) -> None:
    """Each of these items to its auditor, the whole to its owner."""
    for item in audit.items.filter(pk__in=auditors):
        item.auditor = auditors[item.pk]
        item.save(update_fields=["auditor"])
    if owner and audit.owner_id != owner.pk:
        audit.owner = owner
        audit.save(update_fields=["owner"])
        record(
            "audit.given",
            stream=audit.stream,
            by=SYSTEM,
            at=at,
            account=owner.pk,
            private={"owner": owner.name},
        )


def answer(
    item: Item,
    question: str,
    *,
    seen: str,
    words: dict[str, str],
    said: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> bool:
    """The auditor's word on one question; the last one holds. False: nothing was new."""
    known = Answer.objects.filter(item=item, question=question).first()
    if known and (known.said, known.reason) == (said, reason):
        return False
    facts = {"seen": seen, "words": words, "said": said, "reason": reason, "said_at": at, "by_name": by.name}
    Answer.objects.update_or_create(item=item, question=question, defaults=facts)
    record(
        "audit.answered", stream=item.audit.stream, by=by, at=at, item=item.pk, question=question, seen=seen, said=said,
        private={"reason": reason},
    )  # fmt: skip
    return True


def finish(audit: Audit, conclusion: str, *, by: Actor, at: datetime) -> None:
    audit.state, audit.conclusion, audit.done_at, audit.done_by_name = "done", conclusion, at, by.name
    audit.save(update_fields=["state", "conclusion", "done_at", "done_by_name"])
    record("audit.done", stream=audit.stream, by=by, at=at, private={"conclusion": conclusion})


def raise_finding(
    audit: Audit, case: Case | None, words: str, severity: str, owner: User, due_at: datetime, *, plan: bool, by: Actor,
    at: datetime,
) -> Finding:  # fmt: skip
    finding = Finding.objects.create(
        audit=audit, case=case, plan=plan, words=words, severity=severity, owner=owner, due_at=due_at, found_at=at,
        found_by_name=by.name,
    )  # fmt: skip
    record(
        "finding.raised", stream=finding.stream, by=by, at=at, audit=audit.pk, severity=severity, plan=plan,
        due_at=due_at.isoformat(), private={"owner": owner.name, "words": words},
    )  # fmt: skip
    return finding


def mend(finding: Finding, words: str, *, by: Actor, at: datetime) -> None:
    finding.state, finding.done_words, finding.done_at = "done", words, at
    finding.save(update_fields=["state", "done_words", "done_at"])
    record("finding.done", stream=finding.stream, by=by, at=at, private={"words": words})


def give_back(finding: Finding, words: str, *, by: Actor, at: datetime) -> None:
    finding.state, finding.returned_words, finding.done_at = "open", words, None
    finding.save(update_fields=["state", "returned_words", "done_at"])
    record("finding.returned", stream=finding.stream, by=by, at=at, private={"reason": words})


def verify(finding: Finding, *, by: Actor, at: datetime) -> None:
    finding.state, finding.verified_at, finding.verified_by_name = "verified", at, by.name
    finding.save(update_fields=["state", "verified_at", "verified_by_name"])
    record("finding.verified", stream=finding.stream, by=by, at=at)
