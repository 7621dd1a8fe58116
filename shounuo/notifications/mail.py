"""Mail as it leaves: the headers of a message, and one line to the SMTP server that serves a batch.

Whatever can go wrong has a place: before the body is sent we know that nothing was taken; once it is under way only the
server's answer tells. [5.2-acknowledge]
"""

from __future__ import annotations

import re
import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings

from shounuo.cases.models import Attachment
from shounuo.channels.shape import Answer
from shounuo.kernel.files import path_of
from shounuo.notifications import addresses, rules
from shounuo.notifications.meetings import calendar_part
from shounuo.notifications.models import Message
from shounuo.notifications.render import HUMAN, Rendered

TALK = 15.0
"""Seconds each step of the talk before the body may take."""
TAKE = 60.0
"""Seconds the server may take over the body: scanners are slow. TALK and TAKE together stay well under the lease."""
_WIRE = SMTP.clone(cte_type="7bit")


def compose(message: Message, rendered: Rendered, *, to: str, at: datetime) -> EmailMessage:
    """The whole mail; docs/mail.md lists its headers. Raises ValueError for an address that can't stand in one."""
    mail = EmailMessage(policy=_WIRE)
    mail["From"] = settings.MAIL_FROM
    mail["To"] = _checked(to)
    mail["Subject"] = rules.one_line(rendered.subject, 200)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = addresses.message_id(message)
    _thread(mail, message)
    mail["X-Auto-Response-Suppress"] = "All"
    mail["X-Loop"] = addresses.sender()
    if message.kind not in HUMAN:
        mail["Auto-Submitted"] = "auto-generated"
        mail["Precedence"] = "bulk"
    mail["Content-Language"] = "zh-CN" if message.language.startswith("zh") else "en"
    mail.set_content(rendered.text)
    mail.add_alternative(rendered.html, subtype="html")
    for file in _files(message):
        kind, _, subtype = file.content_type.partition("/")
        content = path_of(file.stored_as).read_bytes()
        mail.add_attachment(content, maintype=kind, subtype=subtype, filename=file.name)
    if (part := calendar_part(message)) is not None:
        mail.add_alternative(part[1], subtype="calendar", params={"method": part[0]})
    return mail


def _files(message: Message) -> list[Attachment]:
    """Public files of its case that go with this message."""
    wanted = message.facts.get("files") if message.case_id else None
    return (
        list(Attachment.objects.filter(pk__in=wanted, case=message.case_id, public=True).order_by("pk"))
        if wanted
        else []
    )


def _thread(mail: EmailMessage, message: Message) -> None:
    """Every mail of a case hangs under one root, and under the customer's mail that it answers."""
    if message.case is None:
        return
    root = addresses.thread_id(message.case.number)
    answered = message.facts.get("in_reply_to") or _last_mail(message)
    mail["In-Reply-To"] = answered or root
    mail["References"] = f"{root} {answered}" if answered else root
    mail["Reply-To"] = addresses.reply_address(message.case.number)


def _last_mail(message: Message) -> str:
    said = message.case.messages.exclude(mail_id="").filter(kind="public") if message.case else None
    mail_id = said.order_by("-id").values_list("mail_id", flat=True).first() if said is not None else None
    return mail_id or ""


def _checked(address: str) -> str:
    if not re.fullmatch(r"[!-~]+@[!-~]+", address) or set(address) & set('<>,;:"()[]\\'):
        raise ValueError(f"not an address that mail can be sent to: {address!r}")
    return address


class Line:
    """One connection, opened when it is first needed, opened anew when it was lost. Where it can't be opened at all, it
    isn't tried again for every mail of the batch."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._problem: Answer | None = None

    def open(self) -> Answer | None:
        """None where the server is ready to listen; otherwise why not."""
        if self._smtp is None and self._problem is None:
            try:
                self._smtp = self._connect()
            except (OSError, ValueError) as error:  # smtplib's and ssl's are OSErrors
                self._problem = Answer("again", _said(error))
        return self._problem

    def submit(self, sender: str, receiver: str, content: bytes) -> Answer:
        """Hand over one mail. "sent" only where the server said that it took it."""
        assert self._smtp is not None, "open() comes first"
        try:
            refused = self._announce(self._smtp, sender, receiver)
        except OSError as error:
            self._drop()
            return Answer("again", _said(error))
        return refused or self._hand_over(self._smtp, content)

    def close(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except OSError:
                self._smtp.close()
            self._smtp = None

    def _connect(self) -> smtplib.SMTP:
        where = (settings.SMTP_HOST, settings.SMTP_PORT)
        if settings.SMTP_TLS == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                *where,
                local_hostname=settings.MAIL_DOMAIN,
                timeout=TALK,
                context=ssl.create_default_context(),
            )
        else:
            smtp = smtplib.SMTP(*where, local_hostname=settings.MAIL_DOMAIN, timeout=TALK)
        try:
            self._greet(smtp)
        except OSError:
            smtp.close()
            raise
        return smtp

    def _greet(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if settings.SMTP_TLS == "starttls":
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if settings.SMTP_USER:
            smtp.login(settings.SMTP_USER, settings.SMTP_PASSWORD)

    def _announce(self, smtp: smtplib.SMTP, sender: str, receiver: str) -> Answer | None:
        """MAIL, RCPT, DATA; None where the server now waits for the body."""
        for wanted, step in ((250, "mail"), (250, "rcpt"), (354, "data")):
            match step:
                case "mail":
                    code, words = smtp.mail(sender)
                case "rcpt":
                    code, words = smtp.rcpt(receiver)
                case _:
                    code, words = smtp.docmd("DATA")
            if code != wanted and (wanted, code) != (250, 251):
                self._start_over(smtp, code)
                return _refused(code, words)
        return None

    def _hand_over(self, smtp: smtplib.SMTP, content: bytes) -> Answer:
        try:
            smtp.sock.settimeout(TAKE)  # type: ignore[union-attr]
            smtp.send(_on_the_wire(content))
            code, words = smtp.getreply()
            smtp.sock.settimeout(TALK)  # type: ignore[union-attr]
        except OSError as error:
            self._drop()
            return Answer("unknown", _said(error))
        if 200 <= code < 300:
            return Answer("sent", _line(code, words))
        self._start_over(smtp, code)
        return _refused(code, words)

    def _start_over(self, smtp: smtplib.SMTP, code: int) -> None:
        """After a refusal the line is cleared for the next mail, or given up."""
        try:
            if code == 421 or smtp.rset()[0] != 250:
                self._drop()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _on_the_wire(content: bytes) -> bytes:
    """Lines that begin with a dot get a second one; a dot alone ends the mail. (RFC 5321, 4.5.2)"""
    body = re.sub(rb"(?m)^\.", b"..", content)
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _refused(code: int, words: bytes) -> Answer:
    return Answer(rules.meaning(code), _line(code, words))


def _line(code: int, words: bytes) -> str:
    return rules.one_line(f"{code} {words.decode(errors='replace')}", 500)


def _said(error: Exception) -> str:
    return rules.one_line(f"{type(error).__name__}: {error}", 500)
