"""Mail that leaves, over real SMTP: the acknowledgement at once, each answer of the server, each way to lose a process."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings

from shounuo.cases.models import Case
from shounuo.casework.open_case import open_case
from shounuo.notifications.deliver import deliver_queued
from tests.support.smtp import Mailbox
from tests.support.world import MONDAY, World, build, ticket

pytestmark = pytest.mark.django_db
WANG = "wang@blue.example"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def sending(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setattr(settings, "SMTP_HOST", mailbox.host)
    monkeypatch.setattr(settings, "SMTP_PORT", mailbox.port)
    return mailbox


def deliver_all(minutes: float = 0) -> None:
    """Tick until nothing moves."""
    while deliver_queued(MONDAY + timedelta(minutes=minutes)):
        pass


def open_one(world: World, **said: object) -> Case:
    return open_case(ticket(world.wang, **said), by=world.wang.user.actor, at=MONDAY)  # type: ignore[union-attr]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


@pytest.mark.clause("5.2-acknowledge")
def test_the_acknowledgement_leaves_at_once_with_number_link_and_promises(world: World, sending: Mailbox) -> None:
    case = open_one(world)
    deliver_queued(MONDAY)
    [mail] = sending.to(WANG)
    assert mail["Subject"] == f"[{case.number}] 已收到:报表导出失败"
    text = text_of(mail)
    assert f"{settings.PUBLIC_URL}/cases/{case.number}" in text
    assert case.number in text
    assert case.priority == "P2"
    print(text, html_of(mail), mail.as_string()[:1500])
