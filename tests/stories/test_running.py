"""How the house is doing, from outside and for administrators: /metrics, 运行状况, the heartbeat. [7.1-workflow]"""

from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from shounuo.cases.models import Case
from shounuo.intake import mailbox
from shounuo.intake.actions import Spot, mailbox_named, note_failure, note_success, put_off
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import Words
from shounuo.notifications import heartbeat
from shounuo.notifications.actions import raise_alarm
from shounuo.notifications.models import Delivery
from shounuo.waiting.models import Due
from shounuo.watch.loop import tick
from tests.support.clock import StandingClock
from tests.support.desk import desk, look, opened
from tests.support.queries import counted
from tests.support.world import World, account, build

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7.1-workflow")]


@pytest.fixture
def world(clock: StandingClock) -> World:
    return build()


def read(client: Client | None = None, **given: str) -> dict[str, float]:
    """Sample -> value, as a scraper reads it; each family is described before its samples."""
    answer = (client or Client()).get("/metrics", **given)  # type: ignore[arg-type]
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found: dict[str, float] = {}
    described: set[str] = set()
    for line in answer.content.decode().splitlines():
        if line.startswith("#"):
            described.add(line.split(" ")[2])
            continue
        match = re.fullmatch(r'([a-z_]+)(\{[a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*\})? (\S+)', line)
        assert match, line
        assert match[1] in described, line
        found[match[1] + (match[2] or "")] = float(match[3].replace("+Inf", "inf"))
    return found


# ------------------------------------------------------------------ figures


def test_the_figures_are_what_the_tables_say(world: World, clock: StandingClock) -> None:
    opened(world, clock)
    quiet = read()
    assert quiet["shounuo_lag_seconds"] == 0
    assert quiet['shounuo_cases_open{priority="P0"}'] == 0
    assert sum(value for name, value in quiet.items() if "cases_open" in name) == 1
    assert any(name.startswith("shounuo_build_info{version=") for name in quiet)
    queued = Delivery.objects.filter(state="queued").count()
    assert quiet['shounuo_deliveries{state="queued"}'] == queued > 0
    due = Due.objects.order_by("due_at")[0].due_at
    clock.to(due + timedelta(seconds=90))
    late = read()
    assert late["shounuo_lag_seconds"] == 90
    assert late["shounuo_deliveries_late_seconds"] == 90
    Delivery.objects.filter(state="queued").update(
        state="sending", lease_until=clock.now + timedelta(hours=1)
    )
    while tick(clock.now):
        pass
    after = read()
    assert after["shounuo_lag_seconds"] == 0
    assert after['shounuo_deliveries{state="sending"}'] == queued


def test_what_is_given_up_and_what_is_unknown(world: World, clock: StandingClock) -> None:
    Due.objects.create(kind="x", subject_id=1, due_at=clock.now, dead=True)
    with atomic():
        for n in range(2):
            raise_alarm(f"u{n}", "message.unknown", Words("甲", "a"), at=clock.now)
    found = read()
    assert found["shounuo_dead_rows"] == 1
    assert found["shounuo_lag_seconds"] == 0
    assert found['shounuo_deliveries{state="unknown"}'] == 2
    assert found['shounuo_alarms_open{kind="message.unknown"}'] == 2


