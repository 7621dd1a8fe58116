"""The decision log of an incident, its walls, the closed room and its evidence. For staff who are inside. [5.3.2-P0-rights]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel

from shounuo.accounts.models import User
from shounuo.api import decision_shapes as shapes
from shounuo.api import rows
from shounuo.api.answer import reading
from shounuo.api.auth import forbidden, need
from shounuo.api.gate import case_of
from shounuo.api.inputs import Nothing, RowId
from shounuo.api.once import once
from shounuo.api.openapi import answers
from shounuo.api.request import ApiRequest, person
from shounuo.api.secrets import Masking
from shounuo.api.work import colleague
from shounuo.cases.models import Case
from shounuo.casework.incident import authorise, closed, rights, talk
from shounuo.casework.incident.act import no_response
from shounuo.casework.incident.evidence import exhibits, security_incident
from shounuo.casework.incident.gate import enter
from shounuo.casework.incident.log import Logged, Word, decision_log
from shounuo.customers.terms import terms
from shounuo.incidents.models import Incident
from shounuo.incidents.reads import latest_of
from shounuo.kernel.words import t

router = Router(tags=["decisions"])
Act = Callable[[Case, User, Masking], object]
LOG = answers({200: shapes.Decisions}, 400, 403, 404, 409, 413, 415, 422)


@router.get(
    "/cases/{number}/decisions",
    operation_id="list_decisions",
    response=answers({200: shapes.Decisions}, 304, 403, 404, 409),
)
def list_decisions(request: ApiRequest, number: str) -> HttpResponse:
    """The decision log of the case's latest incident: proposals, who decided by which right, objections, authorisations, results. `lacking`
    says why you could not begin it now; `may` names what you may do."""
    case = _inside(request, number)
    return reading(request, _log(case, person(request)))


@router.post("/cases/{number}/decisions", operation_id="propose_decision", response=LOG)
def propose_decision(request: ApiRequest, number: str, new: shapes.NewDecision) -> HttpResponse:
    """Written into the log. What you may decide alone is decided by that; calling in resources calls them."""

    def act(case: Case, user: User, masking: Masking) -> object:
        what, why, risk = (masking.text(text) for text in (new.what, new.why, new.risk))
        return rights.propose(case, new.kind, what, why, user, risk=risk, call=tuple(new.call), at=request.at)

    return _done(request, number, new, act)


@router.post(
    "/cases/{number}/decisions/{decision_id}/approval", operation_id="approve_decision", response=LOG
)
def approve_decision(
    request: ApiRequest, number: str, decision_id: RowId, new: shapes.Approval
) -> HttpResponse:
    """Approve it by the right that the standard gives your role."""

    def act(case: Case, user: User, masking: Masking) -> object:
        words = masking.text(new.words)
        return rights.decide(
            case, decision_id, user, words, approved=True, call=tuple(new.call), at=request.at
        )

    return _done(request, number, new, act)


@router.post("/cases/{number}/decisions/{decision_id}/refusal", operation_id="refuse_decision", response=LOG)
def refuse_decision(
    request: ApiRequest, number: str, decision_id: RowId, new: shapes.InWords
) -> HttpResponse:
    """Refuse it, with the reason."""

    def act(case: Case, user: User, masking: Masking) -> object:
        return rights.decide(case, decision_id, user, masking.text(new.words), approved=False, at=request.at)

    return _done(request, number, new, act)


@router.post(
    "/cases/{number}/decisions/{decision_id}/objections", operation_id="object_to_decision", response=LOG
)
def object_to_decision(
    request: ApiRequest, number: str, decision_id: RowId, new: shapes.InWords
) -> HttpResponse:
    """An objection is kept beside the decision, whatever becomes of it."""

    def act(case: Case, user: User, masking: Masking) -> object:
        return rights.object_to(case, decision_id, user, masking.text(new.words), at=request.at)

    return _done(request, number, new, act)


@router.post("/cases/{number}/decisions/{decision_id}/start", operation_id="start_decision", response=LOG)
def start_decision(request: ApiRequest, number: str, decision_id: RowId, new: Nothing) -> HttpResponse:
    """Recorded as begun: refused without the right, the approval or the customer's authorisation that it needs."""
    return _done(
        request, number, new, lambda case, user, _: rights.start(case, decision_id, user, at=request.at)
    )


