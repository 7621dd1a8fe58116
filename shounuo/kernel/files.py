"""Files as they come in at a door: checked for size and kind, kept under a name of ours, shown under theirs.

Whose file it is and who may read it is a room's to say. [5.3.1-diagnose, 8.1-levels]
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

KINDS = {
    ".txt": "text/plain", ".log": "text/plain", ".csv": "text/csv", ".json": "application/json", ".md": "text/plain",
    ".xml": "text/plain", ".yaml": "text/plain", ".yml": "text/plain", ".png": "image/png", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".pdf": "application/pdf",
    ".zip": "application/zip", ".gz": "application/gzip", ".tgz": "application/gzip", ".har": "application/json",
    ".docx": "application/octet-stream", ".xlsx": "application/octet-stream", ".eml": "application/octet-stream",
    ".pcap": "application/octet-stream",
}  # fmt: skip
"""Endings that are taken, and as what they are given back: never as something a browser would run."""
MOST_FILES = 10
CHUNK = 64 * 1024


@dataclass(frozen=True)
class NewFile:
    """A file as it comes in at a door: what the person calls it, its size in bytes, its content."""

    name: str
    size: int
    content: BinaryIO


def check_files(files: Iterable[NewFile]) -> list[NewFile]:
    """Refuse what is too large, too many or of a kind that is not taken, before anything is written."""
    files = list(files)
    if len(files) > MOST_FILES:
        raise Refusal(
            "file.too_many", t("一次最多 {n} 个附件", "At most {n} files at once", n=MOST_FILES), status=422
        )
    for file in files:
        _check(file)
    return files


def store(file: NewFile) -> tuple[str, str]:
    """Write under a random name in one of 256 folders; returns that name and the sha-256 of the content."""
    token = secrets.token_hex(20)
    stored_as = f"{token[:2]}/{token}"
    path = path_of(stored_as)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with path.open("xb") as out:
        for chunk in _chunks(file.content):
            digest.update(chunk)
            out.write(chunk)
    return stored_as, digest.hexdigest()


def path_of(stored_as: str) -> Path:
    return Path(settings.MEDIA_ROOT) / stored_as


def content_type(name: str) -> str:
    """As what a file of this name is given back; only for names that were checked."""
    return KINDS[_ending(name)]


def shown_name(name: str) -> str:
    """The last part of what the person called it, without control characters or anything that leads elsewhere."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    return clean[-150:] or "file"


def _check(file: NewFile) -> None:
    name, limit = shown_name(file.name), settings.MAX_ATTACHMENT
    if file.size > limit:
        raise Refusal(
            "file.too_large",
            t(
                "附件“{name}”超过 {n} MB",
                "The file “{name}” is larger than {n} MB",
                name=name,
                n=limit // 1024 // 1024,
            ),
            status=413,
        )
    if file.size == 0:
        raise Refusal(
            "file.empty", t("附件“{name}”是空的", "The file “{name}” is empty", name=name), status=422
        )
    if _ending(file.name) not in KINDS:
        raise Refusal(
            "file.kind",
            t("不接受这种附件：“{name}”。可用：{kinds}", "This kind of file is not taken: “{name}”. Taken: {kinds}",
              name=name, kinds=" ".join(KINDS)),
            status=415,
        )  # fmt: skip


def _ending(name: str) -> str:
    return PurePosixPath(shown_name(name)).suffix.lower()


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    while chunk := content.read(CHUNK):
        yield chunk
