"""A real SMTP server on a free port that keeps what it gets and can misbehave on demand."""

from __future__ import annotations

import asyncio
import email.policy
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    """What arrived, and how the server behaves. All of it may be changed while it runs."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        self.port = _free_port()
        self.messages: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.attempts = 0
        self.answers: list[str] = []
        self.delay = 0.0
        self.drops = 0
        self._arrived = threading.Condition()

    def refuse(self, answer: str = "451 4.3.0 try again later", times: int = 1) -> None:
        """Answer the next submissions with this line: 4xx for now, 5xx for good."""
        self.answers += [answer] * times

    def drop(self, times: int = 1) -> None:
        """Take the next messages and cut the line before answering: the sender can't know."""
        self.drops += times

    def wait_for(self, count: int, seconds: float = 10) -> list[EmailMessage]:
        """The messages once there are that many; AssertionError if they don't come."""
        with self._arrived:
            enough = self._arrived.wait_for(lambda: len(self.messages) >= count, timeout=seconds)
        assert enough, f"{len(self.messages)} of {count} mails came within {seconds} s"
        return list(self.messages)

    def to(self, address: str) -> list[EmailMessage]:
        """What came for this address, oldest first."""
        pairs = zip(self.envelopes, self.messages, strict=True)
        return [message for (_, receivers), message in pairs if address in receivers]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        self.attempts += 1
        await asyncio.sleep(self.delay)
        if self.answers:
            return self.answers.pop(0)
        self._keep(envelope)
        if self.drops:
            self.drops -= 1
            server.transport.abort()
        return "250 OK"

    def _keep(self, envelope: Any) -> None:
        parsed = BytesParser(policy=email.policy.default).parsebytes(envelope.content)
        with self._arrived:
            self.messages.append(parsed)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
            self._arrived.notify_all()


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A mailbox that listens until the end of the block."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname=mailbox.host, port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
