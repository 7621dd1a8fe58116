"""A person sends the form: one sending, one case, however often the button is pressed or the line breaks. [5.1]"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from shounuo.accounts.models import User
from shounuo.cases.actions import NewCase, remember_submission
from shounuo.cases.files import keep_files
from shounuo.cases.models import Case, Submission
from shounuo.casework.open_case import open_case
from shounuo.casework.reply import customer_reply
from shounuo.casework.resolve import deny
from shounuo.kernel.files import NewFile
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic


@dataclass(frozen=True)
class Submitted:
    """`same` is False where this key was used before for other words: then `case` is the earlier one. `fresh` is True
    where this sending opened it."""

    case: Case
    same: bool
    fresh: bool = False


def submit(new: NewCase, files: Iterable[NewFile], *, key: str, user: User, at: datetime) -> Submitted:
    """The case of this sending: opened with its files now, or the one that an earlier sending with `key` opened.

    Two at once meet at the key's unique index; the second is undone and gets what the first has written.
    """
    files = list(files)
    digest = _digest(new, files)
    try:
        with atomic():
            return _earlier(user, key, digest) or _open(new, files, key, digest, user, at)
    except IntegrityError:
        earlier = _earlier(user, key, digest)
        if earlier is None:
            raise
        return earlier


def _open(new: NewCase, files: list[NewFile], key: str, digest: str, user: User, at: datetime) -> Submitted:
    case = open_case(new, by=user.actor, at=at)
    keep_files(case, files, message=None, by=user.actor, at=at)
    remember_submission(case, user, key, digest, at=at)
    return Submitted(case, same=True, fresh=True)


def _earlier(user: User, key: str, digest: str) -> Submitted | None:
    found = Submission.objects.select_related("case").filter(user=user, key=key).first()
    return Submitted(found.case, same=found.digest == digest) if found else None


def _digest(new: NewCase, files: list[NewFile]) -> str:
    """Of what was written and chosen."""
    said = {name: value for name, value in vars(new).items() if name != "requester"}
    return _hash([said, _named(files)])


def _named(files: list[NewFile]) -> list[list[str | int]]:
    return [[file.name, file.size] for file in files]


def _hash(said: list[object]) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def send_reply(
    case: Case, body: str, files: Iterable[NewFile], *, key: str, user: User, at: datetime
) -> None:
    """The customer's reply in the portal: the same words pressed twice are said once. Other words under the same key
    are another reply: the answer to the first may have been lost on its way, and the customer wrote on."""
    files = list(files)
    told = _hash([key, body, _named(files)])
    once(case, told, lambda: customer_reply(case, body, files=files, by=user.actor, at=at), user=user, at=at)


def send_denial(case: Case, reason: str, *, user: User, at: datetime) -> None:
    """The customer's no to the latest resolution: pressed twice, the case is opened again once. [5.4-confirm]"""
    asked = case.resolutions.order_by("-id").values_list("id", flat=True).first()
    told = _hash(["denial", asked, reason])
    once(case, told, lambda: deny(case, reason, by=user.actor, at=at), user=user, at=at)


def once(case: Case, key: str, deed: Callable[[], object], *, user: User, at: datetime) -> None:
    """Do this to the case, unless the sending with this key has done it already: pressed twice, it happens once.

    A second press that comes while the first is under way meets it at the case's lock or at the key's index.
    """
    try:
        with atomic():
            if _earlier(user, key, "") is None:
                deed()
                remember_submission(case, user, key, "", at=at)
    except (IntegrityError, Refusal):
        if _earlier(user, key, "") is None:
            raise