@router.post("/cases/{number}/decisions/{decision_id}/result", operation_id="finish_decision", response=LOG)
def finish_decision(
    request: ApiRequest, number: str, decision_id: RowId, new: shapes.InWords
) -> HttpResponse:
    """Recorded as done, with its result: what was never begun can't be."""

    def act(case: Case, user: User, masking: Masking) -> object:
        return rights.finish(case, decision_id, user, masking.text(new.words), at=request.at)

    return _done(request, number, new, act)


@router.post(
    "/cases/{number}/decisions/{decision_id}/withdrawal", operation_id="withdraw_decision", response=LOG
)
def withdraw_decision(request: ApiRequest, number: str, decision_id: RowId, new: Nothing) -> HttpResponse:
    """Take back what you proposed, as long as it was not begun."""
    return _done(
        request, number, new, lambda case, user, _: rights.withdraw(case, decision_id, user, at=request.at)
    )


@router.post(
    "/cases/{number}/decisions/{decision_id}/operations",
    operation_id="record_operation_of_decision",
    response=LOG,
)
def record_operation(
    request: ApiRequest, number: str, decision_id: RowId, new: shapes.InWords
) -> HttpResponse:
    """One step of operation that carries a decision out: refused unless that has begun. [5.3.2-P0-implement]"""

    def act(case: Case, user: User, masking: Masking) -> None:
        talk.operate(case, masking.text(new.words), user, decision_id, at=request.at)

    return _done(request, number, new, act)


@router.post(
    "/cases/{number}/decisions/{decision_id}/authorisations", operation_id="ask_authorisation", response=LOG
)
def ask_authorisation(
    request: ApiRequest, number: str, decision_id: RowId, new: shapes.NewAuthorisation
) -> HttpResponse:
    """Ask a contact whom the customer named (`via` portal), or record what they said by telephone (`via` phone), which counts once a
    colleague has witnessed it."""

    def act(case: Case, user: User, masking: Masking) -> object:
        deed = authorise.ask if new.via == "portal" else authorise.record_call
        return deed(case, decision_id, new.contact_id, masking.text(new.words), user, at=request.at)

    return _done(request, number, new, act)


@router.post(
    "/cases/{number}/authorisations/{authorisation_id}/witness",
    operation_id="witness_authorisation",
    response=LOG,
)
def witness_authorisation(
    request: ApiRequest, number: str, authorisation_id: RowId, new: Nothing
) -> HttpResponse:
    """You heard the customer authorise it by telephone; somebody else recorded it."""
    return _done(
        request,
        number,
        new,
        lambda case, user, _: authorise.witness(case, authorisation_id, user, at=request.at),
    )


@router.post("/cases/{number}/room/closing", operation_id="close_room", response=LOG)
def close_room(request: ApiRequest, number: str, new: Nothing) -> HttpResponse:
    """A security incident: its team is called, the room is for named people, the files are kept as evidence. [5.3.2-P0-parallel]"""
    return _done(request, number, new, lambda case, user, _: closed.mark_security(case, user, at=request.at))


@router.post("/cases/{number}/room/admissions", operation_id="admit_to_room", response=LOG)
def admit_to_room(request: ApiRequest, number: str, new: shapes.NewAdmission) -> HttpResponse:
    """Let a colleague into the closed room by name, with the reason."""

    def act(case: Case, user: User, masking: Masking) -> None:
        closed.admit(case, colleague(new.to), masking.text(new.reason), user, at=request.at)

    return _done(request, number, new, act)


