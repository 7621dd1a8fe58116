"""What people write in the decision log and about the closed room."""

from __future__ import annotations

from typing import Any

from django import forms

from shounuo.accounts.models import User
from shounuo.counter.said import Said, SaidForm, say
from shounuo.incidents.words import KINDS_OF_DECISION
from shounuo.kernel.words import Words

WRITE = Words("请先写点内容", "Please write something first")


class ProposalForm(SaidForm):
    kind = forms.ChoiceField(
        label=say("种类", "Kind"),
        choices=[(key, str(key)) for key in KINDS_OF_DECISION],
        error_messages={
            "required": say("请选择决策的种类", "Please choose what kind of decision"),
            "invalid_choice": say("请选择决策的种类", "Please choose what kind of decision"),
        },
    )
    what = Said(
        label=Words("做什么", "What is to be done"),
        most=2000,
        rows=2,
        empty=Words("请写明要做什么", "Please say what is to be done"),
    )
    why = Said(label=Words("为什么", "Why"), most=2000, rows=2)
    risk = Said(label=Words("风险与退路", "Risk, and the way back"), most=2000, rows=2)
    sending = forms.CharField(required=False, max_length=64)

    @property
    def kinds(self) -> list[tuple[str, Words, bool]]:
        chosen = self["kind"].value() or "emergency_fix"
        return [(key, words, key == chosen) for key, words in KINDS_OF_DECISION.items()]


class WordsForm(SaidForm):
    """A few words; `must` says whether they are needed."""

    words = Said(label=Words("说明", "In words"), most=4000, rows=2)
    contact = forms.IntegerField(required=False, min_value=1)
    sending = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, must: bool = False, **named: Any) -> None:
        super().__init__(*args, **named)
        if must:
            self.fields["words"].required = True
            self.fields["words"].error_messages["required"] = str(WRITE)


class AdmissionForm(SaidForm):
    whom = forms.ModelChoiceField(
        queryset=User.objects.filter(is_staff_member=True, is_active=True).order_by("name", "pk"),
        label=say("准许谁进入", "Whom to let in"),
        error_messages={
            "required": say("请选择同事", "Please choose a colleague"),
            "invalid_choice": say("请选择同事", "Please choose a colleague"),
        },
    )
    words = Said(label=Words("为什么", "Why"), most=500, empty=Words("请写明原因", "Please say why"))
