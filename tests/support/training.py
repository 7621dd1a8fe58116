"""A newcomer before the desk, a watch that comes by, and mail that leaves."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.conf import settings

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.casework import rounds
from shounuo.kernel.actor import SYSTEM
from shounuo.staff.actions import register
from shounuo.training.models import Session
from shounuo.watch.loop import tick
from tests.support.smtp import Mailbox

NEWCOMER = "new@house.example"


def newcomer(at: datetime, email: str = NEWCOMER, name: str = "林新人", role: str = "duty_engineer") -> User:
    """Registered, not cleared for duty, on no duty."""
    user = accounts.enrol(email, name, staff=True, password=None, roles=[role], by=SYSTEM, at=at)
    register(user, "L1", {"function": 2}, cleared=False, by=SYSTEM, at=at)
    return user


def watch(at: datetime) -> None:
    """The watch starts if it has not, and works until nothing moves."""
    rounds.set_out(at)
    while tick(at):
        pass


def session(kind: str, period: str) -> Session:
    return Session.objects.get(kind=kind, period=period, makes_up=None)


def sending_to(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setattr(settings, "SMTP_HOST", mailbox.host)
    monkeypatch.setattr(settings, "SMTP_PORT", mailbox.port)
    return mailbox
