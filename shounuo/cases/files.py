"""Attachments: a file of a case and its row, written together. [5.3.1-diagnose]"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shounuo.cases.models import Attachment, Case, Message
from shounuo.kernel.actor import Actor
from shounuo.kernel.files import NewFile, check_files, content_type, shown_name, store
from shounuo.logbook.actions import record


def keep_files(
    case: Case,
    files: Iterable[NewFile],
    *,
    message: Message | None,
    public: bool = True,
    by: Actor,
    at: datetime,
) -> None:
    """Store the files and note them on the case; files of notes are for staff only, as are those that aren't public."""
    public = public and (message is None or message.is_public)
    for file in check_files(files):
        stored_as, sha256 = store(file)
        attachment = Attachment.objects.create(
            case=case, message=message, name=shown_name(file.name), stored_as=stored_as, size=file.size, sha256=sha256,
            content_type=content_type(file.name), public=public, added_at=at, by_name=by.name,
        )  # fmt: skip
        record(
            "case.file_added", stream=case.stream, by=by, at=at, attachment=attachment.pk, size=file.size, sha256=sha256,
            private={"file": attachment.name},
        )  # fmt: skip
