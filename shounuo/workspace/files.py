"""A file of a case, for staff; outside a closed room only what is public, and taking evidence is on record. [5.3.1-diagnose]"""

from __future__ import annotations

from django.http import Http404
from django.http.response import HttpResponseBase

from shounuo.casework.incident.evidence import opened
from shounuo.counter.asking import Asked, file_of
from shounuo.counter.uploads import given_back
from shounuo.kernel.refusal import Refusal
from shounuo.workspace.asking import shows


@shows
def case_file(request: Asked, number: str, attachment_id: int) -> HttpResponseBase:
    file = file_of(request, number, attachment_id)
    answer = given_back(file)
    try:
        opened(file, request.user, at=request.at)
    except Refusal as refusal:
        raise Http404 from refusal
    return answer
