"""Whether a password may be taken: Django's validators, said in our words in both languages."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words

SAID: dict[str, Words] = {
    "password_too_short": Words(
        "密码太短，至少 {min_length} 个字符", "The password is too short; it needs at least {min_length} characters"
    ),
    "password_too_common": Words(
        "这个密码太常见，请换一个", "This password is too common; choose another"
    ),
}  # fmt: skip


def require_good(password: str) -> None:
    """Refusal with everything that is wrong with it."""
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Refusal(
            "account.password", " ".join(_said(one) for one in weak.error_list), status=422
        ) from None


def _said(error: ValidationError) -> str:
    words = SAID.get(error.code or "")
    return str(Words.of(words.zh, words.en, **(error.params or {}))) if words else " ".join(error.messages)
