"""The smallest parts, as tags: quick enough for a table of a hundred rows. The components of the same names use them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from shounuo.kernel.words import Words

register = template.Library()

PRIORITIES = {
    "P0": Words("紧急", "Critical"),
    "P1": Words("高", "High"),
    "P2": Words("中", "Medium"),
    "P3": Words("低", "Low"),
    "P4": Words("一般", "General"),
}
"""What a screen reader hears after the level; pages that have the policy at hand pass its own name instead."""

TONES = {"neutral", "running", "risk", "broken", "kept", "accent"}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from icons.svg. Without a label it is decoration, and screen readers pass it by."""
    if not label:
        return _decoration(name)
    return format_html(
        '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, _address(name)
    )


@cache
def _decoration(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"/></svg>', _address(name)
    )


def _address(name: str) -> str:
    return f"{static('look/icons.svg')}#{name}"


@register.simple_tag
def priority(level: str, name: Any = "", show_name: bool = False) -> SafeString:
    """P0..P4 as a badge; its name is on hover and for screen readers, or written out with show_name."""
    words = str(name or PRIORITIES.get(level, level))
    shown = SafeString("") if show_name else SafeString("visually-hidden")
    return format_html(
        '<span class="priority is-{}" title="{} · {}">{}<span class="{}"> {}</span></span>',
        level.lower(), level, words, level, shown, words,
    )  # fmt: skip


@register.simple_tag
def state(label: Any, tone: str = "neutral") -> SafeString:
    """Where a case stands, in words, with a dot whose shape and colour say the same."""
    return format_html(
        '<span class="state is-{}">{}</span>', tone if tone in TONES else "neutral", str(label)
    )


@register.filter
def file_size(size: int | None) -> str:
    """Bytes as people say them: 820 B, 12 kB, 3.4 MB."""
    if size is None:
        return ""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{round(size / 1000)} kB"
    return f"{size / 1_000_000:.1f} MB"


@register.filter
def initial(name: Any) -> str:
    """The one character that stands for a person: the family name's in Chinese, the first letter otherwise."""
    text = str(name or "").strip()
    return text[:1].upper() or "·"
