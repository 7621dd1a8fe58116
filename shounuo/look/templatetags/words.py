"""Two languages at the place of use: `{% t "还有 {n} 条" "{n} more" n=count %}`. Built into every template."""

from __future__ import annotations

from typing import Any

from django import template

from shounuo.kernel.words import t as speak

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, **facts: Any) -> str:
    """The sentence in the reader's language; facts fill its {placeholders} and are escaped like any value."""
    return speak(zh, en, **facts)
