"""How the text of a setting becomes a value. Each reader takes the text and gives the value, or raises `Wrong`."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from shounuo.kernel.words import Words


class Wrong(ValueError):
    """The text cannot be used; `problem` says why and what is allowed."""

    def __init__(self, zh: str, en: str) -> None:
        self.problem = Words(zh, en)
        super().__init__(en)


@dataclass(frozen=True)
class Database:
    """Where the data lies. For SQLite only `name` (a file) is used."""

    kind: Literal["sqlite", "postgresql"]
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_sqlite(self) -> bool:
        return self.kind == "sqlite"

    def as_django(self) -> dict[str, Any]:
        """The entry of Django's DATABASES."""
        return _sqlite(self) if self.is_sqlite else _postgresql(self)


def _sqlite(where: Database) -> dict[str, Any]:
    """Writers begin immediately (no upgrade of a read lock that can fail) and every commit is on the disk."""
    Path(where.name).parent.mkdir(parents=True, exist_ok=True)
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-20000", "mmap_size=134217728")
    begin = "".join(f"PRAGMA {pragma};" for pragma in pragmas)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": where.name,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": begin},
        "CONN_MAX_AGE": None,
    }


def _postgresql(where: Database) -> dict[str, Any]:
    """Connections stay open; statements are bound and prepared on the server, except behind PgBouncer."""
    options: dict[str, Any] = dict(where.options)
    bouncer = options.pop("pgbouncer", "") in {"1", "yes", "true"}
    prepared = {} if bouncer else {"server_side_binding": True, "prepare_threshold": 2}
    return {
        "ENGINE": "shounuo.kernel.postgresql",
        "NAME": where.name,
        "USER": where.user,
        "PASSWORD": where.password,
        "HOST": where.host,
        "PORT": where.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": bouncer,
        "OPTIONS": options | prepared,
    }


# ------------------------------------------------------------------ readers


def text(written: str) -> str:
    if any(ord(letter) < 32 for letter in written):
        raise Wrong("不能含有控制字符", "control characters are not allowed")
    return written


def flag(written: str) -> bool:
    known = {
        "1": True,
        "yes": True,
        "true": True,
        "on": True,
        "0": False,
        "no": False,
        "false": False,
        "off": False,
    }
    if written.lower() not in known:
        raise Wrong("应为 yes 或 no", "must be yes or no")
    return known[written.lower()]


def integer(least: int, most: int) -> Callable[[str], int]:
    def read(written: str) -> int:
        if not written.isascii() or not written.isdigit() or not least <= int(written) <= most:
            raise Wrong(
                f"应为 {least} 到 {most} 之间的整数", f"must be a whole number from {least} to {most}"
            )
        return int(written)

    return read


def seconds(least: float, most: float) -> Callable[[str], float]:
    def read(written: str) -> float:
        try:
            amount = float(written)
        except ValueError:
            amount = -1
        if not least <= amount <= most:
            raise Wrong(f"应为 {least} 到 {most} 之间的秒数", f"must be seconds from {least} to {most}")
        return amount

    return read


def choice(*allowed: str) -> Callable[[str], str]:
    def read(written: str) -> str:
        if written.lower() not in allowed:
            listed = ", ".join(allowed)
            raise Wrong(f"应为以下之一：{listed}", f"must be one of: {listed}")
        return written.lower()

    return read


def names(written: str) -> tuple[str, ...]:
    return tuple(text(part.strip()) for part in written.split(",") if part.strip())


def url(written: str) -> str:
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Wrong(
            "应为 http:// 或 https:// 开头的网址", "must be an address that starts with http:// or https://"
        )
    return written.rstrip("/")


def url_or_nothing(written: str) -> str:
    return url(written) if written else ""


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def time_zone(written: str) -> str:
    if written not in available_timezones():
        raise Wrong("不是已知的时区（例如 Asia/Shanghai）", "is no known time zone (such as Asia/Shanghai)")
    return ZoneInfo(written).key


def folder(root: Path) -> Callable[[str], Path]:
    def read(written: str) -> Path:
        path = (root / written).resolve()
        if path.exists() and not path.is_dir():
            raise Wrong("应为文件夹，这里却是文件", "must be a folder, and is a file")
        return path

    return read


def file(root: Path) -> Callable[[str], Path]:
    return lambda written: (root / text(written)).resolve()


def database(root: Path) -> Callable[[str], Database]:
    def read(written: str) -> Database:
        scheme = written.partition("://")[0]
        if scheme == "sqlite":
            return Database("sqlite", name=_sqlite_file(root, written))
        if scheme in {"postgresql", "postgres"}:
            return _postgresql_place(written)
        raise Wrong("应以 sqlite:/// 或 postgresql:// 开头", "must start with sqlite:/// or postgresql://")

    return read


def _sqlite_file(root: Path, written: str) -> str:
    """sqlite:///var/x is meant from the project folder, sqlite:////srv/x (or ///{absolute}) from the root."""
    path = unquote(written.removeprefix("sqlite://")).removeprefix("/")
    if not path.strip("/"):
        raise Wrong("缺少文件名：sqlite:///文件", "names no file: sqlite:///file")
    return str((root / path).resolve())


def _postgresql_place(written: str) -> Database:
    parts = urlsplit(written)
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.removeprefix("/"))
    if not name:
        raise Wrong("缺少库名：postgresql://主机/库名", "names no database: postgresql://host/name")
    try:
        port = str(parts.port or "")
    except ValueError:
        raise Wrong("端口应为数字", "the port must be a number") from None
    return Database(
        "postgresql",
        name=name,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=options.pop("host", "") or unquote(parts.hostname or ""),
        port=options.pop("port", "") or port,
        options=tuple(sorted(options.items())),
    )


def kept_secret(path: Path) -> str:
    """The secret in the file; the first to ask makes it (mode 600). Two asking at once get the same one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _keep_once(path, secrets.token_urlsafe(50))
    return path.read_text(encoding="utf-8").strip()


def _keep_once(path: Path, secret: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secret + "\n", encoding="utf-8")
    with contextlib.suppress(FileExistsError):  # somebody else was first: theirs holds
        os.link(draft, path)
    draft.unlink()
