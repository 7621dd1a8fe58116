"""A test mail: to this address, once, now, and what the mail server said. [5.2-notify]"""

from __future__ import annotations

import secrets
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings

from shounuo.channels.shape import Answer
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.logbook.actions import record
from shounuo.notifications import addresses
from shounuo.notifications.mail import Line
from shounuo.staff.rules import address_problem

STREAM = "mail"
"""Where test mails stand in the logbook: they belong to no case."""


def try_mail(address: str, *, by: Actor, at: datetime) -> Answer:
    """The server's answer, on record. No transaction waits for the server."""
    address = address.strip()
    wrong = address_problem("email", address)
    if wrong:
        raise Refusal("mail.address", str(wrong), status=422, field="address")
    answer = _submit(address, _letter(address, by, at))
    with atomic():
        record(
            "message.tried", stream=STREAM, by=by, at=at, state=answer.state,
            private={"to": address, "answer": answer.words},
        )  # fmt: skip
    return answer


def _submit(address: str, content: bytes) -> Answer:
    line = Line()
    try:
        return line.open() or line.submit(addresses.sender(), address, content)
    finally:
        line.close()


def _letter(address: str, by: Actor, at: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    mail["From"], mail["To"] = settings.MAIL_FROM, address
    mail["Subject"] = t("守诺测试邮件", "Shounuo: a test mail")
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<trial-{secrets.token_hex(8)}@{settings.MAIL_DOMAIN}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(
        t(
            "{who} 正在测试邮件渠道。收到即表示接通，无需处理。",
            "{who} tries out the mail channel. If you read this, it works; nothing is to be done.",
            who=by.name,
        )
    )
    return mail.as_bytes()
