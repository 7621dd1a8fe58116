"""The browser keeps what is typed until the server says that it has arrived."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from django.http import HttpResponseRedirect


class Arrived(HttpResponseRedirect):
    """On to `page` with 303; the browser forgets the draft kept under `draft`."""

    status_code = 303

    def __init__(self, page: str, draft: str) -> None:
        super().__init__(page)
        self.set_cookie("draft-clear", quote(draft), max_age=600, samesite="Lax")


def new_key() -> str:
    """What a form is sent under: kept with the draft, so that a second try after a broken line is known as the same."""
    return secrets.token_urlsafe(18)
