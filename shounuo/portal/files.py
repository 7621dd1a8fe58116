"""A file of a case, given back as a download and never as something a browser would run. [5.3.1-diagnose]"""

from __future__ import annotations

from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from shounuo.cases.files import path_of
from shounuo.portal.asking import Asked, customers_only, file_of


@customers_only
@require_safe
def case_file(request: Asked, number: str, attachment_id: int) -> HttpResponseBase:
    attachment = file_of(request, number, attachment_id)
    path = path_of(attachment)
    if not path.is_file():
        raise Http404
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response
