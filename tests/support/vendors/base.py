"""The server under every local vendor: a thread, a free port, a record of what was taken, and misbehaviour on demand.

    with Vendor(Robot(secret="SEC…")) as vendor:
        vendor.next("drop")              # the next call; times=3 for the next three
        …                                # the product calls vendor.url
        assert vendor.taken == [...]     # what the vendor accepted, as it understood it
        assert vendor.delivered == []    # what reached people

What any server may do: "slow" (takes it, answers when the test lets go), "drop" (hangs up, took nothing), "cut" (takes it,
hangs up), "half" (takes it, cuts the answer in the middle), "drip" (takes it, and its answer never ends), "silent" (says
yes, delivers nothing), "error" (500, took nothing), "late error" (502, took it), "wrong body" (took it, answers with a page
nobody documented). Every other word goes to the behaviour: `trouble("throttle", asked)` is the vendor's own answer, with
its own error code.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, Self
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

PAGE = b"<html><body><h1>Welcome to the wireless network</h1></body></html>"


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; header names in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Said:
    """The vendor's answer; `took` is the message it accepted with it, None where it took none."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    took: Any = None
    reaches: bool = True
    """False: accepted, and nobody ever gets it."""

    def octets(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


class Behaviour(Protocol):
    """What makes the server this vendor."""

    def answer(self, asked: Asked) -> Said:
        """As the vendor's document says."""

    def trouble(self, what: str, asked: Asked) -> Said:
        """The vendor's own way to say `throttle` and whatever else it knows; KeyError for an unknown word."""


def allow_private_calls() -> Callable[[], None]:
    """Calls to this machine are allowed until what this gives is called; whatever else changes settings meanwhile keeps its own."""
    was, held = (
        settings.PRIVATE_CALLS,
        _in_force(),
    )  # asking first: settings are read when they are first asked
    settings.PRIVATE_CALLS = True

    def no_longer() -> None:
        for one in (held, _in_force()):
            one.PRIVATE_CALLS = was
        settings.__dict__.pop("PRIVATE_CALLS", None)

    return no_longer


def _in_force() -> Any:
    """What stands behind the lazy settings just now."""
    return getattr(settings, "_wrapped")  # noqa: B009 (no stub knows it)


class Vendor:
    """A behaviour that listens. Calls to this machine are allowed as long as it does."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.asked: list[Asked] = []
        self.taken: list[Any] = []
        self.delivered: list[Any] = []
        self.confused: list[str] = []
        """Words the behaviour did not know: leaving the block with one fails the test."""
        self.goes_on = threading.Event()
        self._ahead: list[str] = []
        self._changed = threading.Condition()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._allowed = allow_private_calls()
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.goes_on.set()
        self._server.shutdown()
        self._server.server_close()
        self._allowed()
        assert not self.confused or raised[0], f"no vendor knows how to {self.confused}"

    def next(self, what: str, times: int = 1) -> None:
        """How the next calls go; after them all is well again."""
        self._ahead += [what] * times

    def wait_for(self, count: int, seconds: float = 10) -> list[Any]:
        """What was taken, once it is that many; AssertionError if it does not come."""
        with self._changed:
            enough = self._changed.wait_for(lambda: len(self.taken) >= count, timeout=seconds)
        assert enough, f"{len(self.taken)} of {count} messages came within {seconds} s"
        return list(self.taken)

    def turn(self, asked: Asked) -> tuple[str, Said]:
        """How this call goes, and what the vendor makes of it. Called by the server, one call after the other."""
        with self._changed:
            self.asked.append(asked)
            what = self._ahead.pop(0) if self._ahead else ""
            said = self._said(what, asked)
            if said.took is not None:
                self.taken.append(said.took)
                self.delivered += [said.took] if said.reaches and what != "silent" else []
            self._changed.notify_all()
            return what, said

    def _said(self, what: str, asked: Asked) -> Said:
        if what in ("drop", "error"):
            return Said(b"Internal Server Error", status=500)
        if what in ("", "slow", "cut", "half", "drip", "silent"):
            return self.behaviour.answer(asked)
        if what in ("late error", "wrong body"):
            took = self.behaviour.answer(asked).took
            return Said(PAGE, status=200 if what == "wrong body" else 502, took=took)
        try:
            return self.behaviour.trouble(what, asked)
        except KeyError:
            self.confused.append(what)
            return Said(b"what?", status=418)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, vendor: Vendor) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.vendor = vendor


class _Handler(BaseHTTPRequestHandler):
    """One call: heard, judged by the vendor, answered as it is told."""

    server: _Server
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # head and body leave together; apart they wait 40 ms for each other

    def do_POST(self) -> None:
        what, said = self.server.vendor.turn(self._asked())
        if what == "slow":
            self.server.vendor.goes_on.wait(30)
        if what in ("drop", "cut"):
            self.close_connection = True
        elif what == "drip":
            self._drip()
        else:
            self._say(said, half=what == "half")

    do_GET = do_PUT = do_POST  # noqa: N815

    def _asked(self) -> Asked:
        parts = urlsplit(self.path)
        return Asked(
            method=self.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )

    def _say(self, said: Said, half: bool) -> None:
        octets = said.octets()
        try:
            self.send_response(said.status)
            for name, value in {"Content-Type": "application/json", **said.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets[: len(octets) // 2] if half else octets)
        except OSError:  # the caller had enough of waiting
            half = True
        self.close_connection = self.close_connection or half

    def _drip(self) -> None:
        """A byte now and then, until the caller has enough or the test is over."""
        self.close_connection = True
        self.send_response(200)
        self.end_headers()
        try:
            while not self.server.vendor.goes_on.wait(0.02):
                self.wfile.write(b" ")
                self.wfile.flush()
        except OSError:
            return

    def log_message(self, format: str, *words: Any) -> None:
        """Tests read the record, not the terminal."""
