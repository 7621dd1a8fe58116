"""运行状况: how the house is doing, in words, for administrators. The same figures as `/metrics`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.counter.asking import Asked
from shounuo.kernel.words import Words
from shounuo.look.templatetags.times import length
from shounuo.site.measures import MailIn, Measures, database, measure, release
from shounuo.workspace.asking import fills_in
from shounuo.workspace.palette import palette

A_LITTLE, MUCH = timedelta(seconds=10), timedelta(seconds=60)
LONG = timedelta(minutes=10)
WELL = Words("正常", "well")
LOOK = Words("留意", "look")
ILL = Words("异常", "not well")
WORDS = {"kept": WELL, "risk": LOOK, "broken": ILL}


@dataclass(frozen=True)
class Row:
    """One thing: its name, how it is in a sentence, and a tone (kept · risk · broken)."""

    name: Words
    words: Words
    tone: str
    href: str = ""

    @property
    def state(self) -> Words:
        return WORDS[self.tone]


@fills_in("manage_accounts")
def running(request: Asked) -> HttpResponse:
    now = measure(request.at)
    rows = list(_rows(now))
    facts = {
        "rows": rows, "cases": now.cases.items(), "release": release(), "database": database(),
        "ill": sum(row.tone == "broken" for row in rows), "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/running.html", facts)


def _rows(now: Measures) -> Iterator[Row]:
    yield _watch(now)
    yield _given_up(now)
    yield _outbox(now)
    yield _unknown(now)
    yield _mail_in(now.mail_in)
    yield Row(
        Words("警报", "Alarms"),
        Words.of("{n} 条未解除", "{n} open", n=now.open_alarms) if now.alarms else Words("没有", "none"),
        "risk" if now.alarms else "kept", "/desk/alarms",
    )  # fmt: skip
    yield _heartbeat()


def _watch(now: Measures) -> Row:
    tone = "broken" if now.lag > MUCH else "risk" if now.lag > A_LITTLE else "kept"
    late = Words.of(
        "最早的一项已到期 {age}，尚未处理", "the oldest due row has waited {age}", age=length(now.lag)
    )
    words = late if now.lag else Words("到期的都已处理", "everything due is done")
    return Row(Words("看守", "The watch"), words, tone)


def _given_up(now: Measures) -> Row:
    words = Words.of("{n} 项多次失败，已放弃", "{n} rows failed again and again", n=now.dead)
    return Row(
        Words("放弃的事项", "Given up"),
        words if now.dead else Words("没有", "none"),
        "broken" if now.dead else "kept",
    )


def _outbox(now: Measures) -> Row:
    words = Words.of("{queued} 封排队，{sending} 封正在发送", "{queued} queued, {sending} on their way",
                     queued=now.queued, sending=now.sending)  # fmt: skip
    if not settings.SMTP_HOST:
        words = Words.of(
            "未设置发信服务器，{n} 封留在发件箱",
            "no mail server is set; {n} stay in the outbox",
            n=now.queued,
        )
    tone = "risk" if now.late > MUCH or not settings.SMTP_HOST else "kept"
    return Row(Words("发信", "Mail out"), words, "broken" if settings.SMTP_HOST and now.late > LONG else tone)


def _unknown(now: Measures) -> Row:
    words = Words.of("{n} 条不知是否送达，待确认", "{n} of unknown fate, to be settled", n=now.unknown)
    return Row(
        Words("去向不明的通知", "Unknown fate"), words if now.unknown else Words("没有", "none"),
        "broken" if now.unknown else "kept", "/desk/alarms" if now.unknown else "",
    )  # fmt: skip


def _mail_in(mail: MailIn | None) -> Row:
    name = Words("收信", "Mail in")
    if mail is None:
        return Row(
            name,
            Words("未设置信箱，由邮件服务器交来", "no mailbox is set; a mail server hands mail in"),
            "kept",
        )
    if mail.problem:
        return Row(
            name, Words(mail.problem["zh"], mail.problem["en"]), "broken" if mail.failing > LONG else "risk"
        )
    if mail.silent is None or mail.silent > LONG:
        return Row(name, Words("信箱没有在收取", "the mailbox is not being read"), "broken")
    if mail.left_over:
        return Row(
            name,
            Words.of("{n} 封未能收取，已另存", "{n} could not be taken and are kept aside", n=mail.left_over),
            "risk",
        )
    return Row(name, Words.of("{age}前收取完毕", "read {age} ago", age=length(mail.silent)), "kept")


def _heartbeat() -> Row:
    if settings.HEARTBEAT_URL:
        return Row(
            Words("心跳", "Heartbeat"), Words("每分钟一次，发往外部", "every minute, to the outside"), "kept"
        )
    words = Words("未设置：本机停摆时外部无从得知", "not set: nobody outside notices when this machine stops")
    return Row(Words("心跳", "Heartbeat"), words, "risk")
