"""`shounuo intake mail`: takes one mail from standard input, as a mail server hands it to a pipe. [5.2-acknowledge]

Exit status, in the words of sysexits.h: 0 taken (or rightly ignored), 75 not now, the mail server keeps it, 65 nothing can
be made of it.
"""

from __future__ import annotations

import argparse
import logging
import sys

from shounuo.kernel.words import Words
from shounuo.site.speech import complain, said, say

HELP = Words("收取一封邮件（从标准输入）", "take in one mail (from standard input)")
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
    parser.add_argument("what", choices=["mail"], help=said(Words("收取什么", "what to take in")))


def run(args: argparse.Namespace) -> int:
    from shounuo.site import config, start

    try:
        start.django()
        return _take(sys.stdin.buffer.read(MOST_BYTES + 1))
    except config.ConfigError as error:
        complain("设置 {name} 无法使用", "setting {name} cannot be used", name=error.name)
        return LATER


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
