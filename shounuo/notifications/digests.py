"""What a digest says: each notice with number, level, what happened, subject and link; in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from shounuo.cases.models import Case
from shounuo.commitments.events import TRACKS
from shounuo.kernel.words import t
from shounuo.notifications import rules
from shounuo.notifications.answering import link_of
from shounuo.notifications.models import Call, Delivery, Message
from shounuo.notifications.page_words import Said
from shounuo.notifications.words import KINDS

IN_CHAT = 10
"""So many lines a chat message holds; the others are on the desk."""


@dataclass(frozen=True)
class Item:
    number: str
    level: str
    what: str
    subject: str
    link: str

    def __str__(self) -> str:
        return f"{self.number} · {self.level} · {self.what} · {self.subject}"


def items(message: Message) -> list[Item]:
    """The lines of this digest, the most urgent first; one notice is one line, however often it was folded."""
    rows = Delivery.objects.filter(digest=message, state="folded").order_by("urgency", "pk")
    once = {row.message_id: row for row in rows.select_related("message__case", "message__call")}
    return [_item(row.message, row.message.case, row.urgency) for row in once.values() if row.message.case]


def _item(notice: Message, case: Case, urgency: int) -> Item:
    call: Call | None = getattr(notice, "call", None)
    link = link_of(call) if call else f"{settings.PUBLIC_URL}/desk/cases/{case.number}"
    return Item(case.number, f"P{urgency}", _what(notice), rules.one_line(case.subject, 80), link)


def _what(notice: Message) -> str:
    words, track = KINDS[notice.kind], TRACKS.get(notice.facts.get("track", ""))
    return t(f"{track.zh}{words.zh}", f"{track.en}: {words.en}") if track else str(words)


def title(count: int) -> str:
    return t("{n} 条案例通知", "{n} notices about cases", n=count)


def said_at_once(message: Message) -> Said:
    """A digest as chat and SMS say it, in the language that is active."""
    lines = items(message)
    shown = [text for one in lines[:IN_CHAT] for text in (str(one), one.link)]
    rest = len(lines) - IN_CHAT
    more = [t("另有 {n} 条，见工作台", "{n} more on the desk", n=rest)] if rest > 0 else []
    link, heading = f"{settings.PUBLIC_URL}/desk/", title(len(lines))
    facts = {
        "number": lines[0].number if lines else "", "level": lines[0].level if lines else "",
        "priority": lines[0].level if lines else "", "subject": heading, "customer": "", "due": "",
        "name": message.user.name if message.user else "", "title": heading, "link": link,
    }  # fmt: skip
    return Said(heading, (*shown, *more), link, facts)
