"""A mailbox is followed for good: what comes is taken as it comes, and what fails is got over, and told when it lasts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from shounuo.cases.models import Case
from shounuo.intake import filing, follow
from shounuo.intake.models import Mailbox
from shounuo.intake.trouble import Trouble
from shounuo.notifications.models import Alarm
from shounuo.notifications.reads import open_alarms
from tests.support.clock import StandingClock
from tests.support.imap import MailServer, imap_server, reads_from
from tests.support.letters import letter
from tests.support.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: object, monkeypatch: pytest.MonkeyPatch, clock: StandingClock) -> World:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    return build()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with imap_server() as running:
        reads_from(running, monkeypatch)
        yield running


def mail(n: int) -> bytes:
    return letter(mail_id=f"<{n}@blue.example>", subject=f"报表 {n}").as_bytes()


def subjects() -> list[str]:
    return sorted(Case.objects.values_list("subject", flat=True))


def desk() -> list[str]:
    return list(open_alarms().values_list("kind", flat=True))


def visit() -> None:
    follow.visit(threading.Event())


def is_refused() -> None:
    with pytest.raises(Trouble) as caught:
        visit()
    assert caught.value.kind == "login"


class Followed:
    """A follower as a thread; pauses are short, and counted."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=follow.follow, args=(self.stop,), daemon=True)

    def __enter__(self) -> Followed:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(20)
        assert not self.thread.is_alive()


def test_an_alarm_after_some_time_without_success_and_none_after_one(
    server: MailServer, world: World, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "IMAP_PASSWORD", "wrong")
    for minutes in (0, 5, 4):
        clock.forward(minutes=minutes)
        is_refused()
    assert desk() == []
    clock.forward(minutes=1)
    is_refused()
    assert desk() == ["mail.mailbox"]
    assert "登录收信服务器" in Alarm.objects.get().words["zh"]
    Alarm.objects.update(cleared_at=clock.now)
    is_refused()
    assert desk() == [], "what a person has seen to does not come back each minute"
    Alarm.objects.update(cleared_at=None)
    reads_from(server, monkeypatch)
    visit()
    assert desk() == []
    box = Mailbox.objects.get()
    assert (box.failing_since, box.problem, box.succeeded_at) == (None, {}, clock.now)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("idle", [True, False])
def test_new_mail_is_taken_as_it_comes(
    server: MailServer, world: World, idle: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not idle:
        server.can.discard("IDLE")
    with Followed():
        server.wait_for("IDLE" if idle else "SEARCH")
        for n in range(3):
            server.put(mail(n))
            server.wait_for("STORE", n + 1)
    assert subjects() == ["报表 0", "报表 1", "报表 2"]
    assert server.logins == 1


@pytest.mark.django_db(transaction=True)
def test_mail_that_comes_during_a_round_is_not_slept_over(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server speaks of it with an answer to something else, and will not say so again."""
    file_away = filing.file_away

    def and_another_comes(*given: Any) -> None:
        if server.bodies == 1 and server.count("INBOX") == 1:
            server.put(mail(2))
        file_away(*given)

    monkeypatch.setattr(filing, "file_away", and_another_comes)
    server.put(mail(1))
    with Followed():
        server.wait_for("STORE", 2, seconds=15)
    assert subjects() == ["报表 1", "报表 2"]


@pytest.mark.django_db(transaction=True)
def test_a_follower_gets_over_a_server_that_goes_and_comes(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shounuo.intake.patience.LINE", (timedelta(seconds=0.05), timedelta(seconds=0.2)))
    server.answer("SELECT", "BYE restarting", "NO not yet")
    server.answer("SEARCH", "BAD what?")
    server.put(mail(1))
    with Followed():
        server.wait_for("STORE")
        server.wait_for("IDLE")
    assert subjects() == ["报表 1"]
    assert server.logins == 4
    assert Mailbox.objects.get().failing_since is None
