"""`shounuo intake mail` as a mail server runs it: its exit status decides whether the mail is kept, dropped or sent back."""

from __future__ import annotations

from tests.support.server import Server

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
