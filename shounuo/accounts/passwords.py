"""Whether a password may be taken: Django's validators, said as a Refusal."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from shounuo.kernel.refusal import Refusal


def require_good(password: str) -> None:
    """Refusal with everything that is wrong with it, in the active language."""
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Refusal("account.password", " ".join(weak.messages), status=422) from None
