"""The files of a security incident are evidence: kept as they came, named with their digest, every copy on record. [5.3.2-P0-parallel]

Nothing here removes anything: a file has no act that ends it. The register is read from the files and from the logbook, so that
it can't say what they don't.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Attachment, Case
from shounuo.casework.incident.gate import outside, sees_inside
from shounuo.casework.story import NAMED, SENTENCES
from shounuo.incidents.actions import decisions
from shounuo.incidents.models import Incident
from shounuo.kernel.files import path_of
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.reads import Line, happened

CUSTODY = frozenset({"case.file_added", "incident.evidence_kept", "incident.evidence_opened"})

MOST = 10_000
"""Lines of custody that a register holds."""


@dataclass(frozen=True)
class Exhibit:
    """One file: `whole` says whether what lies on the disk still has its digest; `custody` who added, kept and copied it, oldest first."""

    file: Attachment
    whole: bool
    custody: list[Line]


def security_incident(case: Case) -> Incident | None:
    found = Incident.objects.filter(case=case, security=True).order_by("-ordinal").first()
    if found:
        found.case = case
    return found


def opened(file: Attachment, user: User, *, at: datetime) -> None:
    """A colleague takes a copy: refused outside a closed room where the file is internal; on record where it is evidence."""
    if not file.public and not sees_inside(file.case, user):
        raise outside()
    incident = security_incident(file.case)
    if incident is not None:
        with atomic():
            decisions.open_evidence(incident, file, by=user.actor, at=at)


def exhibits(case: Case) -> list[Exhibit]:
    """The register, oldest file first."""
    lines = happened([case.stream], CUSTODY, SENTENCES, NAMED, limit=MOST)[::-1]
    return [
        Exhibit(file, _whole(file), [one for one in lines if one.facts.get("attachment") == file.pk])
        for file in case.attachments.order_by("pk")
    ]


def manifest(case: Case, found: list[Exhibit], user: User, *, at: datetime) -> str:
    """The register as a text that can be handed on: one block for each file."""
    head = t(
        "证据清单 {number}，{at} 由 {who} 导出，共 {n} 件",
        "Evidence of {number}, exported {at} by {who}, {n} files",
        number=case.number, at=at.isoformat(timespec="seconds"), who=user.name, n=len(found),
    )  # fmt: skip
    return "\n\n".join([head, *(_block(one) for one in found)]) + "\n"


def _block(one: Exhibit) -> str:
    file = one.file
    state = t("与登记一致", "as registered") if one.whole else t("与登记不符", "NOT as registered")
    lines = [
        f"SHA-256 {file.sha256}  {file.name}",
        f"  {file.size} B · {file.added_at.isoformat(timespec='seconds')} · {file.by_name} · {state}",
        *(f"  {line.happened_at.isoformat(timespec='seconds')}  {line.sentence}" for line in one.custody),
    ]
    return "\n".join(lines)


def _whole(file: Attachment) -> bool:
    path = path_of(file.stored_as)
    if not path.is_file():
        return False
    with path.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest() == file.sha256
