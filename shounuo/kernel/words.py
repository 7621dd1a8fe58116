"""Two languages at the place of use: a sentence and its translation stand side by side, so neither can be forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

_chinese: ContextVar[bool | None] = ContextVar("chinese", default=None)
"""What `speaking` has said: asking Django anew for each sentence is a tenth of a page of four hundred."""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """This language is spoken inside, by Django too."""
    from django.utils import translation

    said = _chinese.set(language.startswith("zh"))
    try:
        with translation.override(language):
            yield
    finally:
        _chinese.reset(said)


def speaking_chinese() -> bool:
    """Whether the active language is Chinese (also when nobody has activated any)."""
    said = _chinese.get()
    return (_asking()() or "zh-hans").startswith("zh") if said is None else said


@cache
def _asking() -> Callable[[], str | None]:
    """Who knows the active language; looked up once, because rules that never ask must not need Django."""
    from django.utils.translation import get_language

    return get_language


def t(zh: str, en: str, /, **facts: Any) -> str:
    """The sentence in the active language, its {placeholders} filled from facts."""
    sentence = zh if speaking_chinese() else en
    return sentence.format(**facts) if facts else sentence


@dataclass(frozen=True)
class Words:
    """A pair that is spoken later, when the reader's language is known."""

    zh: str
    en: str
    facts: dict[str, Any] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, zh: str, en: str, /, **facts: Any) -> Words:
        return cls(zh, en, facts)

    def __str__(self) -> str:
        return t(self.zh, self.en, **self.facts)

    def as_facts(self) -> dict[str, str]:
        """Both languages as plain JSON, for rows and the logbook."""
        filled = self.facts
        return {
            "zh": self.zh.format(**filled) if filled else self.zh,
            "en": self.en.format(**filled) if filled else self.en,
        }
