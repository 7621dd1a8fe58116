"""HTML as plain text: what a person would read, nothing that runs, quoted parts marked as plain mails mark them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = {"script", "style", "head", "title", "template", "noscript", "object", "svg"}
_BLOCKS = {
    "p",
    "div",
    "tr",
    "ul",
    "ol",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "pre",
    "section",
    "article",
    "dl",
    "dt",
    "dd",
}
_QUOTE_MARKS = re.compile(
    r"gmail_quote|yahoo_quoted|divRplyFwdMsg|appendonsend|isReplyContent|ntes_isreply|mail_quote|qmQuote|mailQuote"
)
SEPARATOR = "-----Original Message-----"


def plain(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.out).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects text; `_quotes` counts the blockquotes it is in, `_silent` the elements nobody reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._silent = 0
        self._quotes = 0
        self._fresh = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self._silent = 0  # a head may be left open
        if tag in _SILENT:
            self._silent += 1
        if any(
            name in ("class", "id", "name") and value and _QUOTE_MARKS.search(value) for name, value in attrs
        ):
            self._break()
            self._write(f"{SEPARATOR}\n")
        if tag == "blockquote":
            self._quotes += 1
        if tag == "br":
            self._line()
        elif tag == "blockquote" or tag in _BLOCKS:
            self._break()
        elif tag == "li":
            self._break()
            self._write("- ")
        elif tag in ("td", "th"):
            self._write(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1
        if tag == "blockquote" and self._quotes:
            self._quotes -= 1
        if tag in _BLOCKS or tag in ("li", "blockquote"):
            self._break()
        if tag == "p":
            self._line()

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        if text.strip() or not self._fresh:
            self._write(text)

    def _break(self) -> None:
        """What follows begins a line."""
        if not self._fresh:
            self._line()

    def _line(self) -> None:
        self._write("\n" + "> " * bool(self._quotes))
        self._fresh = True

    def _write(self, text: str) -> None:
        if not self._silent:
            self.out.append(text)
            self._fresh = text.endswith("\n")
