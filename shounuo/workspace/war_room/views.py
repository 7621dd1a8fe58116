"""The addresses of the war room: its page, its live body, its deeds, the list of incidents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of, may
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.cases.secrets import patterns_for_browser
from shounuo.casework.incident.authorise import named_for
from shounuo.casework.incident.closed import MARKS
from shounuo.casework.incident.deeds import DEEDS, NEED_REPLY
from shounuo.casework.incident.gate import look
from shounuo.casework.incident.rights import is_authorised
from shounuo.casework.submit import once
from shounuo.counter import live
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import Arrived, new_key
from shounuo.counter.said import tell_masked
from shounuo.incidents.models import Incident
from shounuo.incidents.reads import decisions_of, incidents, latest_of
from shounuo.incidents.words import DECISIONS, ENDED, KINDS_OF_DECISION, STATES
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.war_room.acts import RoomForm
from shounuo.workspace.war_room.room import Room

MOST = 60
QUICK = ("note", "sync", "operate", "diagnosis")
"""Deeds of the line that is always there: its buttons share what was typed."""
PARTS = ("top", "body")
"""What the browser asks for again and again."""


@shows
def war_room(request: Asked, number: str) -> HttpResponse:
    """The whole page; or its live body where something is new: everybody sees a new line within two seconds."""
    case, incident, inside = _found(request, number)
    if not inside:
        return _closed(request, case, incident)
    room = Room(case, incident, request.user, request.at, request.GET.get("show", ""))
    part = request.GET.get("part")
    if part in PARTS:
        page = f"workspace/war_room/{part}.html"
        return live.answer(
            request, room.tag, request.at, lambda: render(request, page, _facts(room, request))
        )
    return _page(request, room, request.GET.get("do", ""), RoomForm(initial=_chosen(request)))


@does("respond")
def act(request: Asked, number: str, deed: str) -> HttpResponse:
    """One deed, once however often it is pressed; refused, the page comes back with what was typed and the reason in words."""
    case, incident, _ = _found(request, number)
    if deed not in DEEDS:
        raise Http404
    form = RoomForm(request.POST)
    try:
        if not form.is_valid():
            raise Refusal(
                "request.invalid",
                t("有一项内容太长或不是预期的格式", "Something is too long or not as expected"),
                status=422,
            )
        if deed in NEED_REPLY and not may(request.user, "reply"):
            raise Refusal(
                "auth.forbidden",
                t("您的角色可以查看，但不能做这件事", "Your role may look, but not do this"),
                status=403,
            )
        given, user, at = form.cleaned_data, request.user, request.at
        once(
            case, given["sending"] or new_key(), lambda: DEEDS[deed](case, user, given, at), user=user, at=at
        )
    except Refusal as refusal:
        if refusal.code == "incident.closed_room":
            return _closed(request, case, incident)
        case = case_of(request, number)
        room = Room(case, latest_of(case) or incident, request.user, request.at)
        return _page(request, room, deed, form, refusal)
    tell_masked(request, form)
    messages.success(request, t("已记录。", "It is on record."))
    name = "quick" if deed in QUICK else deed
    return Arrived(f"/desk/cases/{number}/war-room", f"room-{number}-{name}")


@shows
def listed(request: Asked) -> HttpResponse:
    """Every response, those under way first."""
    rows = sorted(incidents()[:MOST], key=lambda one: (not one.is_under_way,))
    facts = {
        "rows": [
            {"incident": one, "case": one.case, "state": STATES[one.state], "ended": ENDED.get(one.ended_how),
             "tone": "broken" if one.state == "running" else "running" if one.state == "monitoring" else "kept"}
            for one in rows
        ],
        "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/war_room/list.html", facts)


def _found(request: Asked, number: str) -> tuple[Case, Incident, bool]:
    """The case, its incident, and whether the reader is inside; looking into a closed room goes on record."""
    case = case_of(request, number)
    seen = look(case, request.user, at=request.at)
    if seen.incident is None:
        raise Http404
    return case, seen.incident, seen.inside


def _chosen(request: Asked) -> dict[str, str]:
    """What a link of the page has chosen already: the step to confirm, the decision to speak of."""
    return {
        name: request.GET[name]
        for name in ("stage", "step", "decision", "kind", "node", "answer", "member")
        if name in request.GET
    }


def _facts(room: Room, request: Asked) -> dict[str, Any]:
    decisions = [
        {"it": one, "kind": KINDS_OF_DECISION[one.kind], "state": DECISIONS[one.state], "authorised": is_authorised(one),
         "role": ROLES.get(one.decided_as, t("事件指挥", "commander")) if one.decided_as else ""}
        for one in decisions_of(room.incident)
    ]  # fmt: skip
    own = [(post.member, post.name) for post in room.posts if post.needed and _fits(room, post.member)]
    return room.facts() | {
        "decisions": decisions,
        "palette": palette(deeds_of(request.user)),
        "own_posts": own,
    }


def _page(
    request: Asked, room: Room, do: str, form: RoomForm, refusal: Refusal | None = None
) -> HttpResponse:
    facts = _facts(room, request) | {
        "do": do, "form": form, "sending": form["sending"].value() or new_key(),
        "refusal": refusal, "draft_text": room.draft if do in ("", "update") else "",
        "kinds": list(KINDS_OF_DECISION.items()), "contacts": named_for(room.case), "secret_patterns": patterns_for_browser(),
        "colleagues": User.objects.filter(is_staff_member=True, is_active=True).exclude(pk=request.user.pk).order_by("name"),
        "members": [(post.member, post.name) for post in room.posts if not post.needed], "may_close": bool(request.user.roles & MARKS),
    }  # fmt: skip
    return render(request, "workspace/war_room/page.html", facts, status=refusal.status if refusal else 200)


def _fits(room: Room, member: str) -> bool:
    post = room.incident.posts.get(member=member)
    return bool(room.user.roles & set(post.roles))


def _closed(request: Asked, case: Case, incident: Incident) -> HttpResponse:
    held = incident.commands.filter(ends_at=None).select_related("user").first()
    facts = {
        "case": case,
        "commander": held.user.name if held else "",
        "palette": palette(deeds_of(request.user)),
    }
    return render(request, "workspace/war_room/closed.html", facts, status=403)
