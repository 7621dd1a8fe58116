"""Bringing a version of the standard into force; a change of it proposed, tried and decided."""

import hashlib
from datetime import datetime

from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.policy import reads
from shounuo.policy.loading import load
from shounuo.policy.models import PolicyAdoption, PolicyProposal, PolicyTrial, PolicyVersion


def adopt(text: str, *, by: Actor, at: datetime) -> str:
    """Cases opened from now on come under this text; returns its content hash. PolicyError if it is not usable.

    The version in force is not adopted again; an earlier version can be, and then is in force once more.
    """
    policy = load(text, "policy")
    content_hash = hashlib.sha256(text.encode()).hexdigest()
    with atomic():
        if reads.hash_in_force() != content_hash:
            version = _kept(content_hash, policy.standard.id, text, by=by, at=at)
            PolicyAdoption.objects.create(version=version, adopted_at=at, adopted_by_name=by.name)
            record(
                "policy.adopted", stream="policy", by=by, at=at, name=version.name, version=content_hash[:12]
            )
    return content_hash


def _kept(content_hash: str, name: str, text: str, *, by: Actor, at: datetime) -> PolicyVersion:
    version, _ = PolicyVersion.objects.get_or_create(
        content_hash=content_hash,
        defaults={"name": name, "text": text, "adopted_at": at, "adopted_by_name": by.name},
    )
    return version


def propose(text: str, reason: str, *, by: Actor, at: datetime) -> PolicyProposal:
    """PolicyError if it is not usable. Nothing comes into force."""
    load(text, "policy")
    with atomic():
        held = PolicyProposal.objects.create(
            text=text, content_hash=hashlib.sha256(text.encode()).hexdigest(), against=reads.current_hash(), reason=reason,
            proposed_at=at, by_id=by.id or 0, by_name=by.name,
        )  # fmt: skip
        record(
            "policy.proposed", stream="policy", by=by, at=at, proposal=held.pk, version=held.content_hash[:12]
        )
    return held


def decide(held: PolicyProposal, state: str, words: str, *, by: Actor, at: datetime) -> None:
    """adopted, declined or withdrawn. Inside an act that holds the row."""
    held.state, held.words, held.decided_at, held.decided_by_name = state, words, at, by.name
    held.save(update_fields=["state", "words", "decided_at", "decided_by_name"])
    if state == "adopted":
        adopt(held.text, by=by, at=at)
    elif state == "declined":
        record("policy.declined", stream="policy", by=by, at=at, proposal=held.pk)
    else:
        record("policy.withdrawn", stream="policy", by=by, at=at, proposal=held.pk)


def begin_trial(
    held: PolicyProposal, begin: datetime, end: datetime, total: int, *, by: Actor, at: datetime
) -> PolicyTrial:
    trial = PolicyTrial.objects.create(
        proposal=held, begin=begin, end=end, until=at, total=total, asked_at=at, by_name=by.name
    )
    record(
        "policy.tried",
        stream="policy",
        by=by,
        at=at,
        proposal=held.pk,
        begin=begin.isoformat(),
        end=end.isoformat(),
    )
    return trial


def keep_trial(trial: PolicyTrial) -> None:
    trial.save(update_fields=["state", "seen", "after_case", "found", "ended_at"])
