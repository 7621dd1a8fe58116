"""A file of a case, for staff. [5.3.1-diagnose]"""

from __future__ import annotations

from django.http.response import HttpResponseBase

from shounuo.counter.asking import Asked, file_of
from shounuo.counter.uploads import given_back
from shounuo.workspace.asking import shows


@shows
def case_file(request: Asked, number: str, attachment_id: int) -> HttpResponseBase:
    return given_back(file_of(request, number, attachment_id))
