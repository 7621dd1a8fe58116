"""`shounuo intake mail --imap`, `shounuo serve` and `shounuo doctor` with a mailbox, as whoever runs the house meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.imap import MailServer, environ, imap_server
from tests.support.server import Server
from tests.support.smtp import Mailbox

CAST = "from tests.support.world import build; from shounuo.kernel.clock import now; build(now())"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with imap_server() as running:
        yield running


@pytest.fixture
def english(installation: Server, server: MailServer) -> Server:
    installation.environ |= environ(server) | {"SHOUNUO_LANG": "en"}
    return installation


def test_one_round(english: Server, server: MailServer) -> None:
    server.put(b"From: x@elsewhere.example\r\nMessage-ID: <1@x>\r\nSubject: hi\r\n\r\nhello\r\n")
    server.put(b"nonsense")
    first, second = (english.run("intake", "mail", "--imap") for _ in range(2))
    assert (first.returncode, first.stdout) == (0, "2 new mails\n")
    assert (second.returncode, second.stdout) == (0, "0 new mails\n")
    left = english.run("intake", "aside").stdout.split("\t")
    assert left[3] == "nothing can be made of it (no header)"
    again = english.run("intake", "again", left[0], "999")
    assert (again.returncode, again.stdout) == (1, f"{left[0]} is not taken yet\n")
    assert again.stderr.endswith("there is no such mail: 999\n")


def test_what_goes_wrong_is_one_line(english: Server, server: MailServer) -> None:
    english.environ["SHOUNUO_IMAP_PASSWORD"] = "wrong"
    refused = english.run("intake", "mail", "--imap")
    assert refused.returncode == 75
    assert refused.stderr == (
        "signing in to the mailbox: refused ([AUTHENTICATIONFAILED] wrong user or password)\n"
    )
    english.environ["SHOUNUO_IMAP_HOST"] = ""
    unset = english.run("intake", "mail", "--imap")
    assert (unset.returncode, unset.stderr) == (75, "SHOUNUO_IMAP_HOST is not set\n")


def test_the_doctor_looks_at_the_mailbox(english: Server, server: MailServer) -> None:
    whole = english.run("doctor").stdout
    assert "✓ the mailbox can be read, and the server tells of new mail" in whole
    assert "· the mailbox's password goes in the clear" in whole
    assert "· the mailbox has never been read" in whole
    assert "· no heartbeat is set" in whole
    server.put(b"nonsense")
    english.run("intake", "mail", "--imap")
    heard = len(server.heard)
    whole = english.run("doctor").stdout
    assert "never been read" not in whole
    assert "· 1 mails could not be taken" in whole
    assert not any(line.startswith("UID") for line in server.heard[heard:]), "a look changes nothing"
    english.move_clock("11m")
    told = english.run("doctor", "--only", "mail-in")
    assert told.returncode == 1
    assert "the mailbox has not been read since" in told.stdout


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PASSWORD", "wrong", "SHOUNUO_IMAP_USER and SHOUNUO_IMAP_PASSWORD"),
        ("FOLDER", "Nowhere", "SHOUNUO_IMAP_FOLDER"),
        ("PORT", "1", "SHOUNUO_IMAP_…"),
    ],
)
def test_the_doctor_says_what_to_mend(english: Server, name: str, value: str, says: str) -> None:
    english.environ[f"SHOUNUO_IMAP_{name}"] = value
    told = english.run("doctor", "--only", "mail-in")
    assert told.returncode == 1
    assert says in told.stdout.splitlines()[1]
    assert "Traceback" not in told.stdout + told.stderr


@pytest.mark.clause("5.2-acknowledge")
def test_serve_follows_the_mailbox(
    serve: Callable[..., Server], server: MailServer, mailbox: Mailbox
) -> None:
    """A mail lies in the mailbox, its acknowledgement arrives; and all of it ends when asked."""
    given = {name.removeprefix("SHOUNUO_").lower(): value for name, value in environ(server).items()}
    house = serve(smtp_host=mailbox.host, smtp_port=str(mailbox.port), **given)
    assert house.run("manage", "shell", "-c", CAST).returncode == 0
    server.wait_for("IDLE")
    server.put(
        b"From: wang@blue.example\r\nMessage-ID: <1@b>\r\nSubject: db down\r\n\r\nall users cannot log in\r\n"
    )
    mailbox.wait_for(2, seconds=30)
    [acknowledgement] = mailbox.to("wang@blue.example")
    assert acknowledgement["In-Reply-To"] == "<1@b>"
    assert server.flags() == [{"\\Seen"}]
    server.wait_for("IDLE", 2)
    assert house.stop() == 0
    assert "ERROR shounuo.intake" not in house.log()
    assert "意外退出" not in house.log()
