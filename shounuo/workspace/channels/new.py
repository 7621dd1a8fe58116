"""A new account: first which kind, then what this kind needs. [5.2-notify]"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.channels import actions
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.words import CHANNELS
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import fills_in
from shounuo.workspace.channels.forms import AccountForm
from shounuo.workspace.channels.overview import MANAGE, frame


@fills_in(MANAGE)
def choose(request: Asked) -> HttpResponse:
    kinds = [
        {"kind": one.kind, "name": str(one.name), "channel": str(CHANNELS.get(one.channel, one.channel)),
         "needs": t("、", ", ").join(str(field.label) for field in one.fields if field.required and not field.default)}
        for one in ADAPTERS.values()
    ]  # fmt: skip
    return render(request, "workspace/channels/choose.html", frame(request) | {"kinds": kinds})


@fills_in(MANAGE)
def new(request: Asked, kind: str) -> HttpResponse:
    adapter = ADAPTERS.get(kind)
    if adapter is None:
        raise Http404
    form = AccountForm(adapter, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _page(request, kind, form)
    if not form.is_valid():
        return _page(request, kind, form, 422)
    try:
        made = actions.add_provider(
            kind, form.cleaned_data["account_name"], form.given, form.quotas, by=request.user.actor, at=request.at
        )  # fmt: skip
    except Refusal as refusal:
        form.mark(refusal)
        return _page(request, kind, form, refusal.status)
    messages.success(
        request, t("账号已添加，请发送一条测试消息。", "The account is added; please send a test message.")
    )
    return Arrived(f"/desk/channels/{made.pk}", f"desk-channels-new-{kind}")


def _page(request: Asked, kind: str, form: AccountForm, status: int = 200) -> HttpResponse:
    adapter = ADAPTERS[kind]
    facts = {
        "form": form,
        "kind": kind,
        "kind_name": str(adapter.name),
        "documents": documents(adapter.documents),
    }
    return render(request, "workspace/channels/new.html", frame(request) | facts, status=status)


def documents(written: tuple[str, ...]) -> list[dict[str, str]]:
    """Each document as title and address."""
    parted = [one.rpartition(" ") for one in written]
    return [{"title": title or address, "href": address} for title, _, address in parted]
