"""`shounuo serve`: web, watch, auditor and the follower of the mailbox under one supervisor.

On SQLite the watch runs inside the one web process; on PostgreSQL beside as many web processes as are asked for. The mailbox
is followed by a process of its own, where one is set.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import threading
from http.client import HTTPConnection, HTTPException

from shounuo.kernel.words import Words
from shounuo.site.config import Config, ConfigError, load
from shounuo.site.processes import Child, Supervisor
from shounuo.site.speech import complain, said, say

HELP = Words("启动服务：网页与看守", "start the service: web and watch")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help=said(Words("监听的地址", "address to listen on")))
    parser.add_argument("--port", help=said(Words("监听的端口", "port to listen on")))
    parser.add_argument(
        "--demo",
        action="store_true",
        help=said(
            Words(
                "准备数据库与演示世界，并列出演示账号",
                "prepare the database and the demo world, and list its accounts",
            )
        ),
    )


def run(args: argparse.Namespace) -> int:
    """Serves until it is asked to stop. Exit status 1 where it could not start."""
    environ = _environ(args)
    read = load(environ)
    if not _port_is_free(read):
        complain(
            "端口 {port} 已被占用：请换一个，例如 make run PORT={other} 或 --port {other}。",
            "Port {port} is taken: choose another, such as make run PORT={other} or --port {other}.",
            port=read.port, other=read.port + 1,
        )  # fmt: skip
        return 1
    ready = _prepare_demo(environ) if args.demo else _is_prepared(environ)
    if not ready:
        return 1
    supervisor = Supervisor(_children(read, environ))
    threading.Thread(target=_announce, args=(read, supervisor.stop), daemon=True).start()
    supervisor.run()
    say("已停止。", "Stopped.")
    return 0


def _environ(args: argparse.Namespace) -> dict[str, str]:
    """The settings of this run: what was typed goes before what the environment says."""
    typed = {
        "SHOUNUO_HOST": args.host,
        "SHOUNUO_PORT": args.port,
        "SHOUNUO_DEMO": "yes" if args.demo else None,
    }
    return dict(os.environ) | {name: value for name, value in typed.items() if value}


def _port_is_free(read: Config) -> bool:
    """Whether somebody could listen there now."""
    family = socket.AF_INET6 if ":" in read.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((read.host, read.port))
        except PermissionError:
            raise ConfigError(
                "SHOUNUO_PORT",
                str(read.port),
                Words("没有权限使用这个端口", "no permission to use this port"),
            ) from None
        except OSError as error:
            return _unless_no_such_address(error, read)
    return True


def _unless_no_such_address(error: OSError, read: Config) -> bool:
    if isinstance(error, socket.gaierror) or error.errno == 99:
        raise ConfigError(
            "SHOUNUO_HOST", read.host, Words("本机没有这个地址", "this machine has no such address")
        ) from None
    return False


def _prepare_demo(environ: dict[str, str]) -> bool:
    """In processes of their own, so that this one stays small and holds no connection."""
    return _shounuo(environ, "migrate", "--quiet") and _shounuo(environ, "demo")


def _is_prepared(environ: dict[str, str]) -> bool:
    return _shounuo(environ, "doctor", "--only", "database")


def _shounuo(environ: dict[str, str], *words: str) -> bool:
    return subprocess.run([sys.executable, "-m", "shounuo.site.cli", *words], env=environ).returncode == 0


def _children(read: Config, environ: dict[str, str]) -> list[Child]:
    web = [sys.executable, "-m", "shounuo.site.web"]
    others = [_command("auditor", environ, "auditor")]
    if read.imap_host:
        others.append(_command("mail", environ, "intake", "mail", "--imap", "--follow"))
    if read.database.is_sqlite:
        return [*others, Child("web", web, environ | {"SHOUNUO_WATCH_INSIDE": "yes"})]
    watch = _command("watch", environ, "watch")
    return [*others, watch, Child("web", web, environ | {"SHOUNUO_WATCH_INSIDE": "no"})]


def _command(name: str, environ: dict[str, str], *words: str) -> Child:
    return Child(name, [sys.executable, "-m", "shounuo.site.cli", *words], environ)


def _announce(read: Config, stop: threading.Event) -> None:
    """One line once the first answer comes."""
    while not stop.wait(0.2):
        if _answers(read):
            say(
                "守诺已启动：{url} （Ctrl-C 停止）",
                "Shounuo is running: {url}  (Ctrl-C stops it)",
                url=read.public_url,
            )
            return


def _answers(read: Config) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(read.host, read.host)  # noqa: S104 (not bound here, asked)
    connection = HTTPConnection(host, read.port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
