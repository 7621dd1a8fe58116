"""One RFC 5322 message read into plain values: who, to whom, what about, what they wrote, which files.

Mail is often not what it says it is: headers in raw GBK, "gb2312" that is really gb18030, encoded words cut in the middle
of a character. What is declared is tried first, then what is usual; nothing that can't be read raises.
"""

from __future__ import annotations

import email
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses

from shounuo.intake.plain import plain
from shounuo.intake.rules import Headers

LONGEST_ID = 250
_ALIASES = {"gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
            "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8", "x-unknown": "", "unknown-8bit": "", "default": ""}  # fmt: skip
_USUAL = ("utf-8", "gb18030", "big5")
_SIGNATURES = {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
_TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


class Unusable(ValueError):
    """Nothing can be made of this mail: it has no head, or no one sender."""


@dataclass(frozen=True)
class Enclosure:
    """A file inside the mail; inline ones stand in the text, as pasted screenshots and logos do."""

    name: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True)
class Letter:
    """A mail as plain values. Addresses are bare and in small letters, message ids stand in their brackets. `digest`: of what
    it says, whichever way it came."""

    mail_id: str
    digest: str
    sender: str
    sender_name: str
    receivers: tuple[str, ...]
    subject: str
    references: tuple[str, ...]
    text: str
    files: tuple[Enclosure, ...]
    headers: Headers
    content_type: str


def read(raw: bytes) -> Letter:
    """Raises Unusable."""
    message = email.message_from_bytes(raw, policy=compat32)
    if not message.keys():
        raise Unusable("no header")
    sender, name = _sender(message)
    subject = " ".join(header_text(message.get("Subject", "")).split())
    text, files = _text(message), tuple(_files(message))
    return Letter(
        mail_id=_mail_id(message, raw),
        digest=_digest(sender, str(message.get("Date", "")), subject, text, files),
        sender=sender,
        sender_name=name or sender,
        receivers=tuple(address for header in _TO for address in _addresses(message, header)),
        subject=subject,
        references=tuple(_ids(message, "in-reply-to") + _ids(message, "references")[::-1]),
        text=text,
        files=files,
        headers=_headers(message),
        content_type=message.get_content_type(),
    )


def _sender(message: Message) -> tuple[str, str]:
    """(address, name) of the one person it is from."""
    found = [
        (name, address)
        for name, address in getaddresses([str(one) for one in message.get_all("from", [])])
        if "@" in address
    ]
    if len(found) != 1:
        raise Unusable("not one sender")
    name, address = found[0]
    return address.strip().lower(), header_text(name)


def _addresses(message: Message, header: str) -> list[str]:
    values = [str(value) for value in message.get_all(header, [])]
    return [address.strip().lower() for _, address in getaddresses(values) if "@" in address]


def _mail_id(message: Message, raw: bytes) -> str:
    """The Message-ID; where it is missing or too long, a digest that stands for it."""
    found = _ids(message, "message-id")
    if found and len(found[0]) <= LONGEST_ID:
        return found[0]
    return f"<{hashlib.sha256(found[0].encode() if found else raw).hexdigest()}@no-id>"


def _digest(sender: str, date: str, subject: str, text: str, files: tuple[Enclosure, ...]) -> str:
    """Of what stays the same on every way: not of Received, Delivered-To or the way it was coded for the journey."""
    whole = hashlib.sha256()
    for part in (sender, date, subject, text, *(file.name for file in files)):
        whole.update(hashlib.sha256(part.encode("utf-8", "replace")).digest())
    for file in files:
        whole.update(hashlib.sha256(file.content).digest())
    return whole.hexdigest()


def _ids(message: Message, header: str) -> list[str]:
    text = " ".join(str(value) for value in message.get_all(header, []))
    return re.findall(r"<[!-;=?-~]{3,990}>", text)


def _headers(message: Message) -> Headers:
    known: dict[str, list[str]] = {}
    for name, value in message.items():
        known.setdefault(name.lower(), []).append(str(value))
    return known


# ------------------------------------------------------------------ text


def header_text(value: object) -> str:
    """A header's text: encoded words decoded, raw bytes guessed, without control characters."""
    pieces: list[str] = []
    try:
        chunks = decode_header(value)  # type: ignore[arg-type]
    except Exception:  # decode_header raises binascii and header errors on damaged words
        return clean(str(value))
    for chunk, charset in chunks:
        pieces.append(chunk if isinstance(chunk, str) else decoded(chunk, charset or ""))
    return clean("".join(pieces))


def decoded(content: bytes, charset: str) -> str:
    """As declared, else as usual, else with replacement marks."""
    for name in _candidates(charset):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8", errors="replace")


def _candidates(charset: str) -> list[str]:
    declared = charset.strip("\"' ").lower()
    declared = _ALIASES.get(declared, declared)
    harmless = declared in ("", "us-ascii", "ascii", "iso-8859-1", "latin-1")
    return [*_USUAL, declared] if harmless and declared else [*([declared] if declared else []), *_USUAL]


def clean(text: str) -> str:
    """Without what a database or a page can't carry: control characters but line ends and tabs, halves of characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]", "", text)
    return kept.encode("utf-8", errors="replace").decode()


def _text(message: Message) -> str:
    """The plain parts; where there are none, the HTML ones as plain text."""
    parts = [part for part in _parts(message) if _is_text(part)]
    plains = [_part_text(part) for part in parts if part.get_content_type() != "text/html"]
    if any(text.strip() for text in plains):
        return "\n\n".join(text for text in plains if text.strip()).strip()
    return "\n\n".join(
        plain(_part_text(part)) for part in parts if part.get_content_type() == "text/html"
    ).strip()


def _is_text(part: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html") and not _is_file(part)


def _part_text(part: Message) -> str:
    return clean(decoded(_content(part), part.get_content_charset() or ""))


# ------------------------------------------------------------------ files


def _files(message: Message) -> Iterable[Enclosure]:
    for part in _parts(message):
        if _is_text(part) or part.get_content_type() in _SIGNATURES:
            continue
        inline = part.get_content_disposition() != "attachment" and part.get_content_maintype() == "image"
        yield Enclosure(_name(part), _content(part), inline)


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


def _parts(message: Message) -> list[Message]:
    """The leaves, in order; a mail inside the mail is one leaf."""
    if not message.is_multipart() or message.get_content_maintype() == "message":
        return [message]
    return [leaf for part in message.get_payload() if isinstance(part, Message) for leaf in _parts(part)]


def _content(part: Message) -> bytes:
    if part.is_multipart():
        return b"\n".join(inner.as_bytes() for inner in part.get_payload() if isinstance(inner, Message))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _name(part: Message) -> str:
    given = _quietly(part.get_filename)
    if given:
        return header_text(given)
    if part.get_content_maintype() == "message":
        return "message.eml"
    return f"file.{part.get_content_subtype().replace('jpeg', 'jpg').replace('plain', 'txt')}"


def _quietly(ask: Callable[[], str | None]) -> str | None:
    """Damaged RFC 2231 names raise all sorts of errors in the standard library; such a file has no name."""
    try:
        return ask()
    except (ValueError, LookupError, TypeError):
        return None