@router.post("/cases/{number}/room/opening", operation_id="open_room", response=LOG)
def open_room(request: ApiRequest, number: str, new: shapes.InWords) -> HttpResponse:
    """Open the room to all colleagues again, with the reason."""

    def act(case: Case, user: User, masking: Masking) -> None:
        closed.open_room(case, masking.text(new.words), user, at=request.at)

    return _done(request, number, new, act)


@router.get(
    "/cases/{number}/evidence",
    operation_id="list_evidence",
    response=answers({200: shapes.Evidence}, 304, 403, 404, 409),
)
def list_evidence(request: ApiRequest, number: str) -> HttpResponse:
    """The files of a security incident with their digests and who added, kept and copied them. `whole`: the file still has its digest."""
    case = _inside(request, number)
    found = exhibits(case) if security_incident(case) else []
    return reading(request, {
        "evidence": [
            {**rows.files([one.file])[0], "whole": one.whole, "custody": [
                {"at": line.happened_at, "what": line.sentence} for line in one.custody]}
            for one in found
        ]
    })  # fmt: skip


def _done(request: ApiRequest, number: str, new: BaseModel, act: Act) -> HttpResponse:
    """The case through both gates, the story once, the log as it is now."""
    user = need(request, "respond")
    case = _inside(request, number)

    def told() -> dict[str, Any]:
        masking = Masking()
        act(case, user, masking)
        return _log(case, user) | {"masked": masking.kinds}

    return once(request, new.model_dump(), told)


def _inside(request: ApiRequest, number: str) -> Case:
    user = person(request)
    if not user.is_staff_member:
        raise forbidden(t("这项操作只对服务团队开放", "Only the service team may do this"))
    case = case_of(request, number)
    enter(case, user, at=request.at)
    return case


def _log(case: Case, user: User) -> dict[str, Any]:
    incident = latest_of(case)
    if incident is None:
        raise no_response()
    policy = terms(case.policy_hash, case.contract_id)
    return {
        "number": case.number, "level": incident.level, "state": incident.state, "room": _room(incident),
        "decisions": [_decision(one) for one in decision_log(incident, policy, user)], "masked": [],
    }  # fmt: skip


def _room(incident: Incident) -> dict[str, Any]:
    let_in = incident.admissions.select_related("user").order_by("pk")
    return {
        "closed": incident.closed_room, "security": incident.security,
        "admissions": [
            {"name": one.user.name, "by": one.by_name, "reason": one.reason, "at": one.admitted_at} for one in let_in
        ],
    }  # fmt: skip


def _decision(one: Logged) -> dict[str, Any]:
    held = one.held
    return {
        "id": held.pk, "kind": held.kind, "what": held.what, "why": held.why, "risk": held.risk, "state": held.state,
        "right": one.right, "proposed_by": held.proposed_by.name, "proposed_at": held.proposed_at,
        "decided_by": held.decided_by.name if held.decided_by else None, "decided_as": held.decided_as or None,
        "decided_at": held.decided_at, "decided_words": held.decided_words, "objections": held.objections,
        "started_by": held.started_by.name if held.started_by else None, "started_at": held.started_at, "done_at": held.done_at,
        "result": held.result, "lacking": one.lacking, "may": sorted(one.may),
        "authorisations": [_word(word) for word in one.words],
    }  # fmt: skip


def _word(word: Word) -> dict[str, Any]:
    one = word.one
    return {
        "id": one.pk, "contact_id": one.contact_id, "contact": one.contact.name, "via": one.via, "wording": one.wording,
        "asked_by": one.asked_by.name, "asked_at": one.asked_at, "answer": one.answer or None, "answered_at": one.answered_at,
        "witness": one.witness.name if one.witness else None, "witnessed_at": one.witnessed_at, "counts": word.counts,
    }  # fmt: skip
