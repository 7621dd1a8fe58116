"""The addresses and message ids that tie a mail to its case.

Reply-To `support+482177305.<token>@domain`; Message-ID `<SN-482177305.17@domain>` in the thread `<SN-482177305@domain>`.
The mailbox before the plus is the one of SHOUNUO_MAIL_FROM.
"""

from __future__ import annotations

import re
from email.utils import parseaddr

from django.conf import settings

from shounuo.notifications import rules
from shounuo.notifications.models import Message


def sender() -> str:
    """The bare address our mails come from, in small letters."""
    return parseaddr(settings.MAIL_FROM)[1].lower()


def reply_address(number: str) -> str:
    return f"{rules.reply_local_part(_mailbox(), number, settings.SECRET_KEY)}@{settings.MAIL_DOMAIN}"


def number_of(address: str) -> str | None:
    """The case number of a reply address with a true token; None for any other address."""
    local, _, domain = address.rpartition("@")
    if domain.lower() != settings.MAIL_DOMAIN.lower():
        return None
    return rules.number_in(local, _mailbox(), settings.SECRET_KEY)


def is_ours(address: str) -> bool:
    """Whether mail from this address is our own: the sender's, or a reply address of the same mailbox."""
    local, _, domain = address.lower().rpartition("@")
    ours = domain == settings.MAIL_DOMAIN.lower() and local.partition("+")[0] == _mailbox()
    return ours or address.lower() == sender()


def message_id(message: Message) -> str:
    """One for each message, the same for its repeats."""
    stem = message.case.number if message.case else "desk"
    return f"<{stem}.{message.pk}@{settings.MAIL_DOMAIN}>"


def thread_id(number: str) -> str:
    return f"<{number}@{settings.MAIL_DOMAIN}>"


def number_of_id(mail_id: str) -> str | None:
    """The case number in a message id of the shape that we give."""
    match = _own_id().fullmatch(mail_id.strip())
    return match["number"] if match else None


def is_own_id(mail_id: str) -> bool:
    return bool(_own_id().fullmatch(mail_id.strip()))


def own_ids(text: str) -> list[str]:
    """Message ids of ours inside a text, a bounce's quoted headers for instance."""
    return [match[0] for match in _own_id().finditer(text)]


def _own_id() -> re.Pattern[str]:
    domain = re.escape(settings.MAIL_DOMAIN)
    return re.compile(rf"<(?:(?P<number>SN-\d{{9}})(?:\.\d+)?|desk\.\d+)@{domain}>", re.IGNORECASE)


def _mailbox() -> str:
    return sender().rpartition("@")[0].partition("+")[0]
