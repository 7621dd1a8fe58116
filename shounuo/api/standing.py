"""Levels, escalations and problems over the API: every deed by its name. [5.3.4-procedure, 6.1-complexity, 6.1-repeat]"""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from shounuo.api import inputs, shapes
from shounuo.api.auth import need, need_customer
from shounuo.api.gate import case_of
from shounuo.api.openapi import answers
from shounuo.api.request import ApiRequest
from shounuo.api.secrets import Masking
from shounuo.api.work import colleague, done
from shounuo.cases.models import Case
from shounuo.casework.levels.requests import request_upgrade
from shounuo.casework.standing_deeds import DEEDS
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

router = Router(tags=["levels"])


@router.post(
    "/cases/{number}/standing/{deed}",
    operation_id="move_case",
    response=answers({200: shapes.Head}, 400, 403, 404, 409, 413, 415, 422),
)
def move_case(request: ApiRequest, number: str, deed: str, new: inputs.StandingDeed) -> HttpResponse:
    """One deed: raise, reduce, approve, refuse, take-up, trigger, fact, expect, record-request, grant, decline, too-difficult,
    architecture, grows, consult, invite, join-help, decline-help, ask-aws,
    open-aws, say-aws, record-aws, reply-aws, close-aws, open-problem, tie, untie, long-term."""
    user = need(request, "escalate")
    if deed not in DEEDS:
        raise Refusal("standing.unknown_deed", t("没有这个动作", "There is no such deed"), status=404)

    def act(case: Case, masking: Masking) -> object:
        given = new.model_dump() | {
            "text": masking.text(new.text),
            "to": colleague(new.to).pk if new.to else None,
        }
        return DEEDS[deed](case, user, given, request.at)

    return done(request, number, new, act)


@router.post(
    "/cases/{number}/upgrade-request",
    operation_id="propose_upgrade",
    response=answers({200: shapes.Head}, 400, 403, 404, 409, 413, 415, 422),
)
def propose_upgrade(request: ApiRequest, number: str, new: inputs.UpgradeRequest) -> HttpResponse:
    """A customer asks for a higher level; it is answered within a promised time. [4.1-request-upgrade, 6.1-customer]"""
    user = need_customer(request)
    case_of(request, number)

    def act(case: Case, masking: Masking) -> object:
        return request_upgrade(
            case, user.contact, masking.text(new.reason), wanted=new.level or "", by=user.actor, at=request.at
        )

    return done(request, number, new, act)
