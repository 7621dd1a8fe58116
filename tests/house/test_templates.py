"""Every word on a page stands there in both languages."""

import re
from pathlib import Path

import pytest

from tests.house.source import HOUSE, ROOT

SAID = re.compile(r"""\{%\s*t\s.*?%\}""", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
SWITCH = re.compile(r"\{%\s*block (?!title|main|side)\w+\s*%\}[a-z/-]+( [a-z-]+)*\{%\s*endblock\s*%\}")
"""A block that names a class for the style sheet."""
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
ELEMENT = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]*>", re.DOTALL)
CHINESE = re.compile(r"[一-鿿][^\n]*")
ENGLISH = re.compile(r"[A-Za-z]{3,}")
SAME_IN_BOTH = {
    "Shounuo",
    "AWS",
    "API",
    "English",
    "Ctrl",
    "Enter",
    "Esc",
    "nbsp",
    "middot",
    "times",
    "rarr",
    "larr",
}
PAGES = sorted(path for path in HOUSE.rglob("*.html") if "gallery" not in path.as_posix())
"""The gallery shows the components with sample people and words; it is no page of the product."""


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_no_word_is_left_in_one_language(path: Path) -> None:
    text = SAID.sub("", SWITCH.sub("", COMMENT.sub("", path.read_text(encoding="utf-8"))))
    chinese = CHINESE.findall(TAG.sub("", text))
    assert not chinese, f"{path.relative_to(ROOT)}: Chinese outside {{% t %}}: {chinese}"
    words = [
        word for word in ENGLISH.findall(ELEMENT.sub(" ", TAG.sub("", text))) if word not in SAME_IN_BOTH
    ]
    assert not words, f"{path.relative_to(ROOT)}: English outside {{% t %}}: {words}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(HOUSE).as_posix())
def test_no_script_and_no_style_inline(path: Path) -> None:
    """The content policy would refuse them."""
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert not re.search(r"<script(?![^>]*\b(src|type=\"application/json\"))[^>]*>", text)
    assert not re.search(r"<[^>]*\s(style|on[a-z]+)\s*=", text)
