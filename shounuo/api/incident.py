"""The war room over the API: one document to read, and every deed by its name. For staff. [5.3.2-P0-*, 5.3.2-P1-*]"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from shounuo.api import inputs, rows, shapes
from shounuo.api.answer import reading
from shounuo.api.auth import forbidden, need
from shounuo.api.gate import case_of
from shounuo.api.incident_shapes import Draft
from shounuo.api.incident_shapes import Incident as Document
from shounuo.api.openapi import answers
from shounuo.api.request import ApiRequest, person
from shounuo.api.secrets import Masking
from shounuo.api.work import colleague, done
from shounuo.cases.models import Case
from shounuo.casework.incident.ahead import place_of
from shounuo.casework.incident.deeds import DEEDS, NEED_REPLY
from shounuo.casework.incident.draft import prepared
from shounuo.casework.incident.gate import enter
from shounuo.casework.incident.rights import is_authorised
from shounuo.commitments.reads import flow_strip
from shounuo.customers.terms import terms
from shounuo.incidents.models import Incident
from shounuo.incidents.reads import decisions_of, latest_of, under_way_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

router = Router(tags=["incidents"])
TEXTS = ("text", "why", "risk")


@router.get(
    "/cases/{number}/incident",
    operation_id="read_incident",
    response=answers({200: Document}, 304, 403, 404),
)
def read_incident(request: ApiRequest, number: str) -> HttpResponse:
    """The response to a P0 or P1: its flow, its people, its promises, its decisions."""
    user = person(request)
    if not user.is_staff_member:
        raise forbidden(t("战情室只对同事开放", "The war room is for colleagues"))
    case = case_of(request, number)
    incident = latest_of(case)
    if incident is None:
        raise Refusal("incident.none", t("这个案例没有应急响应", "This case has no response"), status=404)
    incident.case = case
    enter(case, user, at=request.at)
    return reading(request, _document(case, incident, request))


@router.get(
    "/cases/{number}/incident/draft",
    operation_id="read_update_draft",
    response=answers({200: Draft}, 304, 403, 404),
)
def read_update_draft(request: ApiRequest, number: str) -> HttpResponse:
    """The prepared update for the customer, in their language; `update` sends it, as it is or edited. [5.3.2-P0-customer-comms]"""
    user = need(request, "reply")
    case = case_of(request, number)
    incident = under_way_of(case)
    if incident is None:
        raise Refusal(
            "incident.none",
            t("这个案例没有进行中的应急响应", "This case has no response under way"),
            status=404,
        )
    incident.case = case
    enter(case, user, at=request.at)
    return reading(request, {"text": prepared(case, incident, at=request.at)})


@router.post(
    "/cases/{number}/incident/{deed}",
    operation_id="respond_to_incident",
    response=answers({200: shapes.Head}, 400, 403, 404, 409, 413, 415, 422),
)
def respond_to_incident(request: ApiRequest, number: str, deed: str, new: inputs.RoomDeed) -> HttpResponse:
    """One deed in the war room: join, leave, need, take-command, hand-command, start, done, drop, sync, operate, note, diagnosis, update,
    answer (the decision tree), propose, approve, refuse, object, start-decision, finish-decision, withdraw-decision,
    ask-authorisation, record-authorisation, witness, mark-security, admit, open-room."""
    user = need(request, "respond")
    if deed not in DEEDS:
        raise Refusal("incident.unknown_deed", t("没有这个动作", "There is no such deed"), status=404)
    if deed in NEED_REPLY:
        need(request, "reply")

    def act(case: Case, masking: Masking) -> object:
        given = new.model_dump() | {name: masking.text(getattr(new, name)) for name in TEXTS}
        given["to"] = colleague(new.to).pk if new.to else None
        given["call"] = ",".join(new.call)
        return DEEDS[deed](case, user, given, request.at)

    return done(request, number, new, act)


def _document(case: Case, incident: Incident, request: ApiRequest) -> dict[str, Any]:
    policy = terms(case.policy_hash, case.contract_id)
    held = incident.commands.filter(ends_at=None).select_related("user").first()
    place = place_of(incident, policy, request.at)
    return {
        "case": case.number, "ordinal": incident.ordinal, "level": incident.level, "state": incident.state, "ended_how": incident.ended_how,
        "trigger_at": incident.trigger_at, "confirmed_at": incident.confirmed_at, "confirmed_how": incident.confirmed_how,
        "restored_at": incident.restored_at, "ended_at": incident.ended_at, "closed_room": incident.closed_room,
        "commander": held.user.name if held else None, "command_how": held.how if held else None, "tree": place.node if place else None,
        "steps": [_step(one) for one in incident.steps.select_related("owner").order_by("pk")],
        "posts": [_post(incident, one) for one in incident.posts.order_by("pk")],
        "promises": [rows.promise(row) for row in flow_strip(case.pk, request.at)],
        "decisions": [_decision(one) for one in decisions_of(incident)],
    }  # fmt: skip


def _step(one: Any) -> dict[str, Any]:
    return {
        "stage": one.stage, "step": one.step, "track": one.track, "kind": one.kind, "state": one.state, "by": one.by_name,
        "started_at": one.started_at, "done_at": one.done_at, "note": one.note,
    }  # fmt: skip


def _post(incident: Incident, one: Any) -> dict[str, Any]:
    here = incident.presences.filter(member=one.member).select_related("user").order_by("pk")
    return {
        "member": one.member, "needed_at": one.needed_at, "arrived_at": one.arrived_at,
        "people": [
            {"name": each.user.name, "coming_at": each.coming_at, "arrived_at": each.arrived_at, "left_at": each.left_at} for each in here
        ],
    }  # fmt: skip


def _decision(one: Any) -> dict[str, Any]:
    return {
        "id": one.pk, "kind": one.kind, "what": one.what, "why": one.why, "state": one.state, "proposed_by": one.proposed_by.name,
        "proposed_at": one.proposed_at, "decided_by": one.decided_by.name if one.decided_by else None, "decided_as": one.decided_as,
        "decided_at": one.decided_at, "started_at": one.started_at, "done_at": one.done_at, "result": one.result,
        "objections": one.objections, "authorised": is_authorised(one),
        "authorisations": [
            {"id": each.pk, "contact": each.contact.name, "via": each.via, "wording": each.wording, "answer": each.answer,
             "answered_at": each.answered_at, "witness": each.witness.name if each.witness else None}
            for each in one.authorisations.all()
        ],
    }  # fmt: skip
