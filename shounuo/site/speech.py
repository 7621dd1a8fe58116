"""The language of the command line, known before Django is: SHOUNUO_LANG, else the system's LANG, else Chinese."""

from __future__ import annotations

import os
import sys
from typing import Any

from shounuo.kernel.words import Words


def chinese() -> bool:
    """Whether this terminal is spoken to in Chinese."""
    chosen = os.environ.get("SHOUNUO_LANG", "auto").lower()
    if chosen in {"zh", "en"}:
        return chosen == "zh"
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return system.split(".")[0].lower() in {"", "c", "posix"} or system.lower().startswith("zh")


def said(words: Words) -> str:
    """The pair in the terminal's language, its facts filled in."""
    sentence = words.zh if chinese() else words.en
    return sentence.format(**words.facts) if words.facts else sentence


def say(zh: str, en: str, /, **facts: Any) -> None:
    """One line for whoever started the command."""
    print(said(Words.of(zh, en, **facts)), flush=True)


def complain(zh: str, en: str, /, **facts: Any) -> None:
    """One line about what went wrong, on standard error."""
    print(said(Words.of(zh, en, **facts)), file=sys.stderr, flush=True)
