"""A temporary PostgreSQL made from the installed binaries: its own folder, its own socket, gone at the end.

The server refuses root, so as root it runs as `postgres` or `nobody`. Nothing in it has to survive a power cut, so it does
not wait for the disk.
"""

from __future__ import annotations

import ctypes
import getpass
import grp
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

USER = "shounuo"
WITHOUT_WAITING_FOR_THE_DISK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
HIDDEN = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


def binaries() -> Path | None:
    """The folder of initdb and postgres: on the path, where pg_config says, or where distributions hide it."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += _told_by_pg_config()
    for pattern in HIDDEN:
        places += sorted(Path("/").glob(pattern.removeprefix("/")), key=_version, reverse=True)
    complete = [place for place in places if (place / "initdb").exists() and (place / "postgres").exists()]
    return complete[0] if complete else None


@contextmanager
def temporary(*, durable: bool = False) -> Iterator[str]:
    """Gives the address of a running server, whose database does not exist yet. `durable` waits for the disk."""
    with cluster(durable=durable) as running:
        yield running.address


class Cluster:
    """A server that can be stopped as by a power cut, and started again on what it has on the disk."""

    def __init__(self, found: Path, folder: Path, owner: tuple[str, str] | None, settings: list[str]) -> None:
        self.found, self.folder, self.owner, self.settings = found, folder, owner, settings
        self.address = f"postgresql://{USER}@/shounuo?host={folder}"
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def user(self) -> str:
        """Who the server runs as where we are root; its files are theirs."""
        return self.owner[0] if self.owner else ""

    def start(self) -> None:
        self._server = _start(self.found, self.folder, self.owner, self.settings)
        _wait_until_ready(self._server, self.folder)

    def stop(self) -> None:
        """At once, without writing anything down: what PostgreSQL calls `immediate`."""
        if self._server is not None:
            _stop(self._server)
            self._server = None


@contextmanager
def cluster(*, durable: bool = False, settings: Sequence[str] = ()) -> Iterator[Cluster]:
    """A running one of our own; `settings` as "name=value"."""
    found = binaries()
    if found is None:
        raise FileNotFoundError("PostgreSQL is not installed (no initdb and postgres were found)")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    owner = _owner()
    if owner:
        shutil.chown(folder, *owner)
    try:
        _lay_out(found, folder, owner)
        asked = [*settings, *(() if durable else WITHOUT_WAITING_FOR_THE_DISK)]
        running = Cluster(found, folder, owner, asked)
        try:
            running.start()
            yield running
        finally:
            running.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _told_by_pg_config() -> list[Path]:
    if not shutil.which("pg_config"):
        return []
    told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
    return [Path(told.stdout.strip())] if told.returncode == 0 else []


def _version(place: Path) -> list[int]:
    return [int("".join(filter(str.isdigit, part)) or 0) for part in place.parts]


def _owner() -> tuple[str, str] | None:
    """Who the server runs as where we are root: (user, group)."""
    if os.getuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return entry.pw_name, grp.getgrgid(entry.pw_gid).gr_name


def _lay_out(found: Path, folder: Path, owner: tuple[str, str] | None) -> None:
    """initdb, in a locale that sorts by code point and knows what a letter is."""
    said = ""
    for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
        shutil.rmtree(folder / "data", ignore_errors=True)
        done = subprocess.run(
            [found / "initdb", "-D", folder / "data", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale", locale, "-N"],
            capture_output=True, text=True, check=False, cwd=folder, **_as(owner),
        )  # fmt: skip
        if done.returncode == 0:
            return
        said = done.stderr
    raise RuntimeError(f"initdb failed as {owner or getpass.getuser()}: {said}")


def _start(
    found: Path, folder: Path, owner: tuple[str, str] | None, asked: list[str]
) -> subprocess.Popen[bytes]:
    settings = [
        "listen_addresses=",
        f"unix_socket_directories={folder}",
        "max_connections=100",
        "shared_buffers=128MB",
    ]
    settings += asked
    words = [str(found / "postgres"), "-D", str(folder / "data")] + [
        word for one in settings for word in ("-c", one)
    ]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            words,
            stdout=log,
            stderr=log,
            cwd=folder,
            preexec_fn=_die_with_parent,
            start_new_session=True,
            **_as(owner),
        )


def _as(owner: tuple[str, str] | None) -> dict[str, Any]:
    return {"user": owner[0], "group": owner[1], "extra_groups": []} if owner else {}


def _die_with_parent() -> None:
    """On Linux the server goes even when the tests are killed: SIGQUIT is its quickest way out."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait_until_ready(server: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + 120  # after a power cut it reads its log first
    while True:
        try:
            psycopg.connect(host=str(folder), user=USER, dbname="postgres").close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > until:
                log = (folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL did not start: {log}") from error
            time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGQUIT)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
