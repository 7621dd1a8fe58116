"""The frame of every form on a case: checked, done once, or given back with everything that was typed.

A form carries `seen`, the revision of the case its page was made from, and `heard`, how long the case's history was then:
where somebody else was quicker the page shows what is new, keeps the words, and a second press sends them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from shounuo.cases.models import Case
from shounuo.counter.drafts import new_key
from shounuo.counter.said import SaidForm, say
from shounuo.kernel.refusal import Refusal
from shounuo.workspace import drafts


class DeedForm(SaidForm):
    """`name` is how the page calls this form: its draft, its panel, its entry in FORMS."""

    name: ClassVar[str] = ""
    seen = forms.IntegerField(
        min_value=0,
        error_messages={
            "required": say("请再发送一次", "Please send it once more"),
            "invalid": say("请再发送一次", "Please send it once more"),
        },
    )
    heard = forms.IntegerField(required=False, min_value=0)
    sending = forms.CharField(required=False, max_length=64)

    def __init_subclass__(cls, **named: Any) -> None:
        super().__init_subclass__(**named)
        FORMS[cls.name] = cls

    def __init__(self, case: Case, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.case = case

    @property
    def draft(self) -> str:
        return drafts.of_form(self.case.number, self.name)

    @property
    def template(self) -> str:
        return f"workspace/panel_{self.name}.html"

    @property
    def key(self) -> str:
        """What this form is sent under; the same again when it comes back."""
        return str(self["sending"].value() or new_key())


FORMS: dict[str, type[DeedForm]] = {}
"""Every form of the case page by its name; each word of this door adds its own."""


@dataclass(frozen=True)
class Returned:
    """A form that comes back: why, and what the person had heard of the case when it was made."""

    form: DeedForm
    refusal: Refusal | None
    chosen_files: list[str]

    @property
    def moved_on(self) -> bool:
        return self.refusal is not None and self.refusal.code == "case.moved_on"

    @property
    def warned_of(self) -> int:
        """The window that lies after the solution is promised: the form was not sent, and pressing again sends it."""
        late = self.refusal is not None and self.refusal.code == "plan.after_promise"
        return int(self.refusal.facts["window"]) if late and self.refusal else 0

    @property
    def heard(self) -> int | None:
        return self.form.cleaned_data.get("heard") if hasattr(self.form, "cleaned_data") else None
