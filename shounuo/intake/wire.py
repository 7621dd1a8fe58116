"""The bytes of an IMAP connection: imaplib's grammar over a socket of our own.

imaplib gives each `recv` a time-out, so a server that sends a byte now and then holds a reader for ever, and keeps what it
read ahead where nobody who waits for the socket can see it. Here a command as a whole has a deadline, a literal has a
largest size, and what came early lies in `_came`. (RFC 3501, 2.2)
"""

from __future__ import annotations

import imaplib
import socket
import ssl
from typing import TYPE_CHECKING

from shounuo.kernel.clock import monotonic

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

TALK = 30.0
"""Seconds a command may take, its answer included."""
MOST_LINE = 16 * 1024 * 1024
PIECE = 256 * 1024


class Wire(imaplib.IMAP4):
    """A connection that has been greeted, under TLS where that is asked for (`tls`, `starttls`, `none`); not signed in."""

    def __init__(self, host: str, port: int, tls: str, most: int) -> None:
        self._tls, self._most, self._came = tls, most, bytearray()
        self.within(TALK)
        super().__init__(host, port)
        if tls == "starttls":
            self._secure()

    def within(self, seconds: float) -> None:
        """What is asked from here on has to be answered within this time."""
        self._until = monotonic() + seconds

    # ---------------------------------------------------------------- what imaplib calls

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        self.host, self.port = host, port
        self.sock = socket.create_connection((host, port), timeout=TALK)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        if self._tls == "tls":
            self.sock = self._wrapped()

    def read(self, size: int) -> bytes:
        if size > self._most:
            raise self.abort(f"a literal of {size} bytes")
        while len(self._came) < size:
            self._more()
        return self._taken(size)

    def readline(self) -> bytes:
        looked = 0
        while (end := self._came.find(b"\n", looked)) < 0:
            looked = len(self._came)
            if looked > MOST_LINE:
                raise self.abort("a line without an end")
            self._more()
        return self._taken(end + 1)

    def send(self, data: Buffer) -> None:
        self.sock.settimeout(self._left())
        self.sock.sendall(data)

    def shutdown(self) -> None:
        self.sock.close()

    # ---------------------------------------------------------------- waiting

    def has_line(self, seconds: float) -> bool:
        """Whether a whole line is there, waited for so long."""
        if b"\n" in self._came:
            return True
        self.within(seconds)
        try:
            self._more()
        except TimeoutError:
            return False
        return b"\n" in self._came

    def _more(self) -> None:
        self.sock.settimeout(self._left())
        piece = self.sock.recv(PIECE)
        if not piece:
            raise self.abort("the server hung up")
        self._came += piece

    def _left(self) -> float:
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._came[:size])
        del self._came[:size]
        return taken

    # ---------------------------------------------------------------- TLS

    def _secure(self) -> None:
        """STARTTLS. What was sent ahead in the clear is no answer of the server's. (RFC 3501, 6.2.1)"""
        if "STARTTLS" not in self.capabilities:
            raise self.abort("the server offers no STARTTLS")
        kind, said = self._simple_command("STARTTLS")
        if kind != "OK":
            raise self.abort(f"STARTTLS was refused: {said!r}")
        if self._came:
            raise self.abort("bytes in the clear after STARTTLS")
        self.sock = self._wrapped()

    def _wrapped(self) -> ssl.SSLSocket:
        self.sock.settimeout(TALK)
        return ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
