"""A signed-in connection to one mailbox: what is new in it, one message, what is to become of it there. (RFC 3501)

Messages are named by UID only, and read with PEEK, which marks nothing. Everything that fails is a `Trouble` in words.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from shounuo.intake.folder_names import on_the_wire, quoted
from shounuo.intake.trouble import refused, said_plainly
from shounuo.intake.wire import TALK, Wire
from shounuo.kernel.clock import monotonic
from shounuo.kernel.words import Words

FETCH = 300.0
"""Seconds a whole message may take."""
WINDOW = 20_000
"""UIDs asked about at once: an answer stays a short line, however large the mailbox is."""
HIGHEST = 2**32 - 1
"""The largest UID there can be. (2.3.1.1)"""
GLANCE = 0.5
"""Seconds between two looks at whether we are to stop, while nothing comes."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_IDLE_TAG = b"IDLE1"


@dataclass(frozen=True)
class Place:
    """Where the mailbox is and who reads it."""

    host: str
    port: int
    tls: str
    user: str
    password: str


@dataclass(frozen=True)
class Selected:
    """A folder as it was opened. UIDs mean something under this validity only (2.3.1.1); `following`: the UID that the
    next message gets at least, 0 where an old server doesn't say."""

    validity: int
    following: int


class Line:
    """Opened by `opened`, closed by `close`; no thread but the one that opened it may use it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.can: frozenset[str] = frozenset()

    # ---------------------------------------------------------------- opening

    @classmethod
    def opened(cls, place: Place, *, most: int) -> Line:
        """Connected and signed in. `most`: bytes of the largest message that may come."""
        with said_plainly(Words("连接收信服务器", "connecting to the mailbox's server")):
            line = cls(Wire(place.host, place.port, place.tls, most))
        try:
            line._sign_in(place)
        except Exception:
            line.close()
            raise
        return line

    def _sign_in(self, place: Place) -> None:
        """By AUTHENTICATE PLAIN where the server has it: only that can carry any password. (RFC 4616)"""
        doing = Words("登录收信服务器", "signing in to the mailbox")
        with self._talk(doing):
            self._learn()
            try:
                self._show_password(place)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                raise refused(doing, _text(error.args[:1]), "login") from None
            self._learn()
            self._introduce()

    def _show_password(self, place: Place) -> None:
        if "AUTH=PLAIN" in self.can:
            given = f"\0{place.user}\0{place.password}".encode()
            self._wire.authenticate("PLAIN", lambda _: given)
        elif "LOGINDISABLED" in self.can:
            raise self._wire.error("the server takes no password on this line; use TLS")
        elif not (place.user + place.password).isascii():
            raise self._wire.error("the server takes only plain letters as user and password")
        else:
            self._wire.login(quoted(place.user), place.password)

    def _learn(self) -> None:
        _, told = self._wire.capability()
        self.can = frozenset(str(told[-1] or b"", "ascii", "replace").upper().split())

    def _introduce(self) -> None:
        """Some providers (163, 126) open no folder for a client that hasn't said its name. (RFC 2971)"""
        if "ID" in self.can:
            self._wire.xatom("ID", '("name" "shounuo")')

    def close(self) -> None:
        """Never raises; a server that doesn't answer is left."""
        with contextlib.suppress(Exception):
            self._wire.within(2)
            self._wire.logout()
        with contextlib.suppress(Exception):
            self._wire.shutdown()

    # ---------------------------------------------------------------- what is there

    def select(self, folder: str) -> Selected:
        doing = Words(f"打开文件夹 {folder}", f"opening the folder {folder}")
        with self._talk(doing):
            kind, told = self._wire.select(on_the_wire(folder))
            _expect(doing, kind, told)
            return Selected(self._told("UIDVALIDITY"), self._told("UIDNEXT"))

    def _told(self, name: str) -> int:
        told = self._wire.response(name)[1]
        return int(told[-1]) if told and told[-1] else 0

    def newer(self, low: int, following: int) -> list[int]:
        """The messages from `low` on, in order. `following` is where the folder ends, for all we know."""
        found = self._among(low, following - 1) + self._search(max(low, following, 1), HIGHEST)
        return sorted({uid for uid in found if uid >= low})

    def older(self, low: int, high: int, *, since: date) -> list[int]:
        """The messages from `low` to `high`, both included, that came on or after a day."""
        found = self._among(low, high, "SINCE", f"{since.day}-{_MONTHS[since.month - 1]}-{since.year}")
        return sorted({uid for uid in found if low <= uid <= high})

    def _among(self, low: int, high: int, *words: str) -> list[int]:
        starts = range(max(low, 1), high + 1, WINDOW)
        return [uid for one in starts for uid in self._search(one, min(one + WINDOW - 1, high), *words)]

    def _search(self, low: int, high: int, *words: str) -> list[int]:
        doing = Words("查找新邮件", "looking for new mail")
        with self._talk(doing):
            kind, told = self._wire.uid("SEARCH", "UID", f"{low}:{high}", *words)
            _expect(doing, kind, told)
            return [int(number) for part in told if part for number in part.split()]

    # ---------------------------------------------------------------- one message

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """UID -> bytes; who is missing has gone."""
        doing = Words("查看邮件大小", "asking how large messages are")
        if not uids:
            return {}
        with self._talk(doing):
            kind, told = self._wire.uid("FETCH", ",".join(_listed(uids)), "(UID RFC822.SIZE)")
            _expect(doing, kind, told)
            lines = [part for part in told if isinstance(part, bytes)]
        found = ((_number(rb"\bUID (\d+)", line), _number(rb"\bRFC822\.SIZE (\d+)", line)) for line in lines)
        return {uid: size for uid, size in found if uid is not None and size is not None}

    def fetch(self, uid: int, *, head_only: bool = False) -> bytes | None:
        """The whole message, or its header; None where the server has nothing under this UID (any more)."""
        doing = Words(f"读取邮件 {uid}", f"reading message {uid}")
        with self._talk(doing, FETCH):
            what = "BODY.PEEK[HEADER]" if head_only else "BODY.PEEK[]"
            kind, told = self._wire.uid("FETCH", str(uid), f"(UID {what})")
            _expect(doing, kind, told)
            return _body(told, uid)

    # ---------------------------------------------------------------- what is to become of it there

    def mark(self, uids: Sequence[int], flag: str) -> None:
        doing = Words("标记邮件", "marking messages")
        with self._talk(doing):
            _expect(doing, *self._wire.uid("STORE", ",".join(_listed(uids)), "+FLAGS.SILENT", f"({flag})"))

    def move(self, uids: Sequence[int], folder: str) -> None:
        """By MOVE (RFC 6851); else copied, marked deleted, and removed where that can be done for these alone (RFC 4315)."""
        listed, name = ",".join(_listed(uids)), on_the_wire(folder)
        doing = Words(f"移动邮件到 {folder}", f"moving messages to {folder}")
        verb = "MOVE" if "MOVE" in self.can else "COPY"
        with self._talk(doing, FETCH):
            self._put(doing, verb, listed, name)
            if verb == "COPY":
                _expect(doing, *self._wire.uid("STORE", listed, "+FLAGS.SILENT", r"(\Deleted)"))
                if "UIDPLUS" in self.can:
                    _expect(doing, *self._wire.uid("EXPUNGE", listed))

    def _put(self, doing: Words, verb: str, listed: str, name: str) -> None:
        """A folder that is missing is made, as the server asks for it with TRYCREATE. (RFC 3501, 7.1)"""
        kind, told = self._wire.uid(verb, listed, name)
        if kind != "OK" and b"TRYCREATE" in b" ".join(part for part in told if part):
            _expect(doing, *self._wire.create(name))
            kind, told = self._wire.uid(verb, listed, name)
        _expect(doing, kind, told)

    # ---------------------------------------------------------------- waiting for more

    def idle(self, seconds: float, stop: threading.Event) -> bool:
        """Until something happens in the folder, or so long, or until we are to stop. False where the server can't tell by
        itself, and nothing was waited for. (RFC 2177)"""
        with said_plainly(Words("等待新邮件", "waiting for mail")):
            if self._heard():
                return True
            if "IDLE" not in self.can:
                return False
            self._wire.within(TALK)
            self._wire.send(_IDLE_TAG + b" IDLE\r\n")
            accepted, heard = self._until_accepted()
            if not accepted:
                return False
            until = monotonic() + seconds
            while not heard and not stop.is_set() and (left := until - monotonic()) > 0:
                if self._wire.has_line(min(GLANCE, left)):
                    heard = _is_news(self._wire.readline())
            self._end_idle()
            return True

    def _heard(self) -> bool:
        """Whether the server spoke of new messages since the folder was opened, while we asked other things."""
        return len(self._wire.untagged_responses.get("EXISTS", ())) > 1

    def _until_accepted(self) -> tuple[bool, bool]:
        """(the server idles, it already spoke of something)."""
        heard = False
        while not (said := self._wire.readline()).startswith(b"+"):
            if said.startswith(_IDLE_TAG):
                return False, heard
            heard |= _is_news(said)
        return True, heard

    def _end_idle(self) -> None:
        self._wire.within(TALK)
        self._wire.send(b"DONE\r\n")
        while not (said := self._wire.readline()).startswith(_IDLE_TAG):
            _is_news(said)

    @contextmanager
    def _talk(self, doing: Words, seconds: float = TALK) -> Iterator[None]:
        self._wire.within(seconds)
        with said_plainly(doing):
            yield


