"""The link in a page: it names one call and nobody can guess it; opening it shows one button, pressing it answers. [5.2-accept]"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from shounuo.notifications.models import Call

LENGTH = 20
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def link_of(call: Call) -> str:
    """`https://…/a/1c-0f3a…`: short enough for an SMS."""
    return f"{settings.PUBLIC_URL}/a/{token_of(call.pk)}"


def token_of(call_id: int) -> str:
    return f"{_in_36(call_id)}-{_proof(call_id)}"


def call_of(token: str) -> Call | None:
    """The call that this token was given out for; None for any other text."""
    head, _, proof = token.partition("-")
    if not head or len(head) > 12 or not head.isascii() or not head.isalnum() or head != head.lower():
        return None
    call_id = int(head, 36)
    if not hmac.compare_digest(proof.encode(), _proof(call_id).encode()):
        return None
    wanted = Call.objects.select_related(
        "user", "message", "page__case__customer", "page__case__assignee", "page__ended_by"
    )
    return wanted.filter(pk=call_id).first()


def _proof(call_id: int) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"answer:{call_id}".encode(), hashlib.sha256)
    return digest.hexdigest()[:LENGTH]


def _in_36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"
