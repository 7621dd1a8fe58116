"""At most one submission, whatever runs beside it and whatever dies: threads, processes, `kill -9`."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.db import connection

from shounuo.cases.models import Case
from shounuo.casework.open_case import open_case
from shounuo.intake.take import take
from shounuo.kernel import clock
from shounuo.kernel.transaction import atomic
from shounuo.notifications.actions import Tell, tell
from shounuo.notifications.addresses import reply_address
from shounuo.notifications.deliver import deliver_queued
from shounuo.notifications.models import Alarm, Delivery
from tests.support.children import database_address, wait_until
from tests.support.smtp import Mailbox
from tests.support.world import MONDAY, World, build, ticket

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = MONDAY + timedelta(seconds=1)


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def case(world: World) -> Case:
    assert world.wang.user
    opened = open_case(ticket(world.wang), by=world.wang.user.actor, at=MONDAY)
    Delivery.objects.update(state="withdrawn")
    return opened


@pytest.fixture
def sending(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    monkeypatch.setattr(settings, "SMTP_HOST", mailbox.host)
    monkeypatch.setattr(settings, "SMTP_PORT", mailbox.port)
    return mailbox


def queue(case: Case, count: int) -> None:
    with atomic():
        facts = {"engineer": "周值班"}
        tell(
            [
                Tell(f"m{n}", "case.accepted", f"p{n}@blue.example", case, None, "zh-hans", facts)
                for n in range(count)
            ],
            at=MONDAY,
        )


def in_threads(work: Callable[[], object], count: int) -> None:
    """The same work at the same moment in so many threads; what one raises is raised here."""
    start, failures = threading.Barrier(count), []

    def run() -> None:
        start.wait()
        try:
            work()
        except Exception as error:  # shown below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def deliver_all() -> None:
    while deliver_queued(NEXT):
        pass


def arrived(mailbox: Mailbox) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in mailbox.messages)


def states() -> list[str]:
    rows = Delivery.objects.exclude(state="withdrawn").order_by("message_id", "ordinal")
    return list(rows.values_list("state", flat=True))


def test_many_threads_deliver_each_mail_once(case: Case, sending: Mailbox) -> None:
    queue(case, 60)
    in_threads(deliver_all, 4)
    assert set(arrived(sending).values()) == {1}
    assert len(sending.messages) == 60
    assert states() == ["sent"] * 60


def test_threads_that_expire_the_same_lease_follow_it_up_once(case: Case, sending: Mailbox) -> None:
    queue(case, 5)
    lost = {"state": "sending", "lease_by": "gone", "lease_until": clock.real_now() - timedelta(minutes=1)}
    Delivery.objects.filter(state="queued").update(**lost)
    in_threads(deliver_all, 4)
    assert states() == ["failed", "sent"] * 5
    assert set(arrived(sending).values()) == {1}


def test_the_same_mail_taken_in_twice_at_once_is_one_message(case: Case) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = (
        "wang@blue.example",
        reply_address(case.number),
        "<one@blue.example>",
    )
    mail.set_content("好了")
    in_threads(lambda: take(mail.as_bytes(), at=NEXT), 4)
    assert case.messages.count() == 1


# ------------------------------------------------------------------ kill -9

CHILD = """
import sys, time
from datetime import datetime, timedelta
from shounuo.site import start
start.django()
from shounuo.notifications import deliver, mail

def stand_still(*_, **__):
    print("here", flush=True)
    time.sleep(120)

{prepare}
print("ready", flush=True)
while deliver.deliver_queued(datetime.fromisoformat({at!r})) or {forever}:
    time.sleep(0.01)
"""


@pytest.fixture
def child(sending: Mailbox) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Another process that delivers from the same database; `prepare` says where it stands still."""
    started: list[subprocess.Popen[str]] = []

    def start(prepare: str, *, forever: bool = False) -> subprocess.Popen[str]:
        environ = os.environ | {
            "SHOUNUO_DATABASE": database_address(),
            "SHOUNUO_SMTP_HOST": sending.host,
            "SHOUNUO_SMTP_PORT": str(sending.port),
        }
        script = CHILD.format(prepare=prepare, at=NEXT.isoformat(), forever=forever)
        process = subprocess.Popen(
            [sys.executable, "-c", script], env=environ, stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.mark.parametrize(
    ("dies", "prepare", "end", "mails"),
    [
        ("between claim and call", "deliver.begin = stand_still", ["failed", "sent"], 1),
        ("between the last check and the call", "mail.Line.submit = stand_still", ["unknown"], 0),
        ("between the call and its result", "deliver.finish = stand_still", ["unknown"], 1),
    ],
)
def test_a_process_killed(
    dies: str, prepare: str, end: list[str], mails: int,
    case: Case, sending: Mailbox, child: Callable[..., subprocess.Popen[str]],
) -> None:  # fmt: skip
    queue(case, 1)
    process = child(prepare)
    wait_until(process, "here")
    process.kill()
    process.wait()
    deliver_all()
    assert states() == ["sending"], dies
    Delivery.objects.filter(state="sending").update(lease_until=clock.real_now() - timedelta(seconds=1))
    deliver_all()
    assert states() == end, dies
    assert len(sending.messages) == mails
    assert Alarm.objects.count() == end.count("unknown")


def test_processes_killed_again_and_again_submit_nothing_twice(
    case: Case, sending: Mailbox, child: Callable[..., subprocess.Popen[str]]
) -> None:
    queue(case, 120)
    sending.delay = 0.02
    for _ in range(4):
        process = child("deliver.LEASE = timedelta(seconds=1)", forever=True)
        wait_until(process, "ready")
        time.sleep(random.uniform(0.1, 0.6))
        process.kill()
        process.wait()
    Delivery.objects.filter(state="sending").update(lease_until=clock.real_now() - timedelta(seconds=1))
    deliver_all()
    assert set(arrived(sending).values()) == {1}
    by_message = Delivery.objects.exclude(state="withdrawn").values_list("message_id", "state")
    last = dict(by_message.order_by("ordinal"))
    assert set(last.values()) <= {"sent", "unknown"}
    assert len(last) == 120
    unknown = list(last.values()).count("unknown")
    assert unknown <= 4
    assert 120 - unknown <= len(sending.messages) <= 120
    assert Alarm.objects.filter(kind="message.unknown").count() == unknown