def _expect(doing: Words, kind: str, told: Sequence[object]) -> None:
    if kind != "OK":
        raise refused(doing, _text(told))


def _text(told: Iterable[object]) -> str:
    """What the server said, for people; quotes and backslashes of Python's are not."""
    return " ".join(
        part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in told if part
    )


def _is_news(said: bytes) -> bool:
    if re.match(rb"\* BYE\b", said, re.IGNORECASE):
        raise imaplib.IMAP4.abort(_text([said[5:]]))
    return bool(re.match(rb"\* \d+ (EXISTS|RECENT|EXPUNGE)\b", said, re.IGNORECASE))


def _listed(uids: Iterable[int]) -> list[str]:
    return [str(int(uid)) for uid in uids]


def _number(pattern: bytes, text: bytes) -> int | None:
    found = re.search(pattern, text, re.IGNORECASE)
    return int(found[1]) if found else None


def _body(told: Sequence[object], uid: int) -> bytes | None:
    """The literal that answers for this UID; other messages' flags may stand beside it (RFC 3501, 7.4.2)."""
    for place, part in enumerate(told):
        if not isinstance(part, tuple) or b"BODY[" not in part[0].upper():
            continue
        after = told[place + 1] if place + 1 < len(told) else b""
        around = part[0] + b" " + (after if isinstance(after, bytes) else b"")
        if _number(rb"\bUID (\d+)", around) == uid:
            return bytes(part[1])
    return None
