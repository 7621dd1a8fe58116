"""The frame of every form of training: checked, done once, or its page again with everything that was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse

from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import tell_masked
from shounuo.kernel.refusal import Refusal
from shounuo.workspace.training_forms import TrainingForm


@dataclass(frozen=True)
class Back:
    """A form that comes back, and why: its fields say so, or the refusal does."""

    form: TrainingForm
    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        return self.refusal.status if self.refusal else 422


Page = Callable[[Back], HttpResponse]


def carry_out(
    request: Asked, form: TrainingForm, deed: Callable[[dict[str, Any]], object], *, done: str, to: str, page: Page
) -> HttpResponse:  # fmt: skip
    """The deed, and on to `to` with the words of what was done; or `page` with the form as it was."""
    if not form.is_valid():
        return page(Back(form))
    try:
        deed(form.cleaned_data)
    except Refusal as refusal:
        return page(Back(form, refusal))
    messages.success(request, done)
    tell_masked(request, form)
    return Arrived(to, form.draft)


def chosen(back: Back | None, form: TrainingForm) -> TrainingForm:
    """The form that came back where it is this one, else this one."""
    same = back is not None and (back.form.name, str(back.form.about)) == (form.name, str(form.about))
    return back.form if back is not None and same else form
