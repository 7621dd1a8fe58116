"""Pages that stay current: a part is asked for again and answered 304 while nothing is new."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language


def tag(at: datetime, *news: Any) -> str:
    """Changes exactly when something is to be shown anew: the news, the reader's language and zone, the day."""
    said = [*news, get_language(), timezone.get_current_timezone_name(), str(timezone.localtime(at).date())]
    return f'"{hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:24]}"'


def answer(request: HttpRequest, etag: str, at: datetime, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """304, or what `draw` draws. The server's time keeps the countdowns right on a moved clock."""
    response = get_conditional_response(request, etag=etag) or draw()
    response.headers["ETag"] = etag
    response.headers["Server-Now"] = at.isoformat()
    response.headers["Cache-Control"] = "private, no-cache"
    return response
