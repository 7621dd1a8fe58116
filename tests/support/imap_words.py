"""The words of IMAP as a server hears them: commands with their literals, sets of numbers, dates. (RFC 3501, 4 and 9)"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

Token = bytes | list["Token"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n\Z")
_ATOM = re.compile(rb'[^\s()"{]+(?:\[[^\]]*\])?[^\s()"{]*')


def tokens(line: bytes) -> list[Token]:
    """`UID FETCH 1:2 (UID BODY.PEEK[])` -> [UID, FETCH, 1:2, [UID, BODY.PEEK[]]]. Raises ValueError."""
    read, end = _until(line.rstrip(b"\r\n") if not line.endswith(b"}\r\n") else line, 0)
    if end < len(line.rstrip(b"\r\n")):
        raise ValueError("a closing bracket too many")
    return read


def _until(line: bytes, place: int) -> tuple[list[Token], int]:
    found: list[Token] = []
    while place < len(line):
        letter = line[place : place + 1]
        if letter in b" \t\r\n":
            place += 1
        elif letter == b"(":
            inner, place = _until(line, place + 1)
            if line[place : place + 1] != b")":
                raise ValueError("an open bracket")
            found.append(inner)
            place += 1
        elif letter == b")":
            return found, place
        elif letter == b'"':
            text, place = _quoted(line, place + 1)
            found.append(text)
        elif letter == b"{":
            text, place = _literal(line, place)
            found.append(text)
        elif match := _ATOM.match(line, place):
            found.append(match[0])
            place = match.end()
        else:
            raise ValueError(f"what is {line[place:]!r}?")
    return found, place


def _quoted(line: bytes, place: int) -> tuple[bytes, int]:
    text = bytearray()
    while place < len(line):
        letter = line[place : place + 1]
        if letter == b'"':
            return bytes(text), place + 1
        if letter == b"\\":
            place += 1
            letter = line[place : place + 1]
        text += letter
        place += 1
    raise ValueError("an open quote")


def _literal(line: bytes, place: int) -> tuple[bytes, int]:
    match = re.compile(rb"\{(\d+)\+?\}\r\n").match(line, place)
    if not match:
        raise ValueError("a literal without its bytes")
    end = match.end() + int(match[1])
    return line[match.end() : end], end


def numbers(spelled: bytes, known: Sequence[int]) -> list[int]:
    """Which of these a set means. `*` is the largest there is, and `9:*` always means at least that one. (6.4.8)"""
    most = max(known, default=0)
    wanted: set[int] = set()
    for part in spelled.split(b","):
        ends = [most if end == b"*" else int(end) for end in part.split(b":")]
        wanted |= {one for one in known if min(ends) <= one <= max(ends)}
    return sorted(wanted)


def day(spelled: bytes) -> date:
    """`19-Nov-2026`."""
    number, month, year = spelled.decode().split("-")
    return date(int(year), MONTHS.index(month) + 1, int(number))
