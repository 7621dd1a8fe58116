"""`shounuo intake mail` as a mail server runs it: its exit status decides whether the mail is kept, dropped or sent back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.server import Server
from tests.support.smtp import Mailbox

CAST = "from tests.support.world import build; from shounuo.kernel.clock import now; build(now())"
STRANGER = "From: x@elsewhere.example\nMessage-ID: <1@x>\nSubject: hi\n\nhello\n"


def test_taken_is_zero_and_the_second_time_too(installation: Server) -> None:
    first, second = (installation.run("intake", "mail", stdin=STRANGER) for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert len(first.stdout.splitlines()) == 1


def test_what_is_no_mail_is_65(installation: Server) -> None:
    for nonsense in ("", "hello", "Subject: no sender\n\nhello\n"):
        done = installation.run("intake", "mail", stdin=nonsense)
        assert done.returncode == 65
        assert len(done.stderr.splitlines()) == 1


def test_whatever_is_not_the_mails_fault_is_75(installation: Server) -> None:
    installation.environ["SHOUNUO_DATABASE"] = f"sqlite:///{installation.folder}/nowhere/none.sqlite3"
    assert installation.run("intake", "mail", stdin=STRANGER).returncode == 75
    installation.environ["SHOUNUO_PORT"] = "nonsense"
    assert installation.run("intake", "mail", stdin=STRANGER).returncode == 75


@pytest.mark.clause("5.2-acknowledge")
def test_a_mail_is_acknowledged_and_its_answer_threads_back(
    serve: Callable[..., Server], mailbox: Mailbox
) -> None:
    """The whole way: a mail in, the watch of a running server, a mail out, the answer in."""
    server = serve(smtp_host=mailbox.host, smtp_port=str(mailbox.port))
    assert server.run("manage", "shell", "-c", CAST).returncode == 0
    mail = "From: wang@blue.example\nMessage-ID: <1@b>\nSubject: db down\n\nall users cannot log in\n"
    assert server.run("intake", "mail", stdin=mail).returncode == 0
    mailbox.wait_for(2)
    [acknowledgement] = mailbox.to("wang@blue.example")
    number = acknowledgement["Subject"].partition("]")[0].removeprefix("[")
    answer = f"From: wang@blue.example\nTo: {acknowledgement['Reply-To']}\nMessage-ID: <2@b>\n\nthanks\n"
    done = server.run("intake", "mail", stdin=answer)
    assert number in done.stdout
    # those who are called to a P0 are written to as well
    assert any("客户回复" in str(mailbox.wait_for(count)[count - 1]["Subject"]) for count in range(3, 12))
    assert server.run("logbook", "verify").returncode == 0
