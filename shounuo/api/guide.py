"""The written standard as a machine needs it, and who the token speaks for. [4.1-guide]"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Router

from shounuo.accounts.models import ApiToken
from shounuo.api import shapes
from shounuo.api.answer import reading
from shounuo.api.openapi import answers
from shounuo.api.request import ApiRequest, person
from shounuo.customers.terms import in_force
from shounuo.policy.model import LEVELS, Level, Policy
from shounuo.policy.model.priorities import Choice

router = Router(tags=["guide"])


@router.get("/policy", operation_id="read_policy", response=answers({200: shapes.Standard}, 304))
def read_policy(request: ApiRequest) -> HttpResponse:
    """The five priorities – what they mean, when to choose them, what is promised – and the choices of the form. For a
    customer as the contract has it."""
    contact = getattr(person(request), "contact", None)
    terms = in_force(contact.customer_id if contact else None)
    policy = terms.policy
    return reading(request, {
        "id": policy.standard.id,
        "title": policy.standard.title,
        "version": terms.policy_hash,
        "hotline": policy.hotline.phone,
        "priorities": [_guide(policy, level) for level in LEVELS],
        "problem_types": _options(policy.form.problem_types),
        "impacts": _options(policy.form.impacts),
        "environments": _options(policy.form.environments),
    })  # fmt: skip


@router.get("/me", operation_id="read_me", response=answers({200: shapes.Person}, 304))
def read_me(request: ApiRequest) -> HttpResponse:
    """Whom this token speaks for, and until when."""
    user, contact = person(request), getattr(person(request), "contact", None)
    token = ApiToken.objects.get(pk=request.auth.pk)
    return reading(request, {
        "name": user.name, "email": user.email, "kind": user.actor.kind, "roles": sorted(user.roles),
        "language": user.language, "time_zone": user.time_zone, "customer": contact.customer.name if contact else None,
        "contact_id": contact.pk if contact else None, "token": token.name,
        "token_expires_at": token.expires_at,
    })  # fmt: skip


def _guide(policy: Policy, level: Level) -> dict[str, Any]:
    priority, target = policy.priorities[level], policy.targets[level]
    return {
        "level": level, "clause": priority.clause, "name": priority.name, "severity": priority.severity,
        "business_impact": priority.business_impact, "user_impact": priority.user_impact, "scene": priority.scene,
        "examples": priority.examples, "choose_when": priority.choose_when, "you_get": priority.you_get,
        "targets": {
            "clause": target.clause, "response": target.response, "update": target.update,
            "resolution": target.resolution, "report": target.report,
        },
    }  # fmt: skip


def _options(choices: dict[str, Choice]) -> list[dict[str, Any]]:
    return [{"key": key, "name": choice.name, "hint": choice.hint} for key, choice in choices.items()]
