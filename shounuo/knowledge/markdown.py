"""Markdown as safe HTML: no raw HTML, no script, no picture but our own, links that tell nobody where they were pressed."""

from __future__ import annotations

from functools import cache

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "a", "img",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "code": {"class"}, "ol": {"start"}}
OURS = "/knowledge/pictures/"


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])


def as_html(body: str) -> SafeString:
    """A heading of the first order is one of the second: the page has its own. Steps are shown with a box."""
    text = "\n".join(_line(line) for line in body.splitlines())
    html = _reader().render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "http", "mailto"}, attribute_filter=_allowed,
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip
    return SafeString(clean)


def _line(line: str) -> str:
    for box, sign in (("- [ ] ", "- ☐ "), ("- [x] ", "- ☑ "), ("* [ ] ", "* ☐ ")):
        if line.lstrip().startswith(box):
            return line.replace(box, sign, 1)
    return line


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img" and attribute == "src" and not value.startswith(OURS):
        return None
    if tag == "code" and attribute == "class" and not value.startswith("language-"):
        return None
    return value
