"""通知: what reached the reader, newest first, with the calls that they can answer here. [5.2-notify, 5.2-accept]"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of
from shounuo.casework.acknowledge import would_take
from shounuo.casework.incident.gate import closed_among, sees_inside
from shounuo.counter import live
from shounuo.counter.asking import Asked
from shounuo.kernel.words import t
from shounuo.notifications import inbox as told
from shounuo.notifications.actions.reading import mark_all_read, mark_read
from shounuo.notifications.attempts import Attempt, attempt
from shounuo.notifications.models import Call, Message
from shounuo.notifications.page_words import WHAT, title_of
from shounuo.notifications.words import KINDS
from shounuo.workspace.asking import of_ones_own, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.templatetags.calling import counted

ON_A_PAGE = 30
MOST_DIGITS = 18


@dataclass(frozen=True)
class Item:
    """One message; with the call that it is, if it is one. `open`: the reader can answer it; `takes`: that takes the case."""

    message: Message
    title: str
    text: str
    number: str
    customer: str
    subject: str
    call: Call | None
    open: bool
    takes: bool
    taker: str
    attempts: list[Attempt]


@shows
def inbox(request: Asked) -> HttpResponse:
    """The page, or, while it is open, one of its parts where there is something new."""
    part = request.GET.get("part", "")
    if part == "count":
        return _count(request)
    if part not in ("", "list"):
        raise Http404
    before = number_in(request, "before")
    facts = listed(request, before)
    if part == "list":
        return live.answer(
            request, facts["tag"], request.at, lambda: render(request, "workspace/inbox_list.html", facts)
        )
    return render(request, "workspace/inbox.html", facts | {"palette": palette(deeds_of(request.user))})


@of_ones_own
def reading(request: Asked) -> HttpResponse:
    """One message is read, or all that the page showed and what is older."""
    message, newest = number_in(request, "message"), number_in(request, "newest")
    if message is not None:
        mark_read(request.user, [message], at=request.at)
    if newest is not None:
        mark_all_read(request.user, newest, at=request.at)
    return HttpResponseRedirect("/desk/inbox")


def listed(request: Asked, before: int | None) -> dict[str, Any]:
    found = told.page(request.user, request.at, before=before, limit=ON_A_PAGE + 1)
    items = [_item(message, request.user) for message in _inside(found[:ON_A_PAGE], request.user)]
    news = [[one.message.pk, bool(one.message.read_at), one.open, one.taker, _progress(one)] for one in items]
    return {
        "items": items, "before": before, "newest": items[0].message.pk if items and before is None else 0,
        "later": items[-1].message.pk if len(found) > ON_A_PAGE else 0, "tag": live.tag(request.at, "inbox", before, news),
    }  # fmt: skip


def _inside(found: list[Message], reader: User) -> list[Message]:
    """What a message of a case whose room is closed to the reader said is not shown any more."""
    closed = closed_among({one.case_id for one in found if one.case_id})
    outside = {
        one.case_id
        for one in found
        if one.case and one.case_id in closed and not sees_inside(one.case, reader)
    }
    for one in found:
        if one.case_id in outside:
            one.text = t("仅限指定人员", "For named people only")
    return found


def _item(message: Message, reader: User) -> Item:
    case, call = message.case, getattr(message, "call", None)
    is_open = call is not None and call.answered_at is None and call.page.state == "open"
    if call is not None and case is not None:
        call.user, call.page.case = reader, case
    return Item(
        message, _title(message, call), message.text, case.number if case else "",
        case.customer.short_name if case else "", case.subject if case else "", call, is_open,
        call is not None and is_open and would_take(call), call.page.ended_by.name if call and call.page.ended_by else "",
        [attempt(one) for one in message.deliveries.all()],
    )  # fmt: skip


def _title(message: Message, call: Call | None) -> str:
    """A call in words of now; another message as it left, or what it is about while it has not."""
    if message.case is not None and message.kind in WHAT:
        return title_of(message, message.case, call)
    return message.subject or str(KINDS.get(message.kind, message.kind))


def _progress(one: Item) -> list[list[str]]:
    return [[each.state, each.receipt] for each in one.attempts]


def _count(request: Asked) -> HttpResponse:
    unread = counted(request.user, request.at)
    return live.answer(
        request,
        unread["tag"],
        request.at,
        lambda: render(request, "workspace/inbox_link.html", {"unread": unread}),
    )


def number_in(request: HttpRequest, name: str) -> int | None:
    """A number that was sent; None for anything else."""
    sent = (request.POST if request.method == "POST" else request.GET).get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) <= MOST_DIGITS else None
