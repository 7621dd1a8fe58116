"""Customers submit while web and watch processes are killed and restarted: whoever was answered with a number has that case, once,
and its acknowledgement left once; whoever was not presses again, and has it then. [5.1-online-24x7, 5.2-acknowledge]

A mail of which nobody knows, because its process died between the body and the answer, is said to be unknown and never sent twice.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from bench.house import seed
from tests.support.server import Server, installed
from tests.support.smtp import Mailbox

SAID = {
    "subject": "报表导出失败", "description": "报表导出按钮点了没有反应,其他功能正常,可以先手工导出。", "problem_type": "function",
    "impact": "some_users", "environment": "production",
}  # fmt: skip
def LOG(x):
    with open("/tmp/fire.txt","a") as f: f.write(x+"\n")
SECONDS = 40


@pytest.mark.postgres
@pytest.mark.clause("5.1-online-24x7", "5.2-acknowledge")
@pytest.mark.parametrize(("customers", "each"), [(20, 3), pytest.param(50, 3, marks=pytest.mark.full)])
def test_what_was_answered_exists_once(
    tmp_path: Path, server_template: str, mailbox: Mailbox, customers: int, each: int
) -> None:
    mail = {"smtp_host": mailbox.host, "smtp_port": str(mailbox.port)}
    with installed(tmp_path, server_template, workers="2", **mail) as house:
        token = seed(house, "cast").split()[0]
        LOG("start"); house.start(); LOG("started")
        wanted = [str(uuid.uuid4()) for _ in range(customers * each)]
        with ThreadPoolExecutor(customers) as crowd:
            answers = [crowd.submit(_submit, house.port, token, key) for key in wanted]
            kills = _kill_until(lambda: all(one.done() for one in answers), house)
            LOG("kills %s" % kills)
            numbers = {one.result() for one in answers}
        assert len(numbers) == len(wanted)
        assert kills >= 2
        _until_quiet(house)
        with psycopg.connect(house.environ["SHOUNUO_DATABASE"]) as connection:
            known = connection.execute("SELECT number FROM cases_case").fetchall()
        assert {number for (number,) in known} == numbers
        subjects = [str(one["Subject"]) for one in mailbox.to("wang@blue.example")]
        told = [subject[1:13] for subject in subjects if "已收到" in subject]
        assert len(told) == len(set(told))
        assert numbers - set(told) <= _unknown(house)
        assert house.run("logbook", "verify").returncode == 0


def _submit(port: int, token: str, key: str) -> str:
    """Press until there is an answer, as a browser's draft or a client with a key would; the number that was answered."""
    until, dice = time.monotonic() + SECONDS, random.Random(key)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        try:
            connection.request("POST", "/api/v1/cases", json.dumps(SAID), headers)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status in (200, 201):
                return str(json.loads(body)["number"])
            LOG(f"{time.monotonic():.1f} {key[:4]} {answer.status} {body[:160]}")
        except (OSError, http.client.HTTPException) as e:
            LOG(f"{time.monotonic():.1f} {key[:4]} {e!r}")
            pass
        finally:
            connection.close()
        time.sleep(dice.uniform(0.05, 0.3))
    raise AssertionError(f"no answer within {SECONDS} s")


def _kill_until(done: object, house: Server) -> int:
    """Kill a web worker or the watch now and then; the supervisor brings them back."""
    dice, kills = random.Random(7), 0
    while not done() and kills < 40:  # type: ignore[operator]
        time.sleep(dice.uniform(0.2, 0.7))
        victims = _children(house)
        if victims:
            os.kill(dice.choice(victims), signal.SIGKILL)
            kills += 1
    return kills


def _children(house: Server) -> list[int]:
    """Every process of this house below the supervisor, the auditor included."""
    assert house.process
    found: list[int] = []
    fresh = [house.process.pid]
    while fresh:
        below = [pid for parent in fresh for pid in _below(parent)]
        found, fresh = found + below, below
    return found


def _below(parent: int) -> list[int]:
    try:
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    except OSError:
        return []
    return [int(pid) for pid in listed.split()]


def _unknown(house: Server) -> set[str]:
    """Cases whose acknowledgement was begun by a process that died: its fate is unknown, or will be when its lease ends."""
    with psycopg.connect(house.environ["SHOUNUO_DATABASE"]) as connection:
        rows = connection.execute(
            "SELECT about.number FROM notifications_delivery delivery "
            "JOIN notifications_message message ON message.id = delivery.message_id "
            "JOIN cases_case about ON about.id = message.case_id "
            "WHERE message.kind = 'case.acknowledged' AND delivery.submitted_at IS NOT NULL "
            "AND delivery.state IN ('unknown', 'sending')"
        ).fetchall()
    return {number for (number,) in rows}


def _until_quiet(house: Server) -> None:
    """Until no acknowledgement waits any more."""
    until, left = time.monotonic() + SECONDS, 1
    while left and time.monotonic() < until:
        time.sleep(0.5)
        with psycopg.connect(house.environ["SHOUNUO_DATABASE"]) as connection:
            [[left]] = connection.execute(
                "SELECT count(*) FROM notifications_delivery delivery JOIN notifications_message message "
                "ON message.id = delivery.message_id WHERE message.kind = 'case.acknowledged' "
                "AND delivery.state IN ('queued', 'sending') AND delivery.submitted_at IS NULL"
            ).fetchall()
