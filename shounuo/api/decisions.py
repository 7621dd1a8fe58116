"""The decision log with its walls, who may enter a closed room, and the evidence: read by staff who are inside. What is done to them are
deeds of the war room (`api/incident`). [5.3.2-P0-rights]"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from shounuo.accounts.models import User
from shounuo.api import decision_shapes as shapes
from shounuo.api import rows
from shounuo.api.answer import reading
from shounuo.api.auth import forbidden
from shounuo.api.gate import case_of
from shounuo.api.openapi import answers
from shounuo.api.request import ApiRequest, person
from shounuo.cases.models import Case
from shounuo.casework.incident.act import no_response
from shounuo.casework.incident.evidence import exhibits, security_incident
from shounuo.casework.incident.gate import enter
from shounuo.casework.incident.log import Logged, Word, decision_log
from shounuo.customers.terms import terms
from shounuo.incidents.models import Incident
from shounuo.incidents.reads import latest_of
from shounuo.kernel.words import t

router = Router(tags=["decisions"])


@router.get(
    "/cases/{number}/decisions",
    operation_id="list_decisions",
    response=answers({200: shapes.DecisionLog}, 304, 403, 404, 409),
)
def list_decisions(request: ApiRequest, number: str) -> HttpResponse:
    """The decision log of the case's latest incident: proposals, who decided by which right, objections, authorisations, results. `lacking`
    says why you could not begin it now; `may` names what you may do."""
    case = _inside(request, number)
    return reading(request, _log(case, person(request)))


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
        "decisions": [_decision(one) for one in decision_log(incident, policy, user)],
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
