"""What a stylesheet and a script of ours may do: no colour outside the tokens, nothing the content policy refuses, and
pages that weigh little. (Templates are watched by tests/house/test_templates.py.)"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
STATIC = HOUSE / "look" / "static"
COMMON = ["vendor/htmx.min.js", *(f"look/{name}" for name in (
    "tokens.css", "shounuo.css", "icons.svg", "theme.js", "strip.js", "live.js", "drafts.js", "secrets.js", "keys.js"))]  # fmt: skip


def test_only_tokens_name_a_colour() -> None:
    css = (STATIC / "look" / "shounuo.css").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-f]{3,8}\b(?![^{]*\{)|\brgb\(|\bhsl\(", css)


def test_every_token_used_is_named() -> None:
    css = (STATIC / "look" / "shounuo.css").read_text(encoding="utf-8")
    tokens = (STATIC / "look" / "tokens.css").read_text(encoding="utf-8")
    local = set(re.findall(r"(--[\w-]+):", css))
    named = set(re.findall(r"(--[\w-]+):", tokens))
    assert set(re.findall(r"var\((--[\w-]+)\)", css)) - named - local == set()


def test_no_script_needs_an_inline_style_or_eval() -> None:
    for path in sorted((STATIC / "look").glob("*.js")):
        text = path.read_text(encoding="utf-8")
        assert not re.findall(r"\beval\(|new Function|setAttribute\(\"style\"|insertAdjacentHTML", text), (
            path.name
        )


def test_common_pages_weigh_under_150_kb() -> None:
    missing = [name for name in COMMON if not (STATIC / name).is_file()]
    assert not missing, "run npm ci and scripts/vendor.py (make does)"
    weight = sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in COMMON)
    assert weight < 150_000
