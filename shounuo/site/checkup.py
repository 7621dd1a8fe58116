"""What `shounuo doctor` looks at. Each check gives findings: fine, worth a note, or broken with how to mend it."""

from __future__ import annotations

import platform
import shutil
import smtplib
import stat
from collections.abc import Callable
from datetime import timedelta

from shounuo.kernel.words import Words
from shounuo.site import config, values
from shounuo.site.checkup_channels import channels
from shounuo.site.checkup_mail_in import mail_in
from shounuo.site.checkup_outside import outside
from shounuo.site.checkup_people import coverage, people
from shounuo.site.checkup_vendors import vendors
from shounuo.site.finding import Findings, broken, fine, note

PATIENCE = timedelta(minutes=10)
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 (compared with, not listened on)


def findings(name: str) -> Findings:
    """The findings of one check; a check that itself falls is a finding too."""
    try:
        yield from CHECKS[name]()
    except config.ConfigError:
        raise
    except Exception as error:
        yield broken(
            Words.of("检查 {name} 时出错：{error}", "check {name} failed: {error}", name=name, error=error),
            None,
        )


def _settings() -> Findings:
    """Every setting readable, none misspelt."""
    config.load()
    for name in config.unknown():
        yield broken(
            Words.of("环境变量 {name} 不是已知的设置", "{name} is no known setting", name=name),
            Words(
                "核对拼写；docs/settings.md 列出了全部设置",
                "check its spelling; docs/settings.md lists them all",
            ),
        )
    yield fine("设置可以读取", "settings can be read")


def _python() -> Findings:
    yield fine("Python {version}", "Python {version}", version=platform.python_version())


def _front() -> Findings:
    """The front-end files copied from npm packages lie where pages look for them."""
    from django.contrib.staticfiles import finders

    from shounuo.site import start

    start.django()
    missing = [name for name in _VENDORED if finders.find(name) is None]
    if missing:
        yield broken(
            Words.of(
                "缺少前端文件：{names}", "front-end files are missing: {names}", names=", ".join(missing)
            ),
            Words(
                "运行 npm ci 和 python scripts/vendor.py（make run 会自动完成）",
                "run npm ci and python scripts/vendor.py",
            ),
        )
    else:
        yield fine("前端文件齐全", "front-end files are there")


_VENDORED = ("vendor/htmx.min.js",)


def _static() -> Findings:
    read = config.load()
    if (read.data / "static" / "staticfiles.json").exists():
        yield fine("静态文件已收集", "static files are collected")
    else:
        yield note(
            Words(
                "静态文件尚未收集，页面可用但较慢",
                "static files are not collected: pages work, but load slower",
            ),
            Words("运行 shounuo static", "run shounuo static"),
        )


def _database() -> Findings:
    """Reachable, writable, and as the code expects it."""
    from shounuo.site import start

    start.django()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield broken(
            Words.of(
                "无法连接数据库：{error}", "the database cannot be reached: {error}", error=str(error).strip()
            ),
            Words(
                "检查 SHOUNUO_DATABASE，以及数据库是否在运行",
                "check SHOUNUO_DATABASE and whether the database is running",
            ),
        )
        return
    if behind:
        yield broken(
            Words.of("数据库落后 {n} 步", "the database is {n} steps behind", n=len(behind)),
            Words("运行 shounuo migrate", "run shounuo migrate"),
        )
        return
    yield fine(
        "数据库（{vendor}）可用且为最新",
        "the database ({vendor}) is reachable and up to date",
        vendor=connection.vendor,
    )


def _policy() -> Findings:
    """The policy file can be used, and a version is in force."""
    from shounuo.site import start

    start.django()
    from shounuo.policy import loading
    from shounuo.policy.errors import PolicyError

    read = config.load()
    try:
        loading.load(read.policy.read_text(encoding="utf-8"), read.policy.name)
    except (OSError, PolicyError) as error:
        yield broken(
            Words.of("服务标准文件无法使用：{error}", "the policy file cannot be used: {error}", error=error),
            Words("运行 shounuo policy check", "run shounuo policy check"),
        )
        return
    in_force = _in_force()
    if in_force is None:
        yield broken(
            Words("还没有采用任何服务标准", "no standard has been adopted"),
            Words("运行 shounuo migrate", "run shounuo migrate"),
        )
        return
    yield fine(
        "服务标准可用，生效版本 {version}",
        "the standard is usable; in force: {version}",
        version=in_force[:12],
    )


def _in_force() -> str | None:
    """The hash of the standard in force; None where none is, or where the tables are not made yet."""
    from django.db import DatabaseError

    from shounuo.policy import reads

    try:
        return reads.hash_in_force()
    except DatabaseError:
        return None


