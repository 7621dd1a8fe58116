"""What a check of `shounuo doctor` says: fine, worth a note, or broken with how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shounuo.kernel.words import Words


@dataclass(frozen=True)
class Finding:
    """One thing seen: its state, the sentence, and what to do about it."""

    state: Literal["fine", "note", "broken"]
    words: Words
    mend: Words | None = None


Findings = Iterator[Finding]


def fine(zh: str, en: str, **facts: object) -> Finding:
    return Finding("fine", Words.of(zh, en, **facts))


def note(words: Words, mend: Words | None) -> Finding:
    return Finding("note", words, mend)


def broken(words: Words, mend: Words | None) -> Finding:
    return Finding("broken", words, mend)
