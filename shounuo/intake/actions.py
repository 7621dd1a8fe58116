"""The only writer of this door's table."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError

from shounuo.cases.models import Case
from shounuo.intake.models import Mail
from shounuo.kernel.transaction import attempt


def claim(mail_id: str, *, at: datetime) -> Mail | None:
    """This mail is ours to take, in the act that is under way; None where it was taken before, or is just being taken
    by another process (whose end is waited for)."""
    if Mail.objects.filter(mail_id=mail_id).exists():
        return None
    try:
        with attempt():
            return Mail.objects.create(mail_id=mail_id, outcome="claimed", taken_at=at)
    except IntegrityError:
        return None


def note_outcome(mail: Mail, outcome: str, case: Case | None) -> None:
    mail.outcome, mail.case = outcome, case
    mail.save(update_fields=["outcome", "case"])
