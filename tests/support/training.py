"""A newcomer before the desk, a watch that comes by, and mail that leaves."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from shounuo.accounts import actions as accounts
from shounuo.accounts.models import User
from shounuo.casework import rounds
from shounuo.commitments.models import Commitment
from shounuo.kernel.actor import SYSTEM
from shounuo.staff.actions import register
from shounuo.training.models import Session
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.smtp import Mailbox

NEWCOMER = "new@house.example"
TEAM = ["architect", "duty", "lead", "second", "senior"]
MEETING = {
    "begins_at": "2026-03-18T14:00",
    "minutes": "120",
    "topic": "S3 新功能与最佳实践",
    "place": "三号会议室",
    "material": "",
}


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


def page_of(one: Session) -> str:
    return f"/desk/training/sessions/{one.pk}"


def send(client: Client, one: Session, noun: str, **said: Any) -> Any:
    return client.post(f"{page_of(one)}/{noun}", said)


def promised(one: Session) -> Commitment:
    return Commitment.objects.get(about=one.about)


def only_invitations(mails: list[EmailMessage]) -> list[EmailMessage]:
    """Without what else arrives on a Monday morning."""
    return [mail for mail in mails if _calendars(mail)]


def invitations(mails: list[EmailMessage]) -> list[tuple[str, str, int, str]]:
    """(to, method, sequence, begins) of each, by address."""
    return sorted(_invitation(mail) for mail in mails)


def _invitation(mail: EmailMessage) -> tuple[str, str, int, str]:
    (part,) = _calendars(mail)
    calendar = Calendar.from_ical(str(part.get_content()))
    (event,) = calendar.walk("VEVENT")
    assert part.get_param("method") == calendar["METHOD"]
    name, begins = mail["To"].partition("@")[0], event.decoded("DTSTART")
    assert str(event["ATTENDEE"]) == f"mailto:{mail['To']}"
    return name, str(calendar["METHOD"]), int(str(event["SEQUENCE"])), begins.strftime("%m-%d %H:%M")


def _calendars(mail: EmailMessage) -> list[Any]:
    return [part for part in mail.walk() if part.get_content_type() == "text/calendar"]


def uids(mails: list[EmailMessage]) -> set[str]:
    parts = [part for mail in mails for part in _calendars(mail)]
    return {str(Calendar.from_ical(str(part.get_content())).walk("VEVENT")[0]["UID"]) for part in parts}


def deliver(clock: StandingClock) -> None:
    while tick(clock.now):
        pass
