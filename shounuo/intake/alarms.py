"""What the desk is told of a mailbox: that it can't be read, and that a message could not be taken."""

from __future__ import annotations

import hashlib
from datetime import datetime

from shounuo.intake.models import Arrival, Mailbox
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.words import Words
from shounuo.notifications.actions import clear_alarm_keys, raise_alarm
from shounuo.notifications.rules import masked


def raise_message(row: Arrival, *, at: datetime) -> None:
    """One line for each sender, however many of their messages can't be taken."""
    who = masked(row.sender) if row.sender else "?"
    words = Words(
        f"{who} 的来信未能收取，已另存：{row.problem['zh']}。命令 shounuo intake aside 列出这些邮件",
        f"A mail from {who} could not be taken and is kept aside: {row.problem['en']}. shounuo intake aside lists them",
    )
    raise_alarm(_message_key(row), "mail.aside", words, at=at)


def clear_message(row: Arrival, *, at: datetime) -> None:
    """Once none of this sender's messages is left over."""
    others = Arrival.objects.filter(mailbox_id=row.mailbox_id, sender=row.sender)
    if not others.filter(state__in=("aside", "waiting")).exclude(pk=row.pk).exists():
        clear_alarm_keys([_message_key(row)], by=SYSTEM, at=at)


def _message_key(row: Arrival) -> str:
    digest = hashlib.sha256(row.sender.encode()).hexdigest()[:16]
    return f"mail.aside:{row.mailbox_id}:{digest}"


def raise_mailbox(box: Mailbox, *, at: datetime) -> None:
    words = Words(
        f"收信箱 {box.name} 已有一段时间无法读取：{box.problem['zh']}",
        f"The mailbox {box.name} could not be read for some time: {box.problem['en']}",
    )
    raise_alarm(_mailbox_key(box), "mail.mailbox", words, at=at)


def clear_mailbox(box: Mailbox, *, at: datetime) -> None:
    clear_alarm_keys([_mailbox_key(box)], by=SYSTEM, at=at)


def _mailbox_key(box: Mailbox) -> str:
    return f"mail.mailbox:{box.pk}"
