"""The only writer of this door's tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from shounuo.cases.models import Case
from shounuo.intake import alarms
from shounuo.intake.models import Arrival, Mail, Mailbox
from shounuo.intake.patience import SILENCE, TOLD_FROM
from shounuo.kernel.actor import Actor
from shounuo.kernel.files import path_of
from shounuo.kernel.transaction import atomic, attempt
from shounuo.kernel.words import Words
from shounuo.logbook.actions import record


@dataclass(frozen=True)
class Spot:
    """Where a message lies in a mailbox."""

    mailbox_id: int
    validity: int
    uid: int


# ------------------------------------------------------------------ mails


def claim(mail_id: str, digest: str, *, at: datetime) -> Mail | None:
    """This mail is ours to take, in the act that is under way; None where it was taken before, or is just being taken
    by another process (whose end is waited for)."""
    if Mail.objects.filter(mail_id=mail_id, digest__in=("", digest)).exists():
        return None
    try:
        with attempt():
            return Mail.objects.create(mail_id=mail_id, digest=digest, outcome="claimed", taken_at=at)
    except IntegrityError:
        return None


def note_outcome(mail: Mail, outcome: str, case: Case | None) -> None:
    mail.outcome, mail.case = outcome, case
    mail.save(update_fields=["outcome", "case"])


# ------------------------------------------------------------------ messages of a mailbox


def note_taken(spot: Spot, mail: Mail, *, at: datetime) -> None:
    """In the act that takes the mail: from here on this UID is never taken again. What was stored of it goes."""
    row = _row(spot, at)
    if row.state != "taken":
        kept, failed = row.kept, row.state != "new"
        row.state, row.mail, row.retry_at, row.kept, row.problem = "taken", mail, None, "", {}
        row.save()
        if kept:
            transaction.on_commit(lambda: path_of(kept).unlink(missing_ok=True))
        if failed:
            alarms.clear_message(row, at=at)


def put_off(
    spot: Spot, problem: Words, *, retry_at: datetime | None, counts: bool, kept: str = "", sender: str = "", at: datetime
) -> None:  # fmt: skip
    """It could not be taken: tried again at `retry_at`; without one it is kept aside until a person looks. One that was
    taken meanwhile, by another process, stays so."""
    with atomic():
        row = _row(spot, at)
        if row.state == "taken":
            return
        row.state, row.retry_at, row.problem = (
            "waiting" if retry_at else "aside",
            retry_at,
            problem.as_facts(),
        )
        row.kept, row.sender = kept or row.kept, (sender or row.sender)[:254]
        row.tries += counts
        row.save()
        if row.state == "aside" or row.tries >= TOLD_FROM:
            alarms.raise_message(row, at=at)


def _row(spot: Spot, at: datetime) -> Arrival:
    """The locked row of this message, made where there is none."""
    key = {"mailbox_id": spot.mailbox_id, "validity": spot.validity, "uid": spot.uid}
    found = Arrival.objects.select_for_update().filter(**key).first()
    if found:
        return found
    try:
        with attempt():
            return Arrival.objects.create(state="new", came_at=at, **key)
    except IntegrityError:  # another process was first
        return Arrival.objects.select_for_update().get(**key)


def wait_until(arrival: Arrival, *, at: datetime) -> None:
    """Tried again from this moment on."""
    with atomic():
        Arrival.objects.filter(pk=arrival.pk).exclude(state="taken").update(state="waiting", retry_at=at)


def drop(arrival: Arrival, *, by: Actor, at: datetime) -> None:
    """A person has looked, and nothing is to be made of it: what was stored is removed."""
    with atomic():
        row = Arrival.objects.select_for_update().get(pk=arrival.pk)
        if row.state not in ("aside", "waiting"):
            return
        kept, row.kept, row.state, row.retry_at = row.kept, "", "dropped", None
        row.save(update_fields=["kept", "state", "retry_at"])
        record("mail.dropped", stream="desk", by=by, at=at, arrival=row.pk, private={"sender": row.sender})
        alarms.clear_message(row, at=at)
        if kept:
            transaction.on_commit(lambda: path_of(kept).unlink(missing_ok=True))


def note_gone(arrival: Arrival) -> None:
    """Somebody took it out of the mailbox before we could read it."""
    with atomic():
        Arrival.objects.filter(pk=arrival.pk, state="waiting").update(state="gone", retry_at=None)


def note_filed(arrivals: list[Arrival]) -> None:
    with atomic():
        Arrival.objects.filter(pk__in=[one.pk for one in arrivals]).update(filed=True)


# ------------------------------------------------------------------ mailboxes


def mailbox_named(name: str) -> Mailbox:
    return Mailbox.objects.get_or_create(name=name[:250])[0]


def enter(box: Mailbox, validity: int, *, base: int, since: date) -> None:
    """The folder was numbered anew, or is seen for the first time: what we know of UIDs means nothing any more."""
    with atomic():
        Arrival.objects.filter(mailbox=box, filed=False).exclude(validity=validity).update(filed=True)
        box.validity, box.base, box.since, box.high = validity, base, since, 0
        box.save(update_fields=["validity", "base", "since", "high"])


def note_high(box: Mailbox, high: int) -> None:
    """Never back: another process may be further."""
    with atomic():
        Mailbox.objects.filter(pk=box.pk, validity=box.validity, high__lt=high).update(high=high)


def note_success(box: Mailbox, *, at: datetime) -> None:
    """The mailbox was read to its end: an alarm about it has done its work."""
    with atomic():
        if Mailbox.objects.filter(pk=box.pk, alarmed=True).exists():
            alarms.clear_mailbox(box, at=at)
        Mailbox.objects.filter(pk=box.pk).update(
            succeeded_at=at, failing_since=None, problem={}, alarmed=False
        )


def note_failure(box: Mailbox, problem: Words, *, at: datetime) -> None:
    """It can't be read: after a while without success the desk is told, once."""
    with atomic():
        row = Mailbox.objects.select_for_update().get(pk=box.pk)
        row.failing_since, row.problem = row.failing_since or at, problem.as_facts()
        if not row.alarmed and at - row.failing_since >= SILENCE:
            row.alarmed = True
            alarms.raise_mailbox(row, at=at)
        row.save(update_fields=["failing_since", "problem", "alarmed"])
