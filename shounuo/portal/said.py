"""What people type: freed of characters nobody sees, and of secrets that nobody should."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from shounuo.cases import secrets
from shounuo.kernel.words import Words

MOST = 20_000
"""Characters of a description or a reply; more than that is a file."""
MASKED = Words(
    "您的内容里像是有密钥或密码，我们已经隐去。如果它是真的，请尽快更换。",
    "Your text seemed to contain a key or password; we have masked it. If it was real, please change it soon.",
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def legible(text: str) -> str:
    """Line ends as one character; terminal colours and control characters left out."""
    plain = _COLOURS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSEEN.sub("", plain)


def without_secrets(text: str) -> tuple[str, bool]:
    """The text with keys and passwords masked, and whether there were any."""
    masked = secrets.mask(text)
    return masked, masked != text


class Said(forms.CharField):
    """A text field: required unless said otherwise, at most `most` characters, legible. Errors in both languages."""

    def __init__(self, *, label: Words, most: int, empty: Words | None = None, **rest: Any) -> None:
        super().__init__(label=label, max_length=most, required=empty is not None, **rest)  # type: ignore[arg-type]
        if empty is not None:
            self.error_messages["required"] = empty  # type: ignore[assignment]

    def to_python(self, value: Any) -> str:
        return super().to_python(legible(str(value or ""))) or ""

    def run_validators(self, value: Any) -> None:
        most = self.max_length or MOST
        if len(value) > most:
            raise forms.ValidationError(too_long(len(value), most))  # type: ignore[arg-type]


class Line(Said):
    """A text of one line."""

    def to_python(self, value: Any) -> str:
        return super().to_python(" ".join(str(value or "").split("\n")))


def too_long(length: int, most: int) -> Words:
    return Words.of(
        "太长了：现有 {n} 字，最多 {most} 字。长日志请作为附件上传",
        "Too long: {n} characters, at most {most}. Please attach long logs as a file",
        n=length,
        most=most,
    )
