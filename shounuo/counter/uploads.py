"""Files as a browser sends them, and a case's file given back. [5.3.1-diagnose]"""

from __future__ import annotations

from typing import BinaryIO, cast

from django.http import FileResponse, Http404, HttpRequest

from shounuo.cases.models import Attachment
from shounuo.kernel.files import NewFile, check_files, path_of


def files_of(request: HttpRequest) -> list[NewFile]:
    """The chosen files, checked. Raises a Refusal (413, 415, 422) that names the file and what is wrong with it."""
    return check_files(
        NewFile(file.name or "file", file.size or 0, cast(BinaryIO, file.file))
        for file in request.FILES.getlist("files")
    )


def names_of(request: HttpRequest) -> list[str]:
    """What the chosen files were called: a browser does not keep them when a form comes back."""
    return [file.name or "" for file in request.FILES.getlist("files")]


def given_back(attachment: Attachment) -> FileResponse:
    return download(attachment.stored_as, attachment.name, attachment.content_type)


def download(stored_as: str, name: str, content_type: str) -> FileResponse:
    """A download, never something a browser would run or keep."""
    path = path_of(stored_as)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
