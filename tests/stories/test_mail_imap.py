"""A mailbox is read over IMAP: each message once, whoever else looks into it and however the server numbers it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from shounuo.cases.models import Case
from shounuo.casework.open_case import open_case
from shounuo.intake import follow, mailbox
from shounuo.intake.folder_names import on_the_wire
from shounuo.intake.models import Arrival, Mail, Mailbox
from shounuo.notifications.addresses import reply_address
from shounuo.notifications.models import Alarm, Message
from tests.support.clock import StandingClock
from tests.support.imap import MailServer, imap_server, reads_from
from tests.support.letters import LI, ZHAO, letter, said, taken, told
from tests.support.world import MONDAY, World, build, ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path: object, monkeypatch: pytest.MonkeyPatch, clock: StandingClock) -> World:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    return build()


@pytest.fixture
def case(world: World) -> Case:
    assert world.wang.user
    return open_case(ticket(world.wang), by=world.wang.user.actor, at=MONDAY)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with imap_server() as running:
        reads_from(running, monkeypatch)
        yield running


def mail(n: int, **given: str) -> bytes:
    """Mails that differ; a new case unless they say where they belong."""
    return letter(mail_id=f"<{n}@blue.example>", subject=f"报表 {n}", **given).as_bytes()


def visit() -> int:
    return follow.visit(threading.Event())


def states() -> list[tuple[int, str, bool]]:
    return list(Arrival.objects.order_by("pk").values_list("uid", "state", "filed"))


# ------------------------------------------------------------------ once


@pytest.mark.clause("5.2-acknowledge")
def test_what_lies_there_becomes_cases_and_replies_and_is_marked(server: MailServer, case: Case) -> None:
    server.put(mail(1))
    server.put(mail(2, to=reply_address(case.number), body="好了"))
    assert visit() == 2
    assert Case.objects.count() == 2
    assert said(case) == ["好了"]
    assert [kind for kind, _ in told()].count("case.acknowledged") == 2
    assert server.flags() == [{"\\Seen"}, {"\\Seen"}]
    assert states() == [(1, "taken", True), (2, "taken", True)]
    assert visit() == 0
    assert (Case.objects.count(), case.messages.count(), Mail.objects.count()) == (2, 1, 2)
    assert not Alarm.objects.exists()


def test_what_somebody_else_has_read_is_taken_all_the_same(server: MailServer, world: World) -> None:
    visit()
    server.put(mail(1))
    server.read_by_somebody_else()
    assert visit() == 1
    assert Case.objects.count() == 1


def test_what_is_marked_as_unread_again_is_not_taken_again(server: MailServer, world: World) -> None:
    server.put(mail(1))
    visit()
    server.folders["INBOX"].messages[0].flags.clear()
    assert visit() == 0
    assert Case.objects.count() == 1


def test_the_same_mail_in_two_copies_is_one(server: MailServer, case: Case) -> None:
    """As when To and Cc both lead here: the way is another, what is said is the same."""
    one = mail(1, to=reply_address(case.number))
    server.put(b"Received: by one.example; Mon, 2 Mar 2026 02:00:00 +0000\r\n" + one)
    server.put(b"Received: by two.example; Mon, 2 Mar 2026 02:00:01 +0000\r\n" + one)
    assert visit() == 2
    assert case.messages.count() == 1
    assert [state for _, state, _ in states()] == ["taken", "taken"]
    assert Mail.objects.get().arrivals.count() == 2


def test_a_mail_handed_in_by_the_mail_server_too_is_one(server: MailServer, world: World) -> None:
    one = letter()
    server.put(one.as_bytes())
    assert taken(one).outcome == "opened"
    assert visit() == 1
    assert Case.objects.count() == 1


def test_two_mails_under_one_message_id_are_two(server: MailServer, case: Case) -> None:
    for body in ("第一封", "第二封"):
        server.put(mail(1, to=reply_address(case.number), body=body))
    visit()
    assert said(case) == ["第一封", "第二封"]


# ------------------------------------------------------------------ numbers


def test_a_mailbox_that_is_numbered_anew_doubles_nothing_and_loses_nothing(
    server: MailServer, world: World
) -> None:
    server.put(mail(1))
    server.put(mail(2))
    visit()
    server.put(mail(3))
    server.remove(1)
    server.renumber()
    assert visit() == 2
    assert Case.objects.count() == 3
    box = Mailbox.objects.get()
    assert (box.validity, box.high) == (1002, 2)
    server.put(mail(4))
    assert visit() == 1
    assert Case.objects.count() == 4


def test_at_the_first_look_only_the_last_days_count(server: MailServer, world: World) -> None:
    """Years of mail that lie there become no cases; what arrives later counts, whatever its date is."""
    year_ago = datetime.now(UTC) - timedelta(days=365)
    server.put(mail(1), came=MONDAY - timedelta(days=365))
    server.put(mail(2), came=MONDAY - timedelta(days=2))
    assert visit() == 1
    server.put(mail(3), came=year_ago)
    assert visit() == 1
    assert visit() == 0
    assert sorted(Case.objects.values_list("subject", flat=True)) == ["报表 2", "报表 3"]


def test_many_messages_are_asked_about_in_parts(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shounuo.intake.line.WINDOW", 3)
    monkeypatch.setattr(mailbox, "CHUNK", 2)
    for n in range(8):
        server.put(mail(n))
    assert visit() == 8
    assert Case.objects.count() == 8
    assert Mailbox.objects.get().high == 8


def test_a_uid_that_shows_late_is_still_seen(server: MailServer, world: World) -> None:
    """UIDs go up (2.3.1.1), but not every server shows them in order."""
    inbox = server.folders["INBOX"]
    server.put(mail(1))
    server.put(mail(2))
    late = inbox.messages.pop(0)
    visit()
    inbox.messages.insert(0, late)
    assert visit() == 1
    assert Case.objects.count() == 2


# ------------------------------------------------------------------ what becomes of it at the server


@pytest.mark.parametrize(
    ("can", "left"),
    [({"MOVE", "UIDPLUS"}, 0), ({"UIDPLUS"}, 0), (set(), 2)],
    ids=["MOVE", "COPY and UID EXPUNGE", "COPY alone"],
)
def test_taken_mail_moves_to_another_folder(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch, can: set[str], left: int
) -> None:
    """With a name in Chinese, which the server asks to be made first; nobody else's deleted mail is removed on the way."""
    monkeypatch.setattr(settings, "IMAP_TAKEN", "move")
    monkeypatch.setattr(settings, "IMAP_TAKEN_FOLDER", "已处理")
    server.can = server.can - {"MOVE", "UIDPLUS"} | can
    server.put(mail(1))
    server.put(mail(2))
    assert visit() == 2
    assert server.count(on_the_wire("已处理").strip('"')) == 2
    assert server.count("INBOX") == left
    assert visit() == 0
    assert Case.objects.count() == 2


