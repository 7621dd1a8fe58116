"""受理: one tap takes the case and confirms its priority, or corrects it with a reason. [5.2-accept, 3.2-engineer-confirms]"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from shounuo.casework import accept
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Said
from shounuo.kernel.words import Words, t
from shounuo.policy.model import LEVELS
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.deed import DeedForm


class AcceptForm(DeedForm):
    """Without a level, the one that stands is confirmed."""

    name = "accept"
    level = forms.ChoiceField(required=False, choices=[(level, level) for level in LEVELS])
    reason = Said(
        label=Words("为什么是这个级别？", "Why this level?"),
        most=2000,
        rows=3,
        help_text=Words("改变级别时必填；客户会看到", "Needed where the level changes; the customer sees it"),
    )

    @property
    def levels(self) -> list[dict[str, Any]]:
        chosen = self["level"].value() or self.case.priority
        return [
            {"value": level, "chosen": level == chosen, "now": level == self.case.priority}
            for level in LEVELS
        ]


@does("accept")
def acceptance(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)

    def deed(given: dict[str, Any]) -> object:
        return accept.accept(
            case, request.user, level=given["level"] or case.priority, reason=given["reason"], at=request.at, seen=given["seen"]
        )  # fmt: skip

    done = t(
        "已受理 {number}，客户已收到通知。", "You have {number}; the customer is being told.", number=number
    )
    return carry_out(request, case, AcceptForm(case, request.POST), deed, done)
