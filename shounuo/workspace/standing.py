"""级别与升级: everything that moves a case up, down or on, on one page: its levels, requests, escalations, its problem.
[5.3.4-procedure, 6.1-complexity, 6.1-repeat, 4.1-request-upgrade]"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.casework.levels.change import triggers_of
from shounuo.casework.standing_deeds import DEEDS
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import tell_masked
from shounuo.customers.terms import terms
from shounuo.escalation.reads import asked_of, escalations_of
from shounuo.escalation.words import KINDS, TRIGGERS, silence
from shounuo.escalation.words import STATES as ESCALATION_STATES
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.levels.reads import changes_of, requests_of, unanswered, waiting
from shounuo.levels.words import STATES, WAYS
from shounuo.policy.model import LEVELS, Policy
from shounuo.problems.reads import alike_to, problems, tie_of
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.standing_aws import attachments_of, aws_part
from shounuo.workspace.standing_form import StandingForm


@shows
def standing(request: Asked, number: str) -> HttpResponse:
    return _page(request, case_of(request, number), request.GET.get("do", ""), None)


@does("escalate")
def act(request: Asked, number: str, deed: str) -> HttpResponse:
    """One deed; refused, the page comes back with what was typed and the reason in words."""
    case = case_of(request, number)
    if deed not in DEEDS:
        raise Http404
    form = StandingForm(_conditions(case), request.POST, files=[one.pk for one in attachments_of(case)])
    try:
        if not form.is_valid():
            raise Refusal(
                "request.invalid",
                t("有一项内容太长或不是预期的格式", "Something is too long or not as expected"),
                status=422,
            )
        given = form.cleaned_data | {"files": form.cleaned_data["attached"]}
        DEEDS[deed](case, request.user, given, request.at)
    except Refusal as refusal:
        return _page(request, case_of(request, number), deed, form, refusal)
    tell_masked(request, form)
    messages.success(request, t("已记录。", "It is on record."))
    part = "#aws" if deed.endswith("-aws") else ""
    return Arrived(f"/desk/cases/{number}/standing{part}", f"standing-{number}-{deed}")


@shows
def awaited(request: Asked) -> HttpResponse:
    """What waits for somebody's word: changes of level, customers' requests, and where the reader's help is asked."""
    facts = {
        "changes": [_change(one) for one in waiting()], "requests": list(unanswered()), "asked": list(asked_of(request.user)),
        "kinds": KINDS, "palette": palette(deeds_of(request.user)), "deeds": deeds_of(request.user),
    }  # fmt: skip
    return render(request, "workspace/awaited.html", facts)


def _page(
    request: Asked, case: Case, do: str, form: StandingForm | None, refusal: Refusal | None = None
) -> HttpResponse:
    policy = terms(case.policy_hash, case.contract_id)
    tied = tie_of(case)
    facts: dict[str, Any] = {
        "case": case, "do": do, "form": form or StandingForm(_conditions(case)), "refusal": refusal, "deeds": deeds_of(request.user),
        "changes": [_change(one) for one in changes_of(case)],
        "requests": [{"it": one, "way": WAYS[one.way]} for one in requests_of(case)],
        "escalations": [_escalation(one, request.user, policy) for one in escalations_of(case)],
        "tied": tied, "alike": list(alike_to(case)),
        "problems": [one for one in problems("open", 0, request.at) if one.customer_id in (None, case.customer_id)][:50],
        "triggers": triggers_of(policy, case.priority), "conditions": policy.level_changes.down.conditions,
        "facts": policy.proactive_upgrades, "higher": [one for one in LEVELS if one < case.priority],
        "lower": [one for one in LEVELS if one > case.priority],
        "ways": [(key, WAYS[key]) for key in ("phone", "customer_success_manager")],
        "colleagues": User.objects.filter(is_staff_member=True, is_active=True).exclude(pk=request.user.pk).order_by("name"),
        "approves": bool(request.user.roles & set(policy.level_changes.approval.approvers)), "palette": palette(deeds_of(request.user)),
        "urgent": case.priority in policy.escalation.urgent.levels,
        "aws": aws_part(case, policy, do, form),
    }  # fmt: skip
    return render(request, "workspace/standing.html", facts, status=refusal.status if refusal else 200)


def _conditions(case: Case) -> list[str]:
    return [one.id for one in terms(case.policy_hash, case.contract_id).level_changes.down.conditions]


def _change(one: Any) -> dict[str, Any]:
    policy = terms(one.case.policy_hash, one.case.contract_id)
    grounds = [str(each.text) for each in policy.level_changes.down.conditions if each.id in one.conditions]
    grounds += [str(each.text) for each in policy.level_changes.up if each.id == one.trigger]
    role = policy.level_changes.approval.approvers[one.turn] if one.asked_until else ""
    return {
        "it": one, "state": STATES[one.state], "grounds": grounds, "waits": one.asked_until is not None, "asked": ROLES.get(role, ""),
        "role": ROLES.get(one.answered_as, ""), "proposed": one.state == "proposed" and one.is_raise,
    }  # fmt: skip


def _escalation(one: Any, user: User, policy: Policy) -> dict[str, Any]:
    step = next((each for each in policy.escalation.path if each.id == one.step), None)
    return {
        "why": silence(step.after) if step and one.trigger == "no_progress" else one.why,
        "it": one, "kind": KINDS[one.kind], "trigger": TRIGGERS.get(one.trigger, Words(one.trigger, one.trigger)),
        "state": ESCALATION_STATES[one.state], "role": ROLES.get(one.to_role, ""),
        "handed": len(one.handed.get("promises", ())), "mine": one.state == "asked" and one.to_user_id == user.pk,
    }  # fmt: skip
