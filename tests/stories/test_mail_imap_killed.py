"""Followers of a mailbox are killed with kill -9 wherever they stand: every message is one case or one reply, once.

[5.2-acknowledge, 5.1-online-24x7]
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from shounuo.cases.models import Case
from shounuo.casework.open_case import open_case
from shounuo.intake import follow
from shounuo.intake.models import Arrival, Mail
from shounuo.kernel.clock import now
from shounuo.notifications.addresses import reply_address
from shounuo.notifications.models import Alarm, Delivery, Message
from tests.support.children import database_address, wait_until
from tests.support.imap import MailServer, environ, imap_server, reads_from
from tests.support.letters import letter, said
from tests.support.server import Server
from tests.support.world import World, build, ticket

FOLLOWERS = 2


@pytest.fixture
def server() -> Iterator[MailServer]:
    with imap_server() as running:
        yield running


# ------------------------------------------------------------------ wherever they stand

CHILD = """
import sys, threading, time
from shounuo.site import start
start.django()
from shounuo.intake import actions, filing, follow, line, mailbox, take

def stand_still(*_, **__):
    print("here", flush=True)
    time.sleep(120)

{prepare}
follow.follow(threading.Event())
"""


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path)
    return build(now())


@pytest.fixture
def child(server: MailServer, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A follower in another process, on the same database."""
    started: list[subprocess.Popen[str]] = []

    def start(prepare: str, **given: str) -> subprocess.Popen[str]:
        surroundings = os.environ | environ(server, **given) | {"SHOUNUO_DATABASE": database_address()}
        script = CHILD.format(prepare=prepare)
        words = [sys.executable, "-c", script]
        started.append(subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("5.2-acknowledge")
@pytest.mark.parametrize("taken", ["seen", "move"])
@pytest.mark.parametrize(
    ("dies", "prepare", "cases_by_then", "filed"),
    [
        ("before it is read", "line.Line.fetch = stand_still", 1, []),
        ("with all written and nothing committed", "take.note_taken = stand_still", 1, []),
        ("after the commit, before the server hears", "filing._file_taken = stand_still", 2, [False, False]),
        ("after the server heard, before it is noted", "actions.note_filed = stand_still", 2, [False, False]),
        ("after it is noted, before the round ends", "mailbox._go_up = stand_still", 2, [True, True]),
    ],
)
def test_a_follower_killed(
    dies: str, prepare: str, cases_by_then: int, filed: list[bool], taken: str,
    world: World, server: MailServer, child: Callable[..., subprocess.Popen[str]], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    assert world.wang.user
    case = open_case(ticket(world.wang), by=world.wang.user.actor, at=now())
    server.put(letter(mail_id="<1@blue.example>", subject="新问题").as_bytes())
    server.put(letter(mail_id="<2@blue.example>", to=reply_address(case.number), body="好了").as_bytes())
    process = child(prepare, taken=taken)
    wait_until(process, "here")
    process.kill()
    process.wait()
    assert Case.objects.count() == cases_by_then, dies
    assert list(Arrival.objects.values_list("filed", flat=True)) == filed, dies
    reads_from(server, monkeypatch, taken=taken)
    for _ in range(2):
        follow.visit(threading.Event())
        assert (Case.objects.count(), said(case), Mail.objects.count()) == (2, ["好了"], 2), dies
    acknowledged = Message.objects.filter(kind="case.acknowledged").exclude(case=case)
    assert Delivery.objects.filter(message__in=acknowledged).count() == 1
    assert list(Arrival.objects.values_list("state", "filed")) == [("taken", True)] * 2
    assert not Alarm.objects.exists()
    where = "Shounuo" if taken == "move" else "INBOX"
    assert server.flags(where) == [{"\\Seen"}] * 2
    assert server.count("INBOX") == (0 if taken == "move" else 2)


# ------------------------------------------------------------------ again and again, while mail arrives

SEED = """
from shounuo.site import start
start.django()
from datetime import timedelta
from shounuo.customers.actions import add_contact
from shounuo.casework.open_case import open_case
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.clock import now
from shounuo.notifications.addresses import reply_address
from tests.support.world import account, build, ticket
at = now()
world = build(at)
for n in range({contacts}):
    add_contact(world.blue, f"联系人{{n}}", email=f"c{{n}}@blue.example", by=SYSTEM, at=at)
for n in range(4):
    print(reply_address(open_case(ticket(world.wang), by=account(world.wang).actor, at=at).number))
"""
COUNT = """
from shounuo.site import start
start.django()
import json
from collections import Counter
from shounuo.cases.models import Case, Message as Said
from shounuo.intake.models import Arrival, Mail
from shounuo.notifications.models import Alarm, Delivery, Message
told = Message.objects.filter(kind="case.acknowledged", case__channel="mail")
print(json.dumps({
    "cases": sorted(Case.objects.filter(channel="mail").values_list("subject", flat=True)),
    "replies": sorted(Said.objects.filter(via="mail", kind="public").values_list("body", flat=True)),
    "told": sorted(told.values_list("case__subject", flat=True)),
    "deliveries": Delivery.objects.filter(message__in=told).count(),
    "mails": Counter(Mail.objects.values_list("outcome", flat=True)),
    "arrivals": Counter(f"{state} {filed}" for state, filed in Arrival.objects.values_list("state", "filed")),
    "alarms": list(Alarm.objects.exclude(kind__startswith="case.").values_list("kind", flat=True)),
}))
"""


@pytest.mark.django_db  # chooses the database of the run; the test itself works through processes
@pytest.mark.clause("5.2-acknowledge", "5.1-online-24x7")
@pytest.mark.parametrize("mails", [100, pytest.param(300, marks=pytest.mark.full)])
@pytest.mark.parametrize("taken", ["seen", "move"])
def test_killed_followers_lose_nothing_and_double_nothing(
    installation: Server, server: MailServer, mails: int, taken: str
) -> None:
    house, dice = installation, random.Random(mails)
    house.environ |= environ(server, taken=taken)
    threads = _asked(house, SEED.format(contacts=mails // 10)).split()
    arriving = threading.Thread(target=_arrive, args=(server, mails, threads, random.Random(1)))
    arriving.start()
    followers = [_follower(house) for _ in range(FOLLOWERS)]
    kills, until = 0, time.monotonic() + 240 + mails
    try:
        while arriving.is_alive() or not _is_filed(server, mails, taken):
            assert time.monotonic() < until, _counted(house)
            _until_more_was_read(server, dice.randrange(1, 30))
            time.sleep(dice.uniform(0.0, 0.2))
            victim = dice.randrange(FOLLOWERS)
            followers[victim].kill()
            followers[victim].wait()
            followers[victim] = _follower(house)
            kills += 1
        time.sleep(1)
    finally:
        for follower in followers:
            follower.kill()
            follower.wait()
    arriving.join()
    house.run("intake", "mail", "--imap")
    counted = _counted(house)
    new = sorted(f"新问题 {n}" for n in range(0, mails, 2))
    assert counted["cases"] == new
    assert counted["replies"] == sorted(f"回复 {n}" for n in range(1, mails, 2))
    assert counted["told"] == new
    assert counted["deliveries"] == len(new)
    assert counted["mails"] == {"opened": mails // 2, "replied": mails // 2}
    assert counted["arrivals"] == {"taken True": mails}
    assert counted["alarms"] == []
    print(f"{kills} kills")
    assert kills > 5
    verified = house.run("logbook", "verify")
    assert verified.returncode == 0, verified.stdout


def _arrive(server: MailServer, mails: int, threads: list[str], dice: random.Random) -> None:
    """In bursts, as mail comes: every second one a new case, the others replies."""
    for n in range(mails):
        sender = f"c{(n // 2) % (mails // 10)}@blue.example"
        given = {"mail_id": f"<{n}@blue.example>"}
        new = letter(sender, "导出没有反应", subject=f"新问题 {n}", **given)
        reply = letter("wang@blue.example", f"回复 {n}", to=threads[n % len(threads)], **given)
        server.put((reply if n % 2 else new).as_bytes())
        if dice.random() < 0.2:
            time.sleep(dice.uniform(0.1, 0.8))


def _is_filed(server: MailServer, mails: int, taken: str) -> bool:
    if taken == "move":
        return server.count("INBOX") == 0 and server.count("Shounuo") >= mails
    return all("\\Seen" in flags for flags in server.flags())


def _until_more_was_read(server: MailServer, more: int) -> None:
    """A kill during the start proves nothing: wait until so many messages were read since the last one, or a while."""
    wanted, until = server.bodies + more, time.monotonic() + 10
    while server.bodies < wanted and time.monotonic() < until:
        time.sleep(0.01)


def _follower(house: Server) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "shounuo.site.cli", "intake", "mail", "--imap", "--follow"]
    return subprocess.Popen(words, env=house.environ, stderr=subprocess.DEVNULL)


def _counted(house: Server) -> dict[str, Any]:
    """What is written by now, counted from outside."""
    read: dict[str, Any] = json.loads(_asked(house, COUNT))
    return read


def _asked(house: Server, script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script], env=house.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
