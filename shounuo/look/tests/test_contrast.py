"""WCAG 2.2 AA measured on the tokens themselves, in both themes: 4.5 to 1 for text, 3 to 1 for what must be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[1] / "static" / "look" / "tokens.css").read_text(encoding="utf-8")

TEXT = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent") for ground in ("ground", "surface", "sunken", "hover", "raised")],
    *[(f"{level}-on", level) for level in ("p0", "p1", "p2", "p3", "p4")],
    *[(f"{level}-text", ground) for level in ("p0", "p1", "p2", "p3", "p4") for ground in ("surface", f"{level}-soft")],
    *[
        (f"{state}-text", ground)
        for state in ("running", "risk", "broken", "kept", "paused")
        for ground in ("surface", "hover", "accent-soft")
    ],
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("ink", "accent-soft"), ("ink-3", "accent-soft"), ("accent", "accent-soft"),
    ("risk-text", "risk-soft"), ("broken-text", "broken-soft"), ("kept-text", "kept-soft"), ("ink", "broken-soft"), ("ink", "risk-soft"),
    ("internal-text", "internal"), ("ink", "internal"), ("ink-3", "internal"), ("surface", "broken"),
]  # fmt: skip
SEEN = [
    *[(state, "track") for state in ("running", "risk", "broken")],
    ("line-strong", "surface"), ("focus", "surface"), ("focus", "ground"), ("internal-line", "surface"),
]  # fmt: skip


def colours(theme: str) -> dict[str, str]:
    """Token to #rrggbb in one theme."""
    found = {}
    for name, value in re.findall(r"--([\w-]+):\s*([^;]+);", CSS):
        pair = re.match(r"light-dark\((#\w{6}), (#\w{6})\)", value)
        if pair:
            found[name] = pair.group(1 if theme == "light" else 2)
        elif re.fullmatch(r"#\w{6}", value):
            found[name] = value
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(theme: str, ink: str, ground: str) -> None:
    named = colours(theme)
    assert contrast(named[ink], named[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SEEN)
def test_shapes_can_be_seen(theme: str, shape: str, ground: str) -> None:
    named = colours(theme)
    assert contrast(named[shape], named[ground]) >= 3
