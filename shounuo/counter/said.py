"""What people type: freed of characters nobody sees, and of secrets that nobody should."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from shounuo.cases import secrets
from shounuo.kernel.words import Words

MOST = 20_000
"""Characters of a text; more than that is a file."""
MASKED = Words(
    "内容里像是有密钥或密码，我们已经隐去。如果它是真的，应尽快更换。",
    "The text seemed to contain a key or password; we have masked it. If it was real, it should be changed soon.",
)
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def say(zh: str, en: str) -> Any:
    """Words where Django's forms are said to take a str only: they are spoken when they are shown."""
    return Words(zh, en)


def legible(text: str) -> str:
    """Line ends as one character; terminal colours and control characters left out."""
    return _UNSEEN.sub("", _COLOURS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


class Said(forms.CharField):
    """A text: required where `empty` says what to write, at most `most` characters, legible.

    `rows` makes it a text of several lines, in which the browser looks for keys and passwords.
    """

    def __init__(
        self, *, label: Words, most: int = MOST, empty: Words | None = None, rows: int = 0, **rest: Any
    ) -> None:
        if rows:
            rest.setdefault("widget", forms.Textarea(attrs={"rows": rows, "data-secrets": True}))
        super().__init__(label=cast(Any, label), max_length=most, required=empty is not None, **rest)
        if empty is not None:
            self.error_messages["required"] = cast(Any, empty)

    def to_python(self, value: Any) -> str:
        return super().to_python(legible(str(value or ""))) or ""

    def run_validators(self, value: Any) -> None:
        most = self.max_length or MOST
        if len(value) > most:
            raise forms.ValidationError(cast(Any, too_long(len(value), most)))


class Line(Said):
    """A text of one line."""

    def to_python(self, value: Any) -> str:
        return super().to_python(" ".join(legible(str(value or "")).split("\n")))


class SaidForm(forms.Form):
    """A form whose texts reach nobody with a key or password in them; `masked` says that there was one. [5.1]"""

    masked = False

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for field in self.fields.values():
            field.error_messages = {key: str(words) for key, words in field.error_messages.items()}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, Said) and name in given:
                hidden = secrets.mask(given[name])
                self.masked = self.masked or hidden != given[name]
                given[name] = hidden
        return given


def tell_masked(request: HttpRequest, form: SaidForm) -> None:
    """Whoever sent a key or password learns that it was hidden, and what to do about it."""
    if form.masked:
        messages.warning(request, str(MASKED))


def too_long(length: int, most: int) -> Words:
    return Words.of(
        "太长了：现有 {n} 字，最多 {most} 字。长日志请作为附件上传",
        "Too long: {n} characters, at most {most}. Please attach long logs as a file",
        n=length,
        most=most,
    )