def _mail() -> Findings:
    read = config.load()
    if not read.smtp_host:
        yield note(
            Words("未设置发信服务器，邮件留在发件箱", "no mail server is set: mail stays in the outbox"),
            Words("设置 SHOUNUO_SMTP_HOST", "set SHOUNUO_SMTP_HOST"),
        )
        yield from _backlog()
        return
    try:
        server = smtplib.SMTP_SSL if read.smtp_tls == "tls" else smtplib.SMTP
        with server(read.smtp_host, read.smtp_port, timeout=5) as talk:
            talk.noop()
    except OSError as error:
        yield broken(
            Words.of(
                "发信服务器无法连接：{error}", "the mail server cannot be reached: {error}", error=error
            ),
            Words(
                "检查 SHOUNUO_SMTP_HOST、SHOUNUO_SMTP_PORT 与 SHOUNUO_SMTP_TLS",
                "check the SHOUNUO_SMTP_… settings",
            ),
        )
        return
    yield fine("发信服务器可用", "the mail server answers")
    yield from _backlog()


def _backlog() -> Findings:
    """Mails that should have left and have not. Where the database can't say, its own check does."""
    from shounuo.site import start

    start.django()
    from django.db import DatabaseError

    from shounuo.kernel.clock import now
    from shounuo.notifications.reads import backlog

    try:
        waiting = backlog(now())
    except DatabaseError:
        return
    if waiting.since and now() - waiting.since > PATIENCE:
        yield note(
            Words.of(
                "{n} 封邮件仍在发件箱，最早的自 {since} 起", "{n} mails wait in the outbox, the oldest since {since}",
                n=waiting.count, since=waiting.since.isoformat(timespec="minutes"),
            ),
            Words("检查发信设置和看守进程", "check the mail settings and the watch"),
        )  # fmt: skip


def _secret() -> Findings:
    """The signing key is long, and only its owner can read it."""
    read = config.load()
    kept = read.data / "secret_key"
    if len(read.signing_key()) < 32:
        yield broken(
            Words("签名密钥太短", "the signing key is too short"),
            Words(
                "给 SHOUNUO_SECRET_KEY 至少 32 个随机字符",
                "give SHOUNUO_SECRET_KEY at least 32 random characters",
            ),
        )
    elif not read.secret_key and kept.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield broken(
            Words.of("其他人可以读取 {path}", "others can read {path}", path=kept),
            Words.of("运行 chmod 600 {path}", "run chmod 600 {path}", path=kept),
        )
    else:
        yield fine("签名密钥妥当", "the signing key is in order")


def _production() -> Findings:
    """Switches that are for rehearsals only."""
    read = config.load()
    for name, on in (
        ("SHOUNUO_DEBUG", read.debug),
        ("SHOUNUO_MOVED_CLOCK", read.moved_clock),
        ("SHOUNUO_DEMO", read.demo),
    ):
        if on:
            yield note(
                Words.of("{name} 已开启", "{name} is on", name=name),
                Words("生产环境中请关闭", "switch it off in production"),
            )
    if values.host_of(read.public_url) in EVERYWHERE:
        yield broken(
            Words(
                "监听所有地址，却没有设置对外网址，别人打不开",
                "listens everywhere, but has no public address that others could open",
            ),
            Words("设置 SHOUNUO_PUBLIC_URL=http://主机名：端口", "set SHOUNUO_PUBLIC_URL=http://name:port"),
        )
    if not read.public_url.startswith("https://"):
        yield note(
            Words("对外网址不是 https", "the public address is not https"),
            Words("设置 SHOUNUO_PUBLIC_URL=https://…", "set SHOUNUO_PUBLIC_URL=https://…"),
        )


def _clock() -> Findings:
    """Says so where a rehearsal server's clock has been moved."""
    from shounuo.site import start

    start.django()
    from shounuo.kernel import clock

    ahead = clock.now() - clock.real_now().replace(microsecond=0)
    if abs(ahead.total_seconds()) > 1:
        yield note(
            Words.of("时钟已移动 {ahead}", "the clock is moved by {ahead}", ahead=ahead),
            Words("用 shounuo clock reset 复位", "shounuo clock reset sets it right"),
        )
    else:
        yield fine("时钟未移动", "the clock is not moved")


def _disk() -> Findings:
    read = config.load()
    read.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(read.data).free
    if free < 2**30:
        yield broken(
            Words.of("磁盘只剩 {free} MB", "only {free} MB of disk are left", free=free // 2**20),
            Words(
                "清理磁盘，或用 SHOUNUO_DATA 换一个位置",
                "make room, or choose another place with SHOUNUO_DATA",
            ),
        )
    else:
        yield fine("磁盘剩余 {free} GB", "{free} GB of disk are free", free=free // 2**30)


CHECKS: dict[str, Callable[[], Findings]] = {
    "python": _python,
    "settings": _settings,
    "front": _front,
    "static": _static,
    "database": _database,
    "policy": _policy,
    "mail": _mail,
    "mail-in": mail_in,
    "secret": _secret,
    "production": _production,
    "clock": _clock,
    "disk": _disk,
    "people": people,
    "coverage": coverage,
    "channels": channels,
    "vendors": vendors,
    "outside": outside,
}
