"""What a mailbox, a network or a mail may do wrong: it is said in plain words, put off, and nothing else is held up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from shounuo.cases.models import Case
from shounuo.intake import filing, follow, one, take, wire
from shounuo.intake.letter import Letter, read
from shounuo.intake.models import Arrival, Mailbox
from shounuo.intake.trouble import Trouble
from shounuo.logbook.models import Entry
from shounuo.notifications.models import Alarm
from shounuo.notifications.reads import open_alarms
from shounuo.site import mail_aside
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


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Subjects over which taking falls."""
    bad: list[str] = []

    def falls(raw: bytes) -> Letter:
        found = read(raw)
        if found.subject in bad:
            raise RecursionError("too deep")
        return found

    monkeypatch.setattr(take, "read", falls)
    return bad


def mail(n: int, **given: str) -> bytes:
    return letter(mail_id=f"<{n}@blue.example>", subject=f"报表 {n}", **given).as_bytes()


def visit() -> int:
    return follow.visit(threading.Event())


def subjects() -> list[str]:
    return sorted(Case.objects.values_list("subject", flat=True))


def desk() -> list[str]:
    return list(open_alarms().values_list("kind", flat=True))


def fails(kind: str, says: str) -> None:
    with pytest.raises(Trouble) as caught:
        visit()
    assert caught.value.kind == kind, caught.value
    assert says in str(caught.value)
    assert Mailbox.objects.get().problem["en"] == str(caught.value)


# ------------------------------------------------------------------ mails that can't be taken


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_raises_is_kept_and_tried_again_and_holds_up_nobody(
    server: MailServer, world: World, poison: list[str], clock: StandingClock, tmp_path: Path
) -> None:
    poison.append("报表 1")
    server.put(mail(1))
    server.put(mail(2))
    visit()
    assert subjects() == ["报表 2"]
    kept = Arrival.objects.get(uid=1)
    assert (kept.state, kept.tries, kept.filed) == ("waiting", 1, False)
    assert (tmp_path / kept.kept).read_bytes() == mail(1)
    assert desk() == []
    clock.forward(minutes=2)
    server.remove(1)
    visit()
    assert desk() == ["mail.aside"]
    assert "wa***@blue.example" in Alarm.objects.get().words["zh"]
    poison.clear()
    clock.forward(minutes=6)
    visit()
    assert subjects() == ["报表 1", "报表 2"]
    assert desk() == []
    assert not (tmp_path / kept.kept).exists()
    assert visit() == 0


