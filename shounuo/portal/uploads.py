"""Files as a browser sends them."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.http import HttpRequest

from shounuo.cases.files import NewFile, check_files


def files_of(request: HttpRequest, name: str = "files") -> list[NewFile]:
    """The chosen files, checked. Raises a Refusal (413, 415, 422) that names the file and what is wrong with it."""
    chosen = request.FILES.getlist(name)
    return check_files(
        NewFile(file.name or "file", file.size or 0, cast(BinaryIO, file.file)) for file in chosen
    )


def names_of(request: HttpRequest, name: str = "files") -> list[str]:
    """What the chosen files were called: a browser does not keep them when a form comes back."""
    return [file.name or "" for file in request.FILES.getlist(name)]
