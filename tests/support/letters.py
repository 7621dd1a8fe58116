"""Mails as people send them to the desk, for stories of the mail door."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage

from shounuo.cases.models import Case
from shounuo.intake.take import Taken, take
from shounuo.notifications.models import Message
from tests.support.world import MONDAY

WANG, LI, ZHAO = "wang@blue.example", "li@blue.example", "zhao@red.example"
SOON = MONDAY + timedelta(minutes=20)


def letter(
    sender: str = WANG, body: str = "重启后好了,谢谢。", *, to: str = "support@shounuo.example", subject: str = "您好",
    mail_id: str = "<one@blue.example>", **headers: str,
) -> EmailMessage:  # fmt: skip
    """A mail; further headers by their names with underlines: Auto_Submitted="auto-replied"."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
        f"someone <{sender}>",
        to,
        subject,
        mail_id,
    )
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(body)
    return mail


def taken(mail: EmailMessage, at: datetime = SOON) -> Taken:
    return take(mail.as_bytes(), at=at)


def said(case: Case, kind: str = "public") -> list[str]:
    """What stands in the conversation, oldest first."""
    return list(case.messages.filter(kind=kind).order_by("id").values_list("body", flat=True))


def told() -> list[tuple[str, str]]:
    """Which messages were queued, and to whom."""
    return list(Message.objects.order_by("id").values_list("kind", "address"))
