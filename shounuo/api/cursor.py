"""Positions in a list, as they may stand in an address unchanged."""

from __future__ import annotations

import base64
import binascii
import re

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t


def hide(after: str | None) -> str | None:
    return base64.urlsafe_b64encode(after.encode()).decode().rstrip("=") if after else None


def shown(hidden: str | None, shape: re.Pattern[str]) -> str:
    """The position again; "" where none was sent. Refuses (422) what no list of ours gave out."""
    if hidden is None:
        return ""
    try:
        after = base64.urlsafe_b64decode(hidden + "=" * (-len(hidden) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        after = ""
    if not shape.fullmatch(after):
        raise Refusal(
            "page.cursor", t("翻页位置无效", "This page position is not valid"), status=422, field="after"
        )
    return after
