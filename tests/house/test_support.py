"""What the tests stand on behaves as it says: otherwise they prove something else."""

import smtplib
from email.message import EmailMessage

import pytest

from tests.support import postgres
from tests.support.clock import START, StandingClock
from tests.support.smtp import Mailbox


def send(mailbox: Mailbox, subject: str = "您好") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "desk@shounuo.example",
        "wang@customer.example",
        subject,
    )
    message.set_content("正文")
    with smtplib.SMTP(mailbox.host, mailbox.port, timeout=5) as server:
        server.send_message(message)


def test_a_mailbox_keeps_what_it_gets(mailbox: Mailbox) -> None:
    send(mailbox)
    (message,) = mailbox.wait_for(1)
    assert message["Subject"] == "您好"
    assert mailbox.to("wang@customer.example") == [message]
    assert mailbox.to("li@customer.example") == []


def test_a_mailbox_refuses_as_often_as_it_is_told(mailbox: Mailbox) -> None:
    mailbox.refuse("550 5.1.1 no such user")
    with pytest.raises(smtplib.SMTPDataError) as caught:
        send(mailbox)
    assert caught.value.smtp_code == 550
    send(mailbox)
    assert (mailbox.attempts, len(mailbox.messages)) == (2, 1)


def test_a_mailbox_may_take_a_mail_and_hang_up(mailbox: Mailbox) -> None:
    mailbox.drop()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mailbox)
    assert len(mailbox.wait_for(1)) == 1


def test_the_clock_stands_until_it_is_moved(clock: StandingClock) -> None:
    from shounuo.kernel import clock as kernel

    assert kernel.real_now() == START
    clock.forward(minutes=15)
    assert (kernel.real_now() - START).total_seconds() == 900


@pytest.mark.postgres
def test_a_temporary_postgres_leaves_nothing_behind() -> None:
    import psycopg

    with postgres.temporary() as address:
        folder = address.partition("host=")[2]
        with psycopg.connect(host=folder, user=postgres.USER, dbname="postgres") as connection:
            assert connection.execute(
                "SELECT datcollate FROM pg_database WHERE datname = 'postgres'"
            ).fetchone() == ("C.UTF-8",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=folder, user=postgres.USER, dbname="postgres")
