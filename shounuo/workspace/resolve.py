"""解决: the solution and what the gate demands at this level; the customer is asked to confirm.

[5.3.1-solution, 5.4-confirm, 5.4-root-cause, 5.4-prevention]
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from shounuo.cases.actions import Solved
from shounuo.cases.words import SOLUTIONS
from shounuo.casework import resolve
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Said, say
from shounuo.customers.terms import terms
from shounuo.kernel.words import t
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.deed import DeedForm


class ResolveForm(DeedForm):
    """What is demanded is casework's gate; the page marks it, and points at what is missing."""

    name = "resolve"
    kind = forms.ChoiceField(choices=[(key, key) for key in SOLUTIONS], initial="permanent")
    solution = Said(label=say("解决方案", "Solution"), rows=4)
    root_cause = Said(label=say("根本原因", "Root cause"), rows=3)
    prevention = Said(label=say("预防措施", "Prevention"), rows=3)

    @property
    def kinds(self) -> list[dict[str, Any]]:
        chosen = self["kind"].value()
        return [{"value": key, "name": name, "chosen": key == chosen} for key, name in SOLUTIONS.items()]

    @property
    def texts(self) -> list[dict[str, Any]]:
        """The three texts in the standard's order, each with whether this level demands it."""
        gate = terms(self.case.policy_hash, self.case.contract_id).closing.gate[self.case.priority]  # type: ignore[index]
        names = ("solution", "root_cause", "prevention")
        return [
            {"field": self[name], "demanded": getattr(gate, name) == "required", "clause": gate.clause}
            for name in names
        ]


@does("resolve")
def resolution(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)

    def deed(given: dict[str, Any]) -> object:
        solved = Solved(given["kind"], given["solution"], given["root_cause"], given["prevention"])
        return resolve.resolve(case, solved, by=request.user.actor, at=request.at, seen=given["seen"])

    done = t("已标记为解决，正在请客户确认。", "Resolved; the customer is being asked to confirm.")
    return carry_out(request, case, ResolveForm(case, request.POST), deed, done)
