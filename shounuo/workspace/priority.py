"""升级: a higher priority takes effect at once; the clocks follow and the customer is told why. [3.2-upgrade-any-time, 5.3.4-procedure]"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from shounuo.casework.levels.change import raise_level
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Said, say
from shounuo.kernel.words import t
from shounuo.policy.model import LEVELS
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.deed import DeedForm


class RaiseForm(DeedForm):
    name = "raise"
    level = forms.ChoiceField(
        choices=[(level, level) for level in LEVELS],
        error_messages={
            "required": say("请选择新的级别", "Please choose the new level"),
            "invalid_choice": say("优先级只能是 P0 到 P4", "The priority is one of P0 to P4"),
        },
    )
    reason = Said(
        label=say("为什么升级？", "Why?"),
        most=2000,
        rows=4,
        empty=say("请写明调整优先级的原因", "Please say why the priority changes"),
        help_text=say("客户会收到通知，并看到这个原因", "The customer is told, and sees this reason"),
    )

    @property
    def levels(self) -> list[dict[str, Any]]:
        """The higher ones; the next is suggested."""
        higher = [level for level in LEVELS if level < self.case.priority]
        chosen = self["level"].value() or (higher[-1] if higher else "")
        return [{"value": level, "chosen": level == chosen} for level in higher]


@does("raise")
def priority(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)

    def deed(given: dict[str, Any]) -> object:
        return raise_level(
            case,
            given["level"],
            given["reason"],
            user=request.user,
            by=request.user.actor,
            at=request.at,
            seen=given["seen"],
        )

    done = t(
        "优先级已提高，时限已按新级别重新计算。", "The priority is raised; the clocks follow the new level."
    )
    return carry_out(request, case, RaiseForm(case, request.POST), deed, done)
