"""A mailbox server that speaks IMAP4rev1 as RFC 3501 has it, keeps what it gets in memory, and misbehaves on demand.

It speaks CAPABILITY, NOOP, LOGOUT (6.1), AUTHENTICATE PLAIN (RFC 4616), LOGIN, STARTTLS (6.2), SELECT, CREATE (6.3), UID
SEARCH, FETCH, STORE, COPY (6.4), IDLE (RFC 2177), ID (RFC 2971), UIDPLUS (RFC 4315) and MOVE (RFC 6851); UIDs only ever go up
(2.3.1.1), and every session is told of new and of removed messages before its next tagged answer (5.2, 7.4.1).
"""

from __future__ import annotations

import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import django.conf as django
import pytest

from tests.support.imap_session import Session

CERTIFICATE = Path(__file__).parents[1] / "data" / "localhost.pem"
"""For localhost and 127.0.0.1 alone, signed by itself; with its key, which opens nothing."""
USER, PASSWORD = "support@shounuo.example", 'pass "word" \\ 1'


@dataclass(eq=False)
class Stored:
    """A message of a folder."""

    uid: int
    raw: bytes
    came: datetime
    flags: set[str] = field(default_factory=set)


@dataclass
class Folder:
    """Numbered under one validity; `following` is the next UID."""

    validity: int
    following: int = 1
    messages: list[Stored] = field(default_factory=list)


class MailServer:
    """What it keeps, what it has heard, and how it behaves. All of it may be changed while it runs."""

    host = "127.0.0.1"

    def __init__(self, *, tls: str = "none") -> None:
        self.tls = tls
        self.port = 0
        self.folders = {"INBOX": Folder(1001)}
        self.can = {"IMAP4REV1", "IDLE", "MOVE", "UIDPLUS", "ID", "AUTH=PLAIN"}
        self.lock = threading.RLock()
        self.heard: list[str] = []
        self.logins = self.bodies = 0
        # misbehaving
        self.answers: dict[str, list[str]] = {}
        self.silent: set[str] = set()
        self.cuts: list[int] = []
        self.drip = 0.0
        self.empty: set[int] = set()
        self.fatal: set[int] = set()
        self.wants_id = False

    # ---------------------------------------------------------------- what is in it

    def put(self, raw: bytes, folder: str = "INBOX", *, came: datetime | None = None) -> int:
        """A message arrives; its UID."""
        with self.lock:
            kept = self.folders[folder]
            kept.messages.append(Stored(kept.following, raw, came or datetime.now(UTC)))
            kept.following += 1
            return kept.following - 1

    def flags(self, folder: str = "INBOX") -> list[set[str]]:
        with self.lock:
            return [set(message.flags) for message in self.folders[folder].messages]

    def count(self, folder: str) -> int:
        with self.lock:
            return len(self.folders[folder].messages) if folder in self.folders else 0

    def read_by_somebody_else(self, folder: str = "INBOX") -> None:
        with self.lock:
            for message in self.folders[folder].messages:
                message.flags.add("\\Seen")

    def remove(self, uid: int, folder: str = "INBOX") -> None:
        with self.lock:
            kept = self.folders[folder]
            kept.messages = [message for message in kept.messages if message.uid != uid]

    def renumber(self, folder: str = "INBOX") -> None:
        """As after a restore from a backup: other UIDs under another validity. (2.3.1.1)"""
        with self.lock:
            kept = self.folders[folder]
            kept.validity += 1
            for number, message in enumerate(kept.messages, start=1):
                message.uid = number
            kept.following = len(kept.messages) + 1

    # ---------------------------------------------------------------- misbehaving

    def answer(self, verb: str, *said: str) -> None:
        """The next answers to this verb: `NO …`, `BAD …`, or `BYE …`, after which the line is cut."""
        self.answers.setdefault(verb, []).extend(said)

    def cut_after(self, size: int) -> None:
        """The next message is cut off after so many bytes, and the line with it."""
        self.cuts.append(size)

    def asked(self, verb: str) -> int:
        """How often a verb was heard."""
        with self.lock:
            return sum(line.split(" ")[0] == verb or line.startswith(f"UID {verb}") for line in self.heard)

    def wait_for(self, verb: str, times: int = 1, seconds: float = 20) -> None:
        """Until a verb was heard so often; AssertionError if it isn't."""
        until = time.monotonic() + seconds
        while self.asked(verb) < times:
            assert time.monotonic() < until, f"{verb} was heard {self.asked(verb)} times: {self.heard[-20:]}"
            time.sleep(0.02)

    def secured(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        return context


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    server: MailServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no news."""


@contextmanager
def imap_server(*, tls: str = "none", port: int = 0) -> Iterator[MailServer]:
    """It listens until the end of the block."""
    server = MailServer(tls=tls)
    listener = _Listener((server.host, port), partial(_Handler, server))
    server.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()


class _Handler(socketserver.BaseRequestHandler):
    def __init__(self, server: MailServer, *given: Any) -> None:
        self.mail = server
        super().__init__(*given)

    def handle(self) -> None:
        Session(self.mail, self.request).run()


def reads_from(server: MailServer, monkeypatch: pytest.MonkeyPatch, **settings: object) -> None:
    """This process reads its mail there: `taken="move"` and the like go on top."""
    given: dict[str, object] = {
        "host": server.host, "port": server.port, "tls": server.tls, "user": USER, "password": PASSWORD, "folder": "INBOX",
        "taken": "seen", "taken_folder": "Shounuo", "aside_folder": "", "poll": 0.2, "days": 7,
    }  # fmt: skip
    for name, value in (given | settings).items():
        monkeypatch.setattr(django.settings, f"IMAP_{name.upper()}", value)


def environ(server: MailServer, **settings: str) -> dict[str, str]:
    """The same for a child process."""
    given = {
        "host": server.host, "port": str(server.port), "tls": server.tls, "user": USER, "password": PASSWORD, "poll": "1",
    }  # fmt: skip
    return {f"SHOUNUO_IMAP_{name.upper()}": value for name, value in (given | settings).items()}
