"""What every page knows: the server's now (for countdowns on a moved clock), the telephone, whether this is a demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from shounuo.kernel.clock import now


def page(request: HttpRequest) -> dict[str, Any]:
    at = getattr(request, "at", None) or now()
    return {"now": at, "phone": settings.PHONE, "demo": settings.DEMO, "moved_clock": settings.MOVED_CLOCK}
