"""Every template and stylesheet of the house, not only ours: no inline style or script, no Chinese outside its pair,
no colour outside the tokens, and pages that weigh little."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
STATIC = HOUSE / "look" / "static"
TEMPLATES = sorted(path for path in HOUSE.rglob("templates/**/*.html") if "mail" not in path.parts)
COMMON = ["vendor/htmx.min.js", *(f"look/{name}" for name in (
    "tokens.css", "shounuo.css", "icons.svg", "theme.js", "strip.js", "live.js", "drafts.js", "secrets.js", "keys.js"))]  # fmt: skip

INLINE = re.compile(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|href\s*=\s*[\"']javascript:|<style\b", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PAIR = re.compile(r"{%\s*t\s.*?%}|{#.*?#}|{%\s*comment\s*%}.*?{%\s*endcomment\s*%}", re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_nothing_inline(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not INLINE.findall(text)
    assert not SCRIPT.findall(text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_chinese_stands_beside_its_english(path: Path) -> None:
    assert not CHINESE.findall(PAIR.sub("", path.read_text(encoding="utf-8")))


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