def test_after_some_tries_it_is_a_persons(
    server: MailServer,
    world: World,
    poison: list[str],
    clock: StandingClock,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server.put(mail(1))
    poison.append("报表 1")
    for minutes in (0, 2, 6, 16, 61, 61, 61):
        clock.forward(minutes=minutes)
        visit()
    row = Arrival.objects.get()
    assert (row.state, row.tries, row.filed) == ("aside", 5, True)
    assert server.flags() == [{"\\Flagged"}]
    assert desk() == ["mail.aside"]
    assert mail_aside.listed() == 0
    assert capsys.readouterr().out.split("\t")[:3:2] == [str(row.pk), "wang@blue.example"]
    assert mail_aside.again([row.pk]) == 1
    poison.clear()
    assert mail_aside.again([row.pk]) == 0
    assert mail_aside.again([row.pk]) == 1
    assert (subjects(), desk()) == (["报表 1"], [])


@pytest.mark.django_db(transaction=True)
def test_a_person_gives_one_up(server: MailServer, world: World, tmp_path: Path) -> None:
    server.put(b"no header\r\n")
    visit()
    row = Arrival.objects.get()
    assert (tmp_path / row.kept).exists()
    assert mail_aside.drop([row.pk]) == 0
    assert not (tmp_path / row.kept).exists()
    assert (desk(), mail_aside.drop([row.pk])) == ([], 1)
    assert Entry.objects.filter(verb="mail.dropped").count() == 1
    visit()
    assert (Arrival.objects.get().state, subjects()) == ("dropped", [])


@pytest.mark.parametrize(
    "raw", [b"", b"no header\r\n", b"Subject: x\r\n\r\nbody", b"From: a@x, b@x\r\n\r\nx"]
)
def test_what_is_no_mail_is_set_aside_at_once(server: MailServer, world: World, raw: bytes) -> None:
    server.put(raw)
    server.put(mail(2))
    visit()
    assert subjects() == ["报表 2"]
    assert Arrival.objects.get(uid=1).state == "aside"
    assert desk() == ["mail.aside"]


def test_set_aside_in_a_folder_of_its_own(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "IMAP_ASIDE_FOLDER", "Aside")
    server.put(b"no header\r\n")
    visit()
    assert (server.count("Aside"), server.count("INBOX")) == (1, 0)


def test_a_mail_that_is_too_large_is_not_read(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one, "MOST_BYTES", 5000)
    server.put(mail(1, body="长" * 5000))
    server.put(mail(2))
    visit()
    assert subjects() == ["报表 2"]
    row = Arrival.objects.get(uid=1)
    assert (row.state, row.kept, row.sender) == ("aside", "", "wang@blue.example")
    assert not any("UID FETCH 1 (UID BODY.PEEK[])" in line for line in server.heard)
    assert desk() == ["mail.aside"]


def test_whoever_writes_too_many_waits_and_is_taken_later(
    server: MailServer, world: World, clock: StandingClock
) -> None:
    for n in range(12):
        server.put(mail(n))
    visit()
    assert (Case.objects.count(), desk()) == (10, ["mail.flood"])
    clock.forward(minutes=11)
    visit()
    assert Case.objects.count() == 10
    clock.forward(minutes=60)
    visit()
    assert Case.objects.count() == 12
    assert set(Arrival.objects.values_list("state", "filed")) == {("taken", True)}


def test_a_mail_that_the_server_does_not_give_out(
    server: MailServer, world: World, clock: StandingClock
) -> None:
    server.put(mail(1))
    server.put(mail(2))
    server.empty.add(1)
    visit()
    assert subjects() == ["报表 2"]
    server.empty.clear()
    clock.forward(minutes=2)
    visit()
    assert subjects() == ["报表 1", "报表 2"]


def test_a_mail_over_which_the_server_falls(server: MailServer, world: World, clock: StandingClock) -> None:
    """Each round gets past it; it is on the desk, and tried every hour as long as it lies there."""
    server.put(mail(1))
    server.put(mail(2))
    server.fatal.add(1)
    fails("lost", "hung up")
    assert visit() == 1
    assert subjects() == ["报表 2"]
    for _ in range(7):
        clock.forward(minutes=61)
        fails("lost", "hung up")
    assert Arrival.objects.get(uid=1).state == "waiting"
    assert "mail.aside" in desk()
    server.fatal.clear()
    clock.forward(minutes=61)
    visit()
    assert (subjects(), desk()) == (["报表 1", "报表 2"], [])


def test_a_mail_that_somebody_took_away_is_gone(
    server: MailServer, world: World, clock: StandingClock
) -> None:
    server.put(mail(1))
    server.empty.add(1)
    visit()
    server.remove(1)
    clock.forward(minutes=2)
    visit()
    assert (Arrival.objects.get().state, subjects(), desk()) == ("gone", [], [])


# ------------------------------------------------------------------ lines that break


@pytest.mark.parametrize("size", [0, 10, 300])
def test_a_line_cut_in_the_middle_of_a_mail(
    server: MailServer, world: World, clock: StandingClock, size: int
) -> None:
    server.put(mail(1, body="x" * 500))
    server.cut_after(size)
    fails("lost", "hung up")
    assert subjects() == []
    clock.forward(minutes=2)
    visit()
    assert subjects() == ["报表 1"]


@pytest.mark.parametrize(
    ("verb", "said", "kind", "words"),
    [
        ("SELECT", "NO [NONEXISTENT] no such folder", "refused", "no such folder"),
        ("SEARCH", "NO try again later", "refused", "try again later"),
        ("SEARCH", "BAD what?", "told", "what?"),
        ("SEARCH", "BYE shutting down", "lost", "shutting down"),
        ("STORE", "NO read-only", "refused", "read-only"),
        ("CAPABILITY", "BYE too many connections", "lost", "too many connections"),
    ],
)
def test_a_server_that_says_no(
    server: MailServer, world: World, verb: str, said: str, kind: str, words: str
) -> None:
    server.put(mail(1))
    server.answer(verb, said)
    fails(kind, words)
    visit()
    assert subjects() == ["报表 1"]
    assert server.flags() == [{"\\Seen"}]


def test_a_wrong_password(server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IMAP_PASSWORD", "wrong")
    fails("login", "wrong user or password")
    server.can.discard("AUTH=PLAIN")
    fails("login", "wrong user or password")


def test_no_password_in_the_clear_where_the_server_forbids_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap_server(tls="starttls") as server:
        reads_from(server, monkeypatch, tls="none")
        fails("login", "use TLS")
        assert not any(line.startswith(("LOGIN", "AUTHENTICATE")) for line in server.heard)


def test_a_certificate_that_nobody_vouches_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with imap_server(tls="tls") as server:
        reads_from(server, monkeypatch)
        fails("tls", "self-signed")


def test_nobody_listens(server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "IMAP_PORT", 1)
    fails("away", "refused")


@pytest.mark.parametrize("verb", ["CAPABILITY", "SELECT", "FETCH"])
def test_a_server_that_is_silent(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setattr(wire.Wire, "within", _hasty(wire.Wire.within))
    server.put(mail(1))
    server.silent.add(verb)
    fails("slow", "no answer in time")


def test_a_server_that_drips(server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then is no sign of life: the whole has its time."""
    monkeypatch.setattr(wire.Wire, "within", _hasty(wire.Wire.within))
    server.put(mail(1))
    server.drip = 0.05
    fails("slow", "no answer in time")
    assert subjects() == []


def _hasty(within: Any) -> Any:
    return lambda self, seconds: within(self, min(seconds, 0.5))


# ------------------------------------------------------------------ followed for good


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
        fails("login", "wrong")
    assert desk() == []
    clock.forward(minutes=1)
    fails("login", "wrong")
    assert desk() == ["mail.mailbox"]
    assert "登录收信服务器" in Alarm.objects.get().words["zh"]
    Alarm.objects.update(cleared_at=clock.now)
    fails("login", "wrong")
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