def test_the_mailbox_has_its_figures(
    world: World, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not any("mailbox" in name for name in read())
    monkeypatch.setattr(settings, "IMAP_HOST", "mail.example")
    assert read()["shounuo_mailbox_silent_seconds"] == float("inf")
    box = mailbox_named(mailbox.name())
    note_success(box, at=clock.now)
    clock.forward(seconds=30)
    note_failure(box, Words("登录失败", "no way in"), at=clock.now)
    put_off(Spot(box.pk, 1, 1), Words("坏", "bad"), retry_at=None, counts=True, at=clock.now)
    clock.forward(seconds=15)
    found = read()
    assert found["shounuo_mailbox_silent_seconds"] == 45
    assert found["shounuo_mailbox_failing_seconds"] == 15
    assert found["shounuo_mails_left_over"] == 1


def test_asking_costs_the_same_however_many_cases(world: World, clock: StandingClock) -> None:
    with counted() as few:
        read()
    for _ in range(5):
        opened(world, clock)
    with counted() as many:
        read()
    assert len(many) == len(few) <= 8


# ------------------------------------------------------------------ who may read them


@pytest.mark.parametrize(
    ("token", "given", "status"),
    [
        ("", {}, 200),
        ("", {"REMOTE_ADDR": "10.0.0.7"}, 401),
        ("", {"HTTP_X_FORWARDED_FOR": "8.8.8.8"}, 401),
        ("", {"HTTP_FORWARDED": "for=8.8.8.8"}, 401),
        ("t" * 20, {}, 401),
        ("t" * 20, {"HTTP_AUTHORIZATION": "Bearer wrong"}, 401),
        ("t" * 20, {"HTTP_AUTHORIZATION": "Bearer " + "t" * 20, "REMOTE_ADDR": "10.0.0.7"}, 200),
        ("钥" * 20, {"HTTP_AUTHORIZATION": "Bearer nö"}, 401),
    ],
)
def test_who_may_read(
    world: World, monkeypatch: pytest.MonkeyPatch, token: str, given: dict[str, Any], status: int
) -> None:
    monkeypatch.setattr(settings, "METRICS_TOKEN", token)
    answer = Client().get("/metrics", **given)
    assert answer.status_code == status
    assert (b"shounuo_" in answer.content) == (status == 200)
    assert Client().post("/metrics").status_code == 405


# ------------------------------------------------------------------ in words


def test_administrators_read_it_in_words(
    world: World, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = look(desk(world.admin), "/desk/running")
    assert "到期的都已处理" in page
    assert "一切正常运转" in page
    assert "未设置心跳" not in page
    assert "未设置：本机停摆时外部无从得知" in page
    case = opened(world, clock)
    clock.to(Due.objects.order_by("due_at")[0].due_at + timedelta(minutes=2))
    monkeypatch.setattr(settings, "IMAP_HOST", "mail.example")
    note_failure(mailbox_named(mailbox.name()), Words("登录收信服务器：服务器拒绝", "refused"), at=clock.now)
    page = look(desk(world.admin), "/desk/running")
    assert "最早的一项已到期 2 分，尚未处理" in page
    assert "登录收信服务器：服务器拒绝" in page
    assert "1 处异常" in page
    assert f"is-{case.priority.lower()}" in page
    english = Client(headers={"Accept-Language": "en"})
    english.force_login(world.admin)
    english.cookies["language"] = "en"
    assert "the oldest due row has waited 2 min" in english.get("/desk/running").content.decode()


def test_nobody_else_does(world: World) -> None:
    assert 'href="/desk/running"' in look(desk(world.admin), "/desk/")
    assert "/desk/running" not in look(desk(world.lead), "/desk/")
    assert desk(world.lead).get("/desk/running").status_code == 403
    assert desk(account(world.wang)).get("/desk/running").status_code == 302
    assert Client().get("/desk/running")["Location"].startswith("/sign-in")


# ------------------------------------------------------------------ the heartbeat


class Outside(http.server.BaseHTTPRequestHandler):
    """Notes every call, and answers as it is told."""

    status, calls = 200, []  # type: ignore[var-annotated]

    def do_GET(self) -> None:
        self.calls.append(self.path)
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "/inside")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def outside() -> Iterator[tuple[str, type[Outside]]]:
    heard = type("Heard", (Outside,), {"calls": [], "status": 200})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), heard)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/ping/secret?x=1", heard
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def _same_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A beat closes its thread's connection, and here that is the test's own."""
    monkeypatch.setattr("shounuo.notifications.heartbeat.connection.close", lambda: None)


@pytest.mark.usefixtures("_same_connection")
def test_the_heart_beats_while_the_watch_keeps_up(
    world: World, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with outside() as (url, heard):
        monkeypatch.setattr(settings, "HEARTBEAT_URL", url)
        assert heartbeat.beat() == ""
        opened(world, clock)
        clock.to(Due.objects.order_by("due_at")[0].due_at + timedelta(seconds=60))
        assert heartbeat.beat() == ""
        clock.forward(seconds=1)
        assert "behind" in heartbeat.beat()
        assert heard.calls == ["/ping/secret?x=1"] * 2
        while tick(clock.now):
            pass
        assert heartbeat.beat() == ""


@pytest.mark.usefixtures("_same_connection")
@pytest.mark.parametrize("status", [302, 404, 500])
def test_no_redirect_is_followed_and_no_failure_taken_for_success(
    world: World, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    with outside() as (url, heard):
        heard.status = status
        monkeypatch.setattr(settings, "HEARTBEAT_URL", url)
        assert heartbeat.beat() == f"127.0.0.1 answered {status}"
        assert heard.calls == ["/ping/secret?x=1"]


@pytest.mark.usefixtures("_same_connection")
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/secret", "http://no-such-host.invalid/secret", "http://[::1/secret"]
)
def test_an_address_that_is_away_disturbs_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setattr(settings, "HEARTBEAT_URL", url)
    assert heartbeat.beat()
    assert "secret" not in heartbeat.beat()


@pytest.mark.django_db(transaction=True)
def test_it_goes_on_until_told_to_stop(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with outside() as (url, heard):
        monkeypatch.setattr(settings, "HEARTBEAT_URL", url)
        monkeypatch.setattr(heartbeat, "EVERY", 0.02)
        heard.status = 500
        stop = threading.Event()
        heartbeat.start(stop)
        [thread] = [one for one in threading.enumerate() if one.name == "heartbeat"]
        while len(heard.calls) < 12:
            stop.wait(0.01)
        heard.status = 200
        while len(heard.calls) < 20:
            stop.wait(0.01)
        stop.set()
        thread.join(5)
        assert not thread.is_alive()
    said = [record.getMessage() for record in caplog.records if record.name == "shounuo.heartbeat"]
    assert said[0] == "no heartbeat: 127.0.0.1 answered 500"
    assert len(said) == 2
    assert "is back" in said[1]
    assert Case.objects.count() == 0


def test_none_without_an_address(world: World) -> None:
    before = threading.active_count()
    heartbeat.start(threading.Event())
    assert threading.active_count() == before
