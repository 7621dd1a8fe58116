"""Cuts a ticket into clauses: the unit in which a word is read. Says which lines are quoted mail, signatures or logs.

One pass, no backtracking: a megabyte of text costs a megabyte of reading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

READ_AT_MOST = 8_000  # characters; what a person writes fits, a pasted log need not be read to its end
LONGEST_CLAUSE = 160

SENTENCE_ENDS = "。!?;\n…"  # the text is plain by then: full-width marks have become half-width
CLAUSE_ENDS = SENTENCE_ENDS + ",:,:"

_QUOTATION = re.compile(
    r"“[^”\n]{1,60}”|「[^」\n]{1,60}」|《[^》\n]{1,60}》|『[^』\n]{1,60}』|\"[^\"\n]{1,60}\""
)

_QUOTED_MAIL = re.compile(
    r"^(-{2,}\s*(原始邮件|转发的?邮件|original message|forwarded message)|发件人[::]|from:\s|on .{4,60} wrote:)"
)
_SIGNATURE = re.compile(
    r"^(--\s*$|此致|敬礼|顺祝|best regards|kind regards|regards,|sincerely|thanks and regards|sent from my |发自我的|[┌│└═─━*_]{3,})"
)
_LOG = re.compile(
    r"^(\[?\d{4}-\d\d-\d\d[t ]\d\d:\d\d|\[?\d\d:\d\d:\d\d|\s+at [\w$.]+\(|caused by:|traceback|\$ |mysql> |error[: ]"
    r"|\[?(error|warn|fatal|info|debug)\]?[: ])"
)

# Full-width Latin and capitals become what the lexicon is written in, one character for one.
_PLAIN = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
_PLAIN |= {ord(c): ord(c.lower()) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_PLAIN |= {0xFF21 + i: 0x61 + i for i in range(26)} | {0x2019: 0x27}


def plain(text: str) -> str:
    """The text as the lexicon reads it: lower case, half width, every character where it was."""
    return text.translate(_PLAIN)


@dataclass(frozen=True)
class Clause:
    """`sentence` and `index` number it within the ticket; `zone` is text, quoted_mail, signature or log."""

    text: str
    place: str
    start: int
    sentence: int
    index: int
    zone: str
    asks: bool
    quoted: tuple[tuple[int, int], ...] = ()

    def in_quotes(self, start: int, end: int) -> bool:
        """Whether the piece [start, end) of this clause stands between quotation marks."""
        return any(a <= self.start + start and self.start + end <= b for a, b in self.quoted)


def read(subject: str, body: str) -> list[Clause]:
    """Every clause of the subject, then of the body, in order."""
    found = _cut(plain(subject[:READ_AT_MOST]), "subject", 0, 0, zoned=False)
    sentences = found[-1].sentence + 1 if found else 0
    return found + _cut(plain(body[:READ_AT_MOST]), "body", sentences, len(found), zoned=True)


def _cut(text: str, place: str, sentence: int, index: int, *, zoned: bool) -> list[Clause]:
    lines = _Lines(text) if zoned else None
    quotes = _quotes(text)
    found: list[Clause] = []
    for start, end, number in _pieces(text, sentence):
        zone = lines.zone(start) if lines else "text"
        asks = text[end : end + 1] == "?"
        near = tuple(q for q in quotes if q[0] < end and q[1] > start) if quotes else ()
        found.append(Clause(text[start:end], place, start, number, index + len(found), zone, asks, near))
    return found


def _pieces(text: str, sentence: int) -> Iterator[tuple[int, int, int]]:
    start = 0
    for at, char in enumerate(text):
        stop = char == "." and (at + 1 == len(text) or text[at + 1].isspace())
        if not (stop or char in CLAUSE_ENDS or at - start >= LONGEST_CLAUSE):
            continue
        if text[start:at].strip():
            yield start, at, sentence
        start = at + 1 if stop or char in CLAUSE_ENDS else at
        sentence += stop or char in SENTENCE_ENDS
    if text[start:].strip():
        yield start, len(text), sentence


def _quotes(text: str) -> list[tuple[int, int]]:
    """Where quotation marks enclose up to 60 characters. At most 200 pairs are looked at."""
    return [match.span() for match in islice(_QUOTATION.finditer(text), 200)]


class _Lines:
    """The zone of each line, decided in order: a signature or a quoted mail runs on to the end."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._zones: list[str] = []
        at, rest = 0, ""
        for line in text.split("\n"):
            rest = rest or _opens(line)
            self._starts.append(at)
            self._zones.append(rest or _of_line(line))
            at += len(line) + 1
        if "text" not in self._zones:
            self._zones = ["text"] * len(
                self._zones
            )  # a ticket that is only a forwarded mail says what the mail says

    def zone(self, position: int) -> str:
        return self._zones[bisect_right(self._starts, position) - 1]


def _opens(line: str) -> str:
    head = line.strip()[:80]
    if _QUOTED_MAIL.match(head):
        return "quoted_mail"
    return "signature" if _SIGNATURE.match(head) else ""


def _of_line(line: str) -> str:
    head = line.strip()[:80]
    if head.startswith(">"):
        return "quoted_mail"
    if _LOG.match(head):
        return "log"
    return "text" if head else ""
