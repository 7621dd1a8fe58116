"""`shounuo intake`: mail taken in, one from standard input as a mail server hands it to a pipe, or all of a mailbox over
IMAP; and what could not be taken. [5.2-acknowledge]

Exit status, in the words of sysexits.h: 0 taken (or rightly ignored), 75 not now, the mail server keeps it, 65 nothing can
be made of it.
"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
import threading

from shounuo.kernel.words import Words
from shounuo.site.speech import complain, said, say

HELP = Words(
    "收取邮件：从标准输入，或从信箱（IMAP）", "take in mail: from standard input, or from a mailbox (IMAP)"
)
TAKEN, UNUSABLE, LATER = 0, 65, 75
MOST_BYTES = 80 * 1024 * 1024

_OUTCOMES = {
    "opened": Words("已开案 {number}", "opened {number}"),
    "replied": Words("已记为 {number} 的回复", "a reply on {number}"),
    "noted": Words("已记为 {number} 的内部备注", "an internal note on {number}"),
    "closed": Words("{number} 已关闭，已告知发件人", "{number} is closed; the sender is told"),
    "automatic": Words("程序发出的邮件，不作回应 {number}", "a machine's mail, not answered {number}"),
    "stranger": Words("陌生来信，不作回应", "from a stranger, not answered"),
    "again": Words("此前已收 {number}", "taken before {number}"),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    mail = what.add_parser("mail", help=said(Words("收取邮件", "take in mail")))
    mail.add_argument(
        "--imap",
        action="store_true",
        help=said(Words("收取信箱里的新邮件", "take what is new in the mailbox")),
    )
    mail.add_argument(
        "--follow",
        action="store_true",
        help=said(Words("与 --imap 一起：持续收取", "with --imap: go on for good")),
    )
    what.add_parser("aside", help=said(Words("列出未能收取的邮件", "list the mails that could not be taken")))
    again = what.add_parser("again", help=said(Words("再次收取这些邮件", "try to take these once more")))
    again.add_argument("ids", nargs="+", type=int, metavar="ID")
    drop = what.add_parser("drop", help=said(Words("放弃这些邮件", "give these up")))
    drop.add_argument("ids", nargs="+", type=int, metavar="ID")


def run(args: argparse.Namespace) -> int:
    from shounuo.site import config, start

    try:
        start.django()
    except config.ConfigError as error:
        complain("设置 {name} 无法使用", "setting {name} cannot be used", name=error.name)
        return LATER
    if args.what != "mail":
        from shounuo.site import mail_aside

        if args.what == "aside":
            return mail_aside.listed()
        return mail_aside.again(args.ids) if args.what == "again" else mail_aside.drop(args.ids)
    if args.imap:
        return _mailbox(follow=args.follow)
    return _take(sys.stdin.buffer.read(MOST_BYTES + 1))


def _mailbox(*, follow: bool) -> int:
    from django.conf import settings

    from shounuo.intake import follow as following
    from shounuo.intake.trouble import Trouble
    from shounuo.site import processes

    if not settings.IMAP_HOST:
        complain("没有设置 SHOUNUO_IMAP_HOST", "SHOUNUO_IMAP_HOST is not set")
        return LATER
    processes.die_with_parent(signal.SIGTERM)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if follow:
        following.follow(stop)
        return TAKEN
    try:
        new = following.visit(stop)
    except Trouble as trouble:
        complain("{words}", "{words}", words=trouble.words)
        return LATER
    except Exception:
        logging.getLogger("shounuo.intake").exception("the mailbox could not be read")
        return LATER
    say("新邮件 {new} 封", "{new} new mails", new=new)
    return TAKEN


def _take(raw: bytes) -> int:
    from shounuo.intake.letter import Unusable
    from shounuo.intake.take import Later, take
    from shounuo.kernel.clock import now

    if len(raw) > MOST_BYTES:
        complain("邮件过大", "the mail is too large")
        return UNUSABLE
    try:
        taken = take(raw, at=now())
    except Unusable as error:
        complain("邮件无法辨认：{error}", "nothing can be made of this mail: {error}", error=error)
        return UNUSABLE
    except Later as error:
        complain("暂不收取：{error}", "not now: {error}", error=error)
        return LATER
    except Exception:
        logging.getLogger("shounuo.intake").exception("a mail could not be taken and has to come again")
        return LATER
    number = taken.case.number if taken.case else ""
    words = _OUTCOMES[taken.outcome]
    say(words.zh, words.en, number=number)
    return TAKEN
