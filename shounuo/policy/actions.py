"""Bringing a version of the standard into force."""

import hashlib
from datetime import datetime

from shounuo.kernel.actor import Actor
from shounuo.kernel.transaction import atomic
from shounuo.logbook.actions import record
from shounuo.policy import reads
from shounuo.policy.loading import load
from shounuo.policy.models import PolicyAdoption, PolicyVersion


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
