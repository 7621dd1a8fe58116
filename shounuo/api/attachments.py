"""Files for a case: measured before they are read, checked before they are kept. [5.3.1-diagnose]"""

from __future__ import annotations

import hashlib
from io import BufferedIOBase
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from ninja import Router

from shounuo.api import rows, shapes
from shounuo.api.auth import need
from shounuo.api.gate import case_of
from shounuo.api.once import once
from shounuo.api.openapi import answers
from shounuo.api.request import ApiRequest, person
from shounuo.casework.attach import attach
from shounuo.kernel.files import MOST_FILES, NewFile, check_files
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

router = Router(tags=["cases"])
ROUND_IT = 64 * 1024
"""Bytes that a form may take besides its files."""
FILES = {
    "type": "array",
    "items": {"type": "string", "format": "binary"},
    "minItems": 1,
    "maxItems": MOST_FILES,
}
PARTS = {"type": "object", "properties": {"file": FILES}, "required": ["file"], "additionalProperties": False}
FORM = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": PARTS}}}}
"""The framework would read the files before it asked how long they are, so they are described by hand."""


@router.post(
    "/cases/{number}/attachments", operation_id="attach_files", openapi_extra=FORM,
    response=answers({201: shapes.Attached}, 400, 403, 404, 409, 413, 415, 422),
)  # fmt: skip
def attach_files(request: ApiRequest, number: str) -> HttpResponse:
    """Add up to ten files as parts named `file`. A body larger than one attachment may be is refused unread."""
    _measure(request)
    case = case_of(request, number)
    if person(request).is_staff_member:
        need(request, "reply")
    files = check_files(_new(file) for file in _files(request))

    def act() -> dict[str, Any]:
        kept = attach(case, files, by=person(request).actor, at=request.at)
        return {"number": case.number, "attachments": rows.files(kept)}

    return once(request, [[file.name, file.size, _digest(file)] for file in files], act, status=201)


def _measure(request: ApiRequest) -> None:
    limit = settings.MAX_ATTACHMENT
    if int(request.META.get("CONTENT_LENGTH") or 0) > limit + ROUND_IT:
        words = t("附件超过 {n} MB", "The files are larger than {n} MB", n=limit // 1024 // 1024)
        raise Refusal("file.too_large", words, status=413, field="file")
    if request.content_type != "multipart/form-data":
        words = t("请用 multipart/form-data 发送附件", "Send files as multipart/form-data")
        raise Refusal("request.media_type", words, status=415)


def _files(request: ApiRequest) -> list[UploadedFile[Any]]:
    unknown = sorted({*request.POST, *request.FILES} - {"file"})
    if unknown:
        words = t("不认识的部分：{names}", "Unknown parts: {names}", names=", ".join(unknown)[:100])
        raise Refusal("request.invalid", words, status=422, missing=unknown[:10])
    files = request.FILES.getlist("file")
    if not files:
        words = t("请附上名为 file 的文件", "Attach at least one part named file")
        raise Refusal("request.invalid", words, status=422, field="file")
    return files


def _new(file: UploadedFile[Any]) -> NewFile:
    return NewFile(file.name or "file", file.size or 0, cast(BinaryIO, file.file))


def _digest(file: NewFile) -> str:
    digest = hashlib.file_digest(cast(BufferedIOBase, file.content), "sha256").hexdigest()
    file.content.seek(0)
    return digest
