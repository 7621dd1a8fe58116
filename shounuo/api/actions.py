"""The only writer of remembered answers."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError

from shounuo.accounts.models import ApiToken
from shounuo.api.models import Remembered
from shounuo.kernel.transaction import attempt

KEPT = timedelta(hours=48)


def claim(token: ApiToken, key: str, digest: str, *, at: datetime) -> tuple[Remembered, bool]:
    """The row of this key, and whether it is ours to answer. Inside an act: a second request with the same key waits
    here until the first has committed (or is undone). What is older than KEPT is forgotten."""
    Remembered.objects.filter(token=token, remembered_at__lte=at - KEPT).delete()
    try:
        with attempt():
            return Remembered.objects.create(token=token, key=key, digest=digest, remembered_at=at), True
    except IntegrityError:
        return Remembered.objects.get(token=token, key=key), False


def remember(row: Remembered, status: int, answer: bytes) -> None:
    """What this key is answered from now on."""
    Remembered.objects.filter(pk=row.pk).update(status=status, answer=answer.decode())
