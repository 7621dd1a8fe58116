"""Where vendors push their receipts: an address for each account, which nobody can guess.

The secret in it is derived from the house's signing key and the account's number, so it needs no place in the database and is
shown on the account's page; a new signing key makes new addresses. The vendor's own signature is checked besides, by its adapter.
"""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from shounuo.channels.models import Provider

LENGTH = 32


def path_of(provider: Provider) -> str:
    """`/hooks/3/9f2c…`"""
    return f"/hooks/{provider.pk}/{_secret(provider.pk)}"


def address_of(provider: Provider) -> str:
    """The whole address, as it is entered at the vendor's."""
    return f"{settings.PUBLIC_URL}{path_of(provider)}"


def provider_at(provider_id: int, secret: str) -> Provider | None:
    """The account whose address this is; None for any other. An account that has ended still hears of what it submitted."""
    if not hmac.compare_digest(secret.encode(), _secret(provider_id).encode()):
        return None
    return Provider.objects.filter(pk=provider_id).first()


def _secret(provider_id: int) -> str:
    digest = hmac.new(settings.SECRET_KEY.encode(), f"hook:{provider_id}".encode(), hashlib.sha256)
    return digest.hexdigest()[:LENGTH]
