"""Certificates: entered, corrected, their evidence attached, withdrawn. [8.1-levels]"""

from __future__ import annotations

from datetime import date, datetime

from shounuo.accounts.models import User
from shounuo.kernel.actor import Actor
from shounuo.kernel.files import NewFile, check_files, shown_name, store
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.staff import rules
from shounuo.staff.days import house_day
from shounuo.staff.models import Certification


def certify(
    user: User,
    name: str,
    number: str,
    earned_on: date,
    expires_on: date | None,
    *,
    evidence: NewFile | None = None,
    by: Actor,
    at: datetime,
) -> Certification:
    """A certificate that the person holds; with its evidence where there is a file."""
    _check(earned_on, expires_on, at)
    if Certification.objects.filter(user=user, name=name, number=number, withdrawn_at=None).exists():
        raise Refusal(
            "certificate.known",
            t("这张证书已登记", "This certificate is on record already"),
            status=422,
        )
    with atomic():
        held = Certification.objects.create(
            user=user, name=name, number=number, earned_on=earned_on, expires_on=expires_on
        )
        record(
            "engineer.certified", stream=f"account:{user.pk}", by=by, at=at, certificate=held.pk, name=name,
            expires_on=str(expires_on or "–"), private={"number": number},
        )  # fmt: skip
        if evidence is not None:
            attach_evidence(held, evidence, by=by, at=at)
    return held


def correct_certificate(
    held: Certification, earned_on: date, expires_on: date | None, *, by: Actor, at: datetime
) -> None:
    """Other dates, as the certificate itself says. The same dates change nothing."""
    _check(earned_on, expires_on, at)
    if (held.earned_on, held.expires_on) == (earned_on, expires_on):
        return
    with atomic():
        held.earned_on, held.expires_on = earned_on, expires_on
        held.save(update_fields=["earned_on", "expires_on"])
        record(
            "engineer.certificate_corrected", stream=f"account:{held.user_id}", by=by, at=at, certificate=held.pk,
            name=held.name, expires_on=str(expires_on or "–"),
        )  # fmt: skip


def attach_evidence(held: Certification, evidence: NewFile, *, by: Actor, at: datetime) -> None:
    """The file that proves it, in place of any before; earlier files are kept on the disk and in the logbook."""
    check_files([evidence])
    stored_as, sha256 = store(evidence)
    with atomic():
        held.evidence, held.evidence_name = stored_as, shown_name(evidence.name)
        held.save(update_fields=["evidence", "evidence_name"])
        record(
            "engineer.evidence_attached", stream=f"account:{held.user_id}", by=by, at=at, certificate=held.pk,
            name=held.name, stored_as=stored_as, sha256=sha256, private={"file": held.evidence_name},
        )  # fmt: skip


def withdraw(held: Certification, *, by: Actor, at: datetime) -> None:
    """Entered by mistake, or not the person's: it counts no more. A second time changes nothing."""
    with atomic():
        if Certification.objects.filter(pk=held.pk, withdrawn_at=None).update(withdrawn_at=at):
            record(
                "engineer.certificate_withdrawn", stream=f"account:{held.user_id}", by=by, at=at,
                certificate=held.pk, name=held.name,
            )  # fmt: skip


def _check(earned_on: date, expires_on: date | None, at: datetime) -> None:
    problem = rules.certificate_problem(earned_on, expires_on, house_day(at))
    if problem:
        field, words = problem
        raise Refusal("certificate.dates", str(words), status=422, field=field)
