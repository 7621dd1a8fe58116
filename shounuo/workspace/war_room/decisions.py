"""决策记录: what was proposed, who decided it by which right, what came of it; and its walls, told before they are met.

The whole log with every form; the war room shows the same in short. [5.3.2-P0-rights, 5.3.2-P0-internal-comms]
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of, may
from shounuo.accounts.roles import ROLES
from shounuo.cases.models import Case
from shounuo.casework.incident import authorise, rights
from shounuo.casework.incident.act import no_response
from shounuo.casework.incident.flow import flow_of
from shounuo.casework.incident.gate import enter
from shounuo.casework.incident.log import decision_log, right_in_words
from shounuo.casework.incident.talk import operate
from shounuo.casework.submit import once
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.drafts import Arrived, new_key
from shounuo.counter.said import SaidForm, tell_masked
from shounuo.customers.terms import terms
from shounuo.incidents.models import Incident
from shounuo.incidents.reads import latest_of
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import does, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.war_room.forms import ProposalForm, WordsForm
from shounuo.workspace.war_room.keeping import room_facts

TONES = {
    "proposed": "warning", "approved": "accent", "refused": "neutral", "started": "running", "done": "kept",
    "withdrawn": "neutral",
}  # fmt: skip
WORDS_NEEDED = frozenset({"refusal", "objection", "result", "operation", "request", "call"})


@dataclass(frozen=True)
class Back:
    """A form that comes back: which, and why."""

    deed: str
    decision: int
    form: SaidForm
    refusal: Refusal | None


@shows
def decisions(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)
    enter(case, request.user, at=request.at)
    return page(request, case)


@does("respond")
def proposal(request: Asked, number: str) -> HttpResponse:
    """Written into the log; who may decide it alone has decided it by that."""
    case, form = case_of(request, number), ProposalForm(request.POST)
    call = tuple(request.POST.getlist("call"))

    def deed(given: dict[str, Any]) -> object:
        return rights.propose(
            case, given["kind"], given["what"], given["why"], request.user, risk=given["risk"], call=call, at=request.at
        )  # fmt: skip

    return _carry_out(request, case, Back("proposal", 0, form, None), deed)


@does("respond")
def deed(request: Asked, number: str, decision_id: int, deed: str) -> HttpResponse:
    """What is done to one decision: approval, refusal, objection, start, result, withdrawal, operation, request, call."""
    if deed not in ACTS:
        raise Http404
    case, form = case_of(request, number), WordsForm(request.POST, must=deed in WORDS_NEEDED)

    def act(given: dict[str, Any]) -> object:
        return ACTS[deed](case, decision_id, given, request)

    return _carry_out(request, case, Back(deed, decision_id, form, None), act)


@does("respond")
def witness(request: Asked, number: str, authorisation_id: int) -> HttpResponse:
    """A second colleague heard the customer say it."""
    case, form = case_of(request, number), WordsForm(request.POST)

    def act(given: dict[str, Any]) -> object:
        return authorise.witness(case, authorisation_id, request.user, at=request.at)

    return _carry_out(request, case, Back("witness", 0, form, None), act)


Act = Callable[[Case, int, dict[str, Any], Asked], object]
ACTS: dict[str, Act] = {
    "approval": lambda case, pk, given, asked: rights.decide(
        case,
        pk,
        asked.user,
        given["words"],
        approved=True,
        call=tuple(asked.POST.getlist("call")),
        at=asked.at,
    ),
    "refusal": lambda case, pk, given, asked: rights.decide(
        case, pk, asked.user, given["words"], approved=False, at=asked.at
    ),
    "objection": lambda case, pk, given, asked: rights.object_to(
        case, pk, asked.user, given["words"], at=asked.at
    ),
    "start": lambda case, pk, given, asked: rights.start(case, pk, asked.user, at=asked.at),
    "result": lambda case, pk, given, asked: rights.finish(case, pk, asked.user, given["words"], at=asked.at),
    "withdrawal": lambda case, pk, given, asked: rights.withdraw(case, pk, asked.user, at=asked.at),
    "operation": lambda case, pk, given, asked: operate(case, given["words"], asked.user, pk, at=asked.at),
    "request": lambda case, pk, given, asked: authorise.ask(
        case, pk, given["contact"] or 0, given["words"], asked.user, at=asked.at
    ),
    "call": lambda case, pk, given, asked: authorise.record_call(
        case, pk, given["contact"] or 0, given["words"], asked.user, at=asked.at
    ),
}


def _carry_out(
    request: Asked, case: Case, back: Back, deed: Callable[[dict[str, Any]], object]
) -> HttpResponse:
    """Done once, and back to the log; or the log with the form as it was."""
    enter(case, request.user, at=request.at)
    if not back.form.is_valid():
        return page(request, case, back, 422)
    given = back.form.cleaned_data
    try:
        once(case, given["sending"] or new_key(), lambda: deed(given), user=request.user, at=request.at)
    except Refusal as refusal:
        return page(request, case, Back(back.deed, back.decision, back.form, refusal), refusal.status)
    messages.success(request, t("已记录。", "It is on record."))
    tell_masked(request, back.form)
    return Arrived(
        f"/desk/cases/{case.number}/decisions",
        draft_of(case) + ("" if back.deed == "proposal" else f"-{back.deed}"),
    )


def draft_of(case: Case) -> str:
    """Where the browser keeps what is being proposed; once it has arrived, the next proposal is another."""
    return f"desk-decision-{case.number}"


def page(request: Asked, case: Case, back: Back | None = None, status: int = 200) -> HttpResponse:
    incident = latest_of(case)
    if incident is None:
        refusal = no_response()
        raise Http404(str(refusal.sentence)) from refusal
    facts = decision_facts(request, incident, back) | room_facts(request, incident) | {
        "case": case, "palette": palette(deeds_of(request.user)),
    }  # fmt: skip
    return render(request, "workspace/war_room/decisions_page.html", facts, status=status)


def decision_facts(request: Asked, incident: Incident, back: Back | None = None) -> dict[str, Any]:
    """What the part needs, wherever it stands."""
    case, user = incident.case, request.user
    policy = terms(case.policy_hash, case.contract_id)
    log = decision_log(incident, policy, user)
    proposing = back.form if back and back.deed == "proposal" else ProposalForm()
    kept = back.form["words"].value() or "" if back and back.deed not in ("proposal",) else ""
    return {
        "log": [(one, TONES[one.held.state], new_key()) for one in log], "back": back, "kept": kept,
        "proposing": proposing, "draft": draft_of(case), "sending": proposing["sending"].value() or new_key(),
        "rights": [(kind, right_in_words(policy, kind)) for kind, _, _ in ProposalForm().kinds],
        "callable": [(one.id, ROLES[one.id]) for one in flow_of(policy, incident.level).team] if incident.is_under_way else [],
        "responds": incident.is_under_way and may(user, "respond"), "incident": incident,
    }  # fmt: skip
