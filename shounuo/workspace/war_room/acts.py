"""What is done in a war room: each address is one noun, each press one story. [5.3.2-P0-team, 5.3.2-P0-implement]"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.casework import reply
from shounuo.casework.incident import command as commanding
from shounuo.casework.incident import roles, steps, talk
from shounuo.casework.submit import once
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import Arrived, new_key
from shounuo.counter.said import Said, SaidForm, tell_masked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.workspace.asking import does
from shounuo.workspace.war_room import drafts
from shounuo.workspace.war_room.page import Returned, again

Deed = Callable[[Case, str], object]


class WordsForm(SaidForm):
    """`words`: what was typed, where the form has room for it; the story says whether it must."""

    words = Said(label=Words("内容", "Text"), rows=3)
    sending = forms.CharField(required=False, max_length=64)
    seen = forms.IntegerField(required=False, min_value=0)


@does("respond")
def presence(request: Asked, number: str) -> HttpResponse:
    """我已到场"""
    member = request.POST.get("post", "")[:40]
    return _carry_out(
        request, number, "join", "flow", Words("已记下：您已到场。", "Noted: you are here."),
        lambda case, _: roles.join(case, request.user, member, at=request.at),
    )  # fmt: skip


@does("respond")
def departure(request: Asked, number: str) -> HttpResponse:
    return _carry_out(
        request, number, "leave", "people", Words("已记下：您离开了战情室。", "Noted: you left the war room."),
        lambda case, _: roles.leave(case, request.user, at=request.at),
    )  # fmt: skip


@does("respond")
def needs(request: Asked, number: str) -> HttpResponse:
    """This role is needed as well: it is called now."""
    member = request.POST.get("post", "")[:40]
    return _carry_out(
        request, number, "need", "people", Words("正在呼叫。", "Being called."),
        lambda case, _: roles.need(case, member, request.user, at=request.at),
    )  # fmt: skip


@does("respond")
def command(request: Asked, number: str) -> HttpResponse:
    return _carry_out(
        request, number, "command", "people", Words("现在由您指挥。", "You command now."),
        lambda case, words: commanding.take_command(case, request.user, words, at=request.at),
    )  # fmt: skip


@does("respond")
def command_handover(request: Asked, number: str) -> HttpResponse:
    return _carry_out(
        request, number, "hand", "people", Words("指挥已交接。", "Command is handed over."),
        lambda case, words: commanding.hand_command(
            case, _colleague(request.POST.get("to", "")), words, by=request.user, at=request.at
        ),
    )  # fmt: skip


@does("respond")
def step_start(request: Asked, number: str, stage: str, step: str) -> HttpResponse:
    return _carry_out(
        request, number, f"{stage}-{step}", "flow", Words("已开始。", "Begun."),
        lambda case, _: steps.start_step(case, stage, step, request.user, at=request.at),
    )  # fmt: skip


@does("respond")
def step_done(request: Asked, number: str, stage: str, step: str) -> HttpResponse:
    return _carry_out(
        request, number, f"{stage}-{step}", "flow", Words("已完成。", "Done."),
        lambda case, words: steps.do_step(case, stage, step, request.user, words, at=request.at),
    )  # fmt: skip


@does("respond")
def step_dropped(request: Asked, number: str, stage: str, step: str) -> HttpResponse:
    return _carry_out(
        request, number, f"{stage}-{step}", "flow", Words("已记为不需要。", "Noted: not needed."),
        lambda case, words: steps.drop_step(case, stage, step, request.user, words, at=request.at),
    )  # fmt: skip


@does("respond")
def syncs(request: Asked, number: str) -> HttpResponse:
    return _carry_out(
        request, number, "line", "talk", Words("内部同步已记下，客户看不见。", "Synced; the customer does not see it."),
        lambda case, words: talk.sync(case, words, request.user, at=request.at),
    )  # fmt: skip


@does("respond")
def operations(request: Asked, number: str) -> HttpResponse:
    return _carry_out(
        request, number, "line", "talk", Words("操作步骤已记下。", "The step of operation is recorded."),
        lambda case, words: talk.operate(case, words, request.user, at=request.at),
    )  # fmt: skip


@does("reply")
def notes(request: Asked, number: str) -> HttpResponse:
    return _carry_out(
        request, number, "line", "talk", Words("内部备注已保存。", "Note saved."),
        lambda case, words: reply.note(case, "internal", words, by=request.user.actor, at=request.at),
    )  # fmt: skip


@does("reply")
def customer_updates(request: Asked, number: str) -> HttpResponse:
    """The update leaves as a public reply, whatever its draft said."""
    seen = request.POST.get("seen", "")
    return _carry_out(
        request, number, "update", "talk", Words("已发送给客户。", "Sent to the customer."),
        lambda case, words: reply.reply(
            case, words, by=request.user.actor, at=request.at, seen=int(seen) if seen.isdecimal() else None
        ),
    )  # fmt: skip


def _carry_out(request: Asked, number: str, name: str, tab: str, done: Words, deed: Deed) -> HttpResponse:
    """The deed, once, and back to the room; or the page as it now stands, with what was typed and the reason."""
    case = case_of(request, number)
    form = WordsForm(request.POST)
    typed = request.POST.get("words", "")
    if not form.is_valid():
        return again(request, case, Returned(name, typed, _problems(form)), tab, 422)
    words = form.cleaned_data["words"]
    try:
        _once(case, form, lambda: deed(case, words), request.user, request.at)
    except Refusal as refusal:
        return again(request, case, Returned(name, words, str(refusal.sentence)), tab, refusal.status)
    messages.success(request, str(done))
    tell_masked(request, form)
    return Arrived(f"/desk/cases/{case.number}/war-room?tab={tab}", drafts.of(case.number, name))


def _once(case: Case, form: WordsForm, deed: Callable[[], object], user: User, at: datetime) -> None:
    once(case, form.cleaned_data["sending"] or new_key(), deed, user=user, at=at)


def _problems(form: WordsForm) -> str:
    return " ".join(str(problem) for problems in form.errors.values() for problem in problems)


def _colleague(chosen: str) -> User:
    found = User.objects.filter(pk=int(chosen), is_staff_member=True).first() if chosen.isdecimal() else None
    if found is None:
        raise Refusal(
            "incident.choose_successor",
            t("请选择由谁接手指挥", "Please choose who takes command"),
            status=422,
        )
    return found
