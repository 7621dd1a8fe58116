"""What is done to a case: each address is one noun, each post one story of casework."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel

from shounuo.accounts.models import User
from shounuo.api import inputs, rows, shapes
from shounuo.api.auth import forbidden, need, need_customer
from shounuo.api.gate import case_of
from shounuo.api.once import once
from shounuo.api.openapi import answers
from shounuo.api.request import ApiRequest, person
from shounuo.api.secrets import Masking
from shounuo.cases.actions import Solved
from shounuo.cases.models import Case, Message
from shounuo.casework import accept as accepting
from shounuo.casework import assign, reply, resolve
from shounuo.casework.levels.change import raise_level
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

router = Router(tags=["work"])
Act = Callable[[Case, Masking], object]
DONE = answers({200: shapes.Head}, 400, 403, 404, 409, 413, 415, 422)


@router.post(
    "/cases/{number}/messages",
    operation_id="say",
    response=answers({201: shapes.Said}, 400, 403, 404, 409, 413, 415, 422),
)
def say(request: ApiRequest, number: str, new: inputs.NewMessage) -> HttpResponse:
    """A public reply, or (staff) an internal or diagnosis note. A reply of staff answers the running promises."""
    user, case = person(request), case_of(request, number)
    if user.is_customer and (new.kind != "public" or new.wait):
        raise forbidden(t("客户只能发公开回复", "Customers write public replies only"))
    if user.is_staff_member:
        need(request, "reply")

    def act() -> dict[str, Any]:
        masking = Masking()
        message = _say(case, new, masking.text(new.body), user, request)
        return rows.head(_now(case), masking.kinds) | {"message_id": message.pk}

    return once(request, new.model_dump(), act, status=201)


def _say(case: Case, new: inputs.NewMessage, body: str, user: User, request: ApiRequest) -> Message:
    by, at = user.actor, request.at
    if user.is_customer:
        return reply.customer_reply(case, body, via="api", by=by, at=at)
    if new.kind == "public":
        return reply.reply(case, body, wait=new.wait, via="api", by=by, at=at, seen=new.seen)
    return reply.note(case, new.kind, body, by=by, at=at, seen=new.seen)


@router.post("/cases/{number}/acceptance", operation_id="accept_case", response=DONE)
def accept_case(request: ApiRequest, number: str, new: inputs.Acceptance) -> HttpResponse:
    """Take the case and confirm its priority, or correct it with a reason. [5.2-accept, 3.2-engineer-confirms]"""
    user = need(request, "accept")

    def act(case: Case, masking: Masking) -> object:
        return accepting.accept(
            case,
            user,
            level=new.level or case.priority,
            reason=masking.text(new.reason),
            at=request.at,
            seen=new.seen,
        )

    return done(request, number, new, act)


@router.post("/cases/{number}/handover", operation_id="hand_over_case", response=DONE)
def hand_over_case(request: ApiRequest, number: str, new: inputs.HandOver) -> HttpResponse:
    """Give the case to a colleague, with the reason. The promises run on."""
    user = need(request, "hand_over")

    def act(case: Case, masking: Masking) -> object:
        to = colleague(new.to)
        return assign.hand_over(
            case, to, masking.text(new.reason), by=user.actor, at=request.at, seen=new.seen
        )

    return done(request, number, new, act)


@router.post("/cases/{number}/priority", operation_id="raise_priority", response=DONE)
def raise_priority(request: ApiRequest, number: str, new: inputs.NewPriority) -> HttpResponse:
    """Raise the priority, with the reason. It acts at once. [3.2-upgrade-any-time]"""
    user = need(request, "raise")

    def act(case: Case, masking: Masking) -> object:
        reason = masking.text(new.reason)
        return raise_level(case, new.level, reason, user=user, by=user.actor, at=request.at, seen=new.seen)

    return done(request, number, new, act)


@router.post("/cases/{number}/resolution", operation_id="resolve_case", response=DONE)
def resolve_case(request: ApiRequest, number: str, new: inputs.NewResolution) -> HttpResponse:
    """Resolve, with what the gate demands on record; the customer is asked. [5.4-root-cause, 5.4-prevention]"""
    user = need(request, "resolve")

    def act(case: Case, masking: Masking) -> object:
        texts = [masking.text(text) for text in (new.solution, new.root_cause, new.prevention)]
        return resolve.resolve(case, Solved(new.kind, *texts), by=user.actor, at=request.at, seen=new.seen)

    return done(request, number, new, act)


@router.post("/cases/{number}/confirmation", operation_id="confirm_resolution", response=DONE)
def confirm_resolution(request: ApiRequest, number: str, new: inputs.Nothing) -> HttpResponse:
    """The customer says that it is solved: the case closes. [5.4-confirm]"""
    user = need_customer(request)
    return done(request, number, new, lambda case, _: resolve.confirm(case, by=user.actor, at=request.at))


@router.post("/cases/{number}/denial", operation_id="deny_resolution", response=DONE)
def deny_resolution(request: ApiRequest, number: str, new: inputs.Denial) -> HttpResponse:
    """The customer says that it is not solved: the case is open again. [5.4-confirm]"""
    user = need_customer(request)
    return done(
        request, number, new,
        lambda case, masking: resolve.deny(case, masking.text(new.reason), by=user.actor, at=request.at),
    )  # fmt: skip


@router.post("/cases/{number}/report", operation_id="deliver_report", response=DONE)
def deliver_report(request: ApiRequest, number: str, new: inputs.Report) -> HttpResponse:
    """The report that a P0 or P1 owes its customer. [4.2-P0, 4.2-P1]"""
    user = need(request, "report")
    return done(
        request, number, new,
        lambda case, masking: resolve.deliver_report(case, masking.text(new.body), by=user.actor, at=request.at),
    )  # fmt: skip


@router.post("/cases/{number}/permanent-fix", operation_id="fix_for_good", response=DONE)
def fix_for_good(request: ApiRequest, number: str, new: inputs.Report) -> HttpResponse:
    """The permanent fix that a workaround left open is done. [5.3.1-solution]"""
    user = need(request, "fix")
    return done(
        request, number, new,
        lambda case, masking: resolve.fix_for_good(case, masking.text(new.body), by=user.actor, at=request.at),
    )  # fmt: skip


@router.post("/cases/{number}/resumption", operation_id="resume_case", response=DONE)
def resume_case(request: ApiRequest, number: str, new: inputs.OnlySeen) -> HttpResponse:
    """Go on without waiting for the customer any longer. [4.2-24x7]"""
    user = need(request, "resume")
    return done(
        request, number, new, lambda case, _: reply.resume(case, by=user.actor, at=request.at, seen=new.seen)
    )


def done(request: ApiRequest, number: str, new: BaseModel, act: Act) -> HttpResponse:
    """The case through the gate, the story once, the head as it is now."""
    case = case_of(request, number)

    def told() -> dict[str, Any]:
        masking = Masking()
        act(case, masking)
        return rows.head(_now(case), masking.kinds)

    return once(request, new.model_dump(), told)


def _now(case: Case) -> Case:
    return Case.objects.select_related("assignee").get(pk=case.pk)


def colleague(email: str) -> User:
    found = User.objects.filter(email=email.lower(), is_staff_member=True, is_active=True).first()
    if found is None:
        raise Refusal(
            "case.not_staff", t("没有这位在职的同事", "There is no such colleague"), status=422, field="to"
        )
    return found
