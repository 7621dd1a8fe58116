"""What vendors tell us by themselves: receipts, and keys that somebody pressed. [5.2-accept, 5.2-notify]

The address names the account and proves that we gave it out (channels.hooks); the adapter checks the vendor's signature and
reads the call; casework hears what it says. The same call again changes nothing and is answered the same.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shounuo.casework.acknowledge import hear_receipts
from shounuo.channels.hooks import provider_at
from shounuo.channels.models import Provider
from shounuo.channels.registry import ADAPTERS, account
from shounuo.channels.shape import Forged, Heard
from shounuo.kernel.refusal import Refusal

MOST = 256 * 1024
"""Bytes of a call; vendors send a hundred receipts at once at most, each well under a kilobyte."""
PLAIN = "text/plain; charset=utf-8"
log = logging.getLogger("shounuo.intake")


@csrf_exempt  # no cookie is believed here: the address and the vendor's signature say who speaks
@require_http_methods(["GET", "POST"])
@never_cache
def hook(request: HttpRequest, provider_id: int, secret: str) -> HttpResponse:
    provider = provider_at(provider_id, secret)
    if provider is None or provider.kind not in ADAPTERS:
        return _said(404, "not found")
    body = body_of(request)
    if body is None:
        return _said(413, "too large")
    try:
        heard = _read(provider, request, body)
    except Forged as forged:
        log.warning(
            "a call that is not %s's came to the address of account %s: %s",
            provider.vendor,
            provider.pk,
            forged,
        )
        return _said(403, "forged")
    except Refusal as refusal:  # the account's secrets can't be opened: the vendor is to come again
        log.error("account %s cannot hear its receipts: %s", provider.pk, refusal.sentence)
        return _said(503, "later")
    at: datetime = request.at  # type: ignore[attr-defined]
    hear_receipts(provider, heard.receipts, at=at)
    return HttpResponse(heard.reply, status=heard.status, content_type=heard.content_type)


def _read(provider: Provider, request: HttpRequest, body: bytes) -> Heard:
    """By the vendor's adapter; nothing is kept and nothing is done here."""
    adapter = ADAPTERS[provider.kind]
    return adapter.receipts(account(provider), body, request.headers, request.GET.dict())


def body_of(request: HttpRequest) -> bytes | None:
    """All of it, or None where it is larger than any vendor's call; a length that says so is believed unread."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    if not said.isdigit() or int(said) > MOST:
        return None
    body = request.read(MOST + 1)
    return body if len(body) <= MOST else None


def _said(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type=PLAIN)
