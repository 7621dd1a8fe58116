"""交接: somebody else has the case from now on, and is told why. [5.3.1-communicate]"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from shounuo.accounts.models import User
from shounuo.casework import assign, offer
from shounuo.counter.asking import Asked, case_of
from shounuo.counter.said import Said, say
from shounuo.kernel.words import t
from shounuo.workspace.asking import does
from shounuo.workspace.carry_out import carry_out
from shounuo.workspace.colleagues import who_may_take
from shounuo.workspace.deed import DeedForm


class HandOverForm(DeedForm):
    """`ask`: the colleague accepts first; until then whoever has the case keeps it."""

    name = "hand_over"
    to = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label=say("交给谁？", "To whom?"),
        empty_label=None,
        error_messages={
            "required": say("请选择接手的同事", "Please choose a colleague"),
            "invalid_choice": say("这位同事不能接手案例", "This colleague cannot take cases"),
        },
    )
    reason = Said(
        label=say("为什么交接？现在到哪一步了？", "Why, and how far has it come?"),
        most=2000,
        rows=4,
        empty=say("请写明交接原因", "Please say why you hand it over"),
    )

    ask = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["to"].queryset = who_may_take(self.case.assignee_id)  # type: ignore[attr-defined]


@does("hand_over")
def handover(request: Asked, number: str) -> HttpResponse:
    case = case_of(request, number)

    form = HandOverForm(case, request.POST)
    hand_on = offer.offer if form["ask"].value() else assign.hand_over

    def deed(given: dict[str, Any]) -> object:
        return hand_on(
            case, given["to"], given["reason"], by=request.user.actor, at=request.at, seen=given["seen"]
        )

    done = t("已交接，接手的同事已收到通知。", "Handed over; your colleague is being told.")
    if form["ask"].value():
        done = t(
            "已询问同事；接手之前仍由原负责人负责。", "Your colleague is asked; until then nothing changes."
        )
    return carry_out(request, case, form, deed, done)
