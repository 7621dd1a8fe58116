"""交班说明: what whoever leaves tells whoever comes. [5.3.1-communicate]"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse

from shounuo.casework.handing_over import write_note
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import tell_masked
from shounuo.kernel.words import t
from shounuo.oncall import reads
from shounuo.workspace.asking import does
from shounuo.workspace.on_call.forms import NoteForm
from shounuo.workspace.on_call.now import now_page


@does("stand_duty")
def notes(request: Asked) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return now_page(request, form, status=422)
    shift = reads.own(request.user, request.at).filter(pk=form.cleaned_data["shift"]).first()
    if shift is None:
        raise Http404
    write_note(shift, form.cleaned_data["words"], by=request.user.actor, at=request.at)
    messages.success(
        request, t("交班说明已写好，接班人会看到。", "The note is written; whoever comes will see it.")
    )
    tell_masked(request, form)
    return Arrived("/desk/on-call", "desk-handover-note")
