"""Proving that somebody can be reached: a code goes to the address, and whoever gets it types it in. [5.2-notify]"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings

from shounuo.accounts.models import User
from shounuo.channels.reads import providers
from shounuo.kernel.actor import Actor
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.notifications.actions import Tell, tell
from shounuo.notifications.ladder import MAIL as MAIL_DELIVERY
from shounuo.staff import actions, rules
from shounuo.staff.models import ContactWay

MAIL = "email"


def codes_by() -> frozenset[str]:
    """The channels that a code can be sent by: mail, and those for which this house has an account with a vendor."""
    return frozenset({MAIL, *providers().values_list("channel", flat=True)})


def send_code(way: ContactWay, *, by: Actor, at: datetime) -> None:
    """A new code to this address, in the mail that leaves with the act. The code itself is kept nowhere: the message
    carries what it is derived from, the row what it is checked against."""
    provider = None if way.channel == MAIL else providers(way.channel).first()
    if way.channel != MAIL and provider is None:
        raise Refusal(
            "way.no_codes",
            t(
                "还没有这个渠道的账号，不能发送验证码",
                "There is no account for this channel yet, so no code can be sent by it",
            ),
            status=422,
        )
    nonce = secrets.token_hex(16)
    code = rules.code_of(settings.SECRET_KEY, way.pk, nonce)
    with atomic():
        actions.note_code(way, rules.sealed(settings.SECRET_KEY, way.pk, code), by=by, at=at)
        facts = {"way": way.pk, "nonce": nonce}
        told = Tell(
            f"code:{way.pk}:{nonce}", "contact.code", way.address, None, way.user, way.user.language, facts,
            first=True, channel=MAIL_DELIVERY if provider is None else way.channel, provider=provider,
        )  # fmt: skip
        tell([told], at=at)


def send_code_to_account(user: User, *, by: Actor, at: datetime) -> ContactWay:
    """A code to the account's own address, which is the first way to reach its person."""
    with atomic():
        way = ContactWay.objects.filter(user=user, channel="email", address=user.email, ended_at=None).first()
        way = way or actions.add_way(user, "email", user.email, by=by, at=at)
        send_code(way, by=by, at=at)
    return way


def verify(way: ContactWay, code: str, *, by: Actor, at: datetime) -> None:
    """What was typed is the code, or a Refusal says why not."""
    typed = "".join(letter for letter in code if letter.isascii() and letter.isdigit())
    actions.verify(way, rules.sealed(settings.SECRET_KEY, way.pk, typed), by=by, at=at)