def test_left_alone_where_that_is_wished(
    server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "IMAP_TAKEN", "leave")
    server.put(mail(1))
    visit()
    assert server.flags() == [set()]
    assert visit() == 0
    assert Case.objects.count() == 1


def test_reading_marks_nothing_by_itself(server: MailServer, world: World) -> None:
    """BODY.PEEK: a mail that was read and not taken looks unread."""
    server.put(b"no header at all")
    visit()
    assert server.flags() == [{"\\Flagged"}]


# ------------------------------------------------------------------ ways in


@pytest.mark.parametrize("tls", ["tls", "starttls", "none"])
@pytest.mark.parametrize("plain", [True, False])
def test_signing_in(world: World, monkeypatch: pytest.MonkeyPatch, tls: str, plain: bool) -> None:
    """Under TLS of both kinds and in the clear, by AUTHENTICATE and by LOGIN with quotes in the password."""
    from tests.support.imap import CERTIFICATE

    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with imap_server(tls=tls) as server:
        if not plain:
            server.can.discard("AUTH=PLAIN")
        reads_from(server, monkeypatch)
        server.put(mail(1))
        assert visit() == 1
    assert Case.objects.count() == 1


def test_a_provider_that_wants_to_know_the_client(server: MailServer, world: World) -> None:
    """As 163 and 126 do, with these words."""
    server.wants_id = True
    server.put(mail(1))
    assert visit() == 1


def test_mails_of_several_customers(server: MailServer, world: World) -> None:
    for n, sender in enumerate((LI, ZHAO, "nobody@elsewhere.example")):
        server.put(letter(sender, mail_id=f"<{n}@x.example>").as_bytes())
    visit()
    assert sorted(Case.objects.values_list("requester__email", flat=True)) == [LI, ZHAO]
    assert Alarm.objects.get().kind == "mail.stranger"
    assert Message.objects.filter(kind="case.acknowledged").count() == 2
