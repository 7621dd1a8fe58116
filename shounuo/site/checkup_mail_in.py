"""What `shounuo doctor` asks about mail coming in: can the mailbox be opened, is it being read, was anything left over?"""

from __future__ import annotations

from datetime import timedelta

from shounuo.kernel.words import Words
from shounuo.site import config
from shounuo.site.finding import Findings, broken, fine, note

LONG = timedelta(minutes=10)


def mail_in() -> Findings:
    """The line first, then what the database knows of it."""
    read = config.load()
    if not read.imap_host:
        yield note(
            Words("未设置收信信箱，只收取从标准输入交来的邮件", "no mailbox is set: mail comes in by standard input only"),
            Words("设置 SHOUNUO_IMAP_HOST", "set SHOUNUO_IMAP_HOST"),
        )  # fmt: skip
        return
    if read.imap_tls == "none":
        yield note(
            Words("收信密码以明文传送", "the mailbox's password goes in the clear"),
            Words("设置 SHOUNUO_IMAP_TLS=tls", "set SHOUNUO_IMAP_TLS=tls"),
        )
    from shounuo.site import start

    start.django()
    yield from _line()
    yield from _record()


def _line() -> Findings:
    """Opened, signed in, the folder selected; nothing is read and nothing changed."""
    from django.conf import settings

    from shounuo.intake import mailbox
    from shounuo.intake.line import Line
    from shounuo.intake.trouble import Trouble

    line = None
    try:
        line = Line.opened(mailbox.place(), most=2**20)
        line.select(settings.IMAP_FOLDER)
    except Trouble as trouble:
        yield broken(trouble.words, _mend(trouble.kind))
        return
    finally:
        if line:
            line.close()
    if "IDLE" in line.can:
        yield fine(
            "信箱可以读取，新邮件随到随收", "the mailbox can be read, and the server tells of new mail"
        )
    else:
        yield fine(
            "信箱可以读取，每 {n:g} 秒查看一次", "the mailbox can be read, and is looked at every {n:g} seconds", n=settings.IMAP_POLL
        )  # fmt: skip


def _mend(kind: str) -> Words:
    if kind == "login":
        return Words(
            "检查 SHOUNUO_IMAP_USER 与 SHOUNUO_IMAP_PASSWORD（163、QQ 等邮箱须用授权码，并在邮箱设置中开启 IMAP）",
            "check SHOUNUO_IMAP_USER and SHOUNUO_IMAP_PASSWORD (some providers want a code made for programs)",
        )
    if kind == "refused":
        return Words("检查 SHOUNUO_IMAP_FOLDER 是否存在", "check that SHOUNUO_IMAP_FOLDER exists")
    return Words(
        "检查 SHOUNUO_IMAP_HOST、SHOUNUO_IMAP_PORT 与 SHOUNUO_IMAP_TLS", "check the SHOUNUO_IMAP_… settings"
    )


def _record() -> Findings:
    """Whether the follower gets through, and what it could not take. Where the database can't say, its own check does."""
    from django.db import DatabaseError

    from shounuo.intake.reads import left_over, mailbox_now
    from shounuo.kernel.clock import now

    try:
        box, left = mailbox_now(), left_over().count()
    except DatabaseError:
        return
    if box is None or box.succeeded_at is None:
        yield note(
            Words("信箱还从未收取", "the mailbox has never been read"),
            Words("运行 shounuo serve 或 shounuo intake mail --imap", "run shounuo serve or shounuo intake mail --imap"),
        )  # fmt: skip
    elif now() - box.succeeded_at > LONG:
        since = box.succeeded_at.isoformat(timespec="minutes")
        why = box.problem or {"zh": "收信进程没有运行", "en": "the follower does not run"}
        yield broken(
            Words(f"信箱自 {since} 起未能收取：{why['zh']}", f"the mailbox has not been read since {since}: {why['en']}"),
            Words("检查 shounuo serve 的日志", "look into the log of shounuo serve"),
        )  # fmt: skip
    if left:
        yield note(
            Words.of("{n} 封邮件未能收取", "{n} mails could not be taken", n=left),
            Words("运行 shounuo intake aside", "run shounuo intake aside"),
        )
