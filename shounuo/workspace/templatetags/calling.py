"""Words of calls and attempts, and the inbox's count in the header."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone

from shounuo.accounts.models import User
from shounuo.counter import live
from shounuo.kernel.words import t
from shounuo.look.templatetags.times import length
from shounuo.notifications import inbox
from shounuo.notifications.attempts import Attempt
from shounuo.notifications.words import ATTEMPTS, FATES, VIA
from shounuo.workspace.calling import whom_words
from shounuo.workspace.templatetags.duty import CHANNELS

register = template.Library()
TONES = {"sent": "running", "failed": "broken", "unknown": "risk"}
FATE_TONES = {"delivered": "kept", "undelivered": "broken", "acknowledged": "kept"}


@register.filter
def channel(key: str) -> str:
    return str(CHANNELS.get(key, key))


@register.filter
def via(key: str) -> str:
    return str(VIA.get(key, CHANNELS.get(key, key)))


@register.filter
def whom(key: str) -> str:
    return str(whom_words(key))


@register.filter
def attempt_state(one: Attempt) -> str:
    """The last word on it: what the vendor told later, else how the submission stands."""
    return str(FATES[one.receipt] if one.receipt in FATES else ATTEMPTS[one.state])


@register.filter
def attempt_tone(one: Attempt) -> str:
    return FATE_TONES.get(one.receipt) or TONES.get(one.state, "neutral")


@register.filter
def clock(at: datetime) -> str:
    """To the second, in the reader's zone: attempts follow each other within a minute."""
    return f"{timezone.localtime(at):%H:%M:%S}"


@register.filter
def lateness(late: timedelta | None) -> str:
    """How long after its due time something was submitted: "准时" below a second."""
    if late is None:
        return ""
    if late < timedelta(seconds=1):
        return t("准时", "on time")
    return t("晚 {length}", "{length} late", length=length(late))


@register.simple_tag(takes_context=True)
def unread_count(context: template.Context) -> dict[str, Any]:
    """How many messages the reader has not read, and the tag under which the header was drawn. One query."""
    user, at = context["user"], context["now"]
    if not isinstance(getattr(user, "pk", None), int) or not user.is_staff_member:
        return {"count": 0, "words": "", "tag": ""}
    return counted(user, at)


def counted(user: User, at: datetime) -> dict[str, Any]:
    count = inbox.unread(user, at)
    words = f"{inbox.COUNTED - 1}+" if count >= inbox.COUNTED else str(count)
    return {"count": count, "words": words, "tag": live.tag(at, "unread", count)}
