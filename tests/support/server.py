"""The real `shounuo serve` as a child: a free port, a database of its own, stopped at the end, killable in between."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg
from psycopg import sql

from shounuo.site import config


class Server:
    """One running service. `environ` is what its commands see too."""

    def __init__(self, environ: Mapping[str, str], folder: Path, port: int) -> None:
        self.environ, self.folder, self.port = dict(environ), folder, port
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Of its database."""
        return self.environ["SHOUNUO_DATABASE"]

    def start(self) -> None:
        """Starts, and comes back once it answers. AssertionError, with its log, if it does not."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(_shounuo("serve"), env=self.environ, stdout=log, stderr=log)
        until = time.monotonic() + 60
        while not _answers(self.port):
            alive = self.process.poll() is None and time.monotonic() < until
            assert alive, f"the server did not come up:\n{self.log()}"
            time.sleep(0.1)

    def stop(self) -> int:
        """Asked politely; its exit status."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(30)
        finally:
            self.kill()

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """A `shounuo` command against the same database."""
        return subprocess.run(
            _shounuo(*words),
            env=self.environ,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def move_clock(self, by: str) -> None:
        """`server.move_clock("15m")` for all its processes."""
        moved = self.run("clock", "move", by)
        assert moved.returncode == 0, moved.stderr

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""

    @property
    def _log(self) -> Path:
        return self.folder / "serve.log"


@contextmanager
def serving(folder: Path, template: str, **settings: str) -> Iterator[Server]:
    """A running server on a fresh copy of `template` (see `make_template`)."""
    with installed(folder, template, **settings) as server:
        server.start()
        yield server


@contextmanager
def installed(folder: Path, template: str, **settings: str) -> Iterator[Server]:
    """The same, not started: for commands. Settings by their short names: `smtp_port="2525"`."""
    port, address = free_port(), copied(template, folder)
    given = {f"{config.PREFIX}{name.upper()}": value for name, value in settings.items()}
    server = Server(environment(folder, address) | {"SHOUNUO_PORT": str(port)} | given, folder, port)
    try:
        yield server
    finally:
        server.stop()
        _remove(address)


def make_template(folder: Path, base: str) -> str:
    """A migrated database with the standard adopted, made once and copied for each server; gives its address."""
    address = _fresh_address(base, folder, "template")
    _create(address)
    ready = subprocess.run(
        _shounuo("migrate", "--quiet"),
        env=environment(folder, address),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ready.returncode == 0, ready.stdout + ready.stderr
    return address


def environment(folder: Path, address: str) -> dict[str, str]:
    """The environment of a house of its own, free of what the caller's says about Shounuo."""
    foreign = {name: value for name, value in os.environ.items() if not name.startswith(config.PREFIX)}
    return foreign | {
        "SHOUNUO_DATA": str(folder),
        "SHOUNUO_DATABASE": address,
        "SHOUNUO_SECRET_KEY": "only-for-tests-" + "k" * 40,
        "SHOUNUO_MOVED_CLOCK": "yes",
        "SHOUNUO_WATCH_TICK": "0.1",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _shounuo(*words: str) -> list[str]:
    return [sys.executable, "-m", "shounuo.site.cli", *words]


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


# ------------------------------------------------------------------ databases


def _fresh_address(base: str, folder: Path, stem: str) -> str:
    name = f"{stem}_{uuid.uuid4().hex[:10]}"
    if base.startswith("sqlite"):
        return f"sqlite:///{folder}/{name}.sqlite3"
    place, _, query = base.partition("?")
    return f"{place.rpartition('/')[0]}/{name}?{query}"


def copied(template: str, folder: Path) -> str:
    """A database like this one, which nobody may be using; gives its address."""
    address = _fresh_address(template, folder, "served")
    if template.startswith("sqlite"):
        with sqlite3.connect(_file(template)) as source, sqlite3.connect(_file(address)) as target:
            source.backup(target)
    else:
        _create(address, template=config.load({"SHOUNUO_DATABASE": template}).database.name)
    return address


def _create(address: str, template: str = "template1") -> None:
    if address.startswith("sqlite"):
        return
    with _administration(address) as (connection, name):
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )


def _remove(address: str) -> None:
    if address.startswith("sqlite"):
        return  # it lies in the test's own folder
    with _administration(address) as (connection, name):
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _file(address: str) -> Path:
    return Path(address.removeprefix("sqlite:///"))


@contextmanager
def _administration(address: str) -> Iterator[tuple[psycopg.Connection, str]]:
    where = config.load({"SHOUNUO_DATABASE": address}).database
    given = {"host": where.host, "port": where.port, "user": where.user, "password": where.password}
    told = {key: value for key, value in given.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **told) as connection:  # type: ignore[arg-type]
        yield connection, where.name
