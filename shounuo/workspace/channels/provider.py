"""One account: what is set, whether it works, its limits, its place, its end. [5.2-notify]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render

from shounuo.channels import actions, reads
from shounuo.channels.models import Provider
from shounuo.channels.registry import ADAPTERS
from shounuo.channels.shape import Adapter, Quota
from shounuo.channels.words import CHANNELS
from shounuo.commitments.spell import in_words
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import legible
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.workspace.asking import does, shows
from shounuo.workspace.channels.forms import AccountForm
from shounuo.workspace.channels.new import documents
from shounuo.workspace.channels.overview import MANAGE, Row, frame, kind_of, tell


@shows
def provider(request: Asked, provider_id: int) -> HttpResponse:
    return page(request, held(provider_id))


@does(MANAGE)
def record(request: Asked, provider_id: int) -> HttpResponse:
    one = _known(held(provider_id))
    form = AccountForm(ADAPTERS[one.kind], request.POST, held=reads.opened(one).fields)
    if not form.is_valid():
        return page(request, one, form=form, status=422)
    try:
        actions.describe(
            one, form.cleaned_data["account_name"], form.given, form.quotas, by=request.user.actor, at=request.at
        )  # fmt: skip
    except Refusal as refusal:
        form.mark(refusal)
        return page(request, one, form=form, status=refusal.status)
    return _done(request, one, t("已保存。", "Kept."), draft=f"desk-channel-{one.pk}")


@does(MANAGE)
def trial(request: Asked, provider_id: int) -> HttpResponse:
    """A test message, and the vendor's answer in words."""
    one = _known(held(provider_id))
    address = legible(request.POST.get("address", "")).strip()[:200]
    try:
        answer = actions.try_out(one, address, by=request.user.actor, at=request.at)
    except Refusal as refusal:
        return page(request, one, refused=refusal.sentence, address=address, status=refusal.status)
    tell(request, answer.state, answer.words)
    return Arrived(f"/desk/channels/{one.pk}", f"desk-channel-trial-{one.pk}")


@does(MANAGE)
def place(request: Asked, provider_id: int) -> HttpResponse:
    one, step = held(provider_id), {"up": -1, "down": 1}.get(request.POST.get("do", ""))
    if step is None:
        raise Http404
    return _at_once(
        request, one, lambda: actions.move_provider(one, step, by=request.user.actor, at=request.at),
        t("顺序已调整。", "The order is changed."),
    )  # fmt: skip


@does(MANAGE)
def end(request: Asked, provider_id: int) -> HttpResponse:
    one = held(provider_id)
    return _at_once(
        request, one, lambda: actions.end_provider(one, by=request.user.actor, at=request.at),
        t("账号已停用，密钥已删除。", "The account has ended, and its secrets are gone."),
    )  # fmt: skip


def page(
    request: Asked, one: Provider, *, form: AccountForm | None = None, refused: str = "", address: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    """The page; with a form that came back as it was sent, and why."""
    opened, adapter = reads.opened(one), ADAPTERS.get(one.kind)
    row = Row(one, kind_of(one), reads.latest_tries([one]).get(one.pk), opened.readable)
    facts = frame(request) | {
        "one": one, "row": row, "opened": opened, "channel": str(CHANNELS.get(one.channel, one.channel)),
        "held": [_shown(each) for each in opened.fields], "limits": _limits(one), "refused": refused, "address": address,
        "returned": form is not None, "known": adapter is not None,
        "address_hint": _hint(adapter),
        "form": form or (AccountForm.of(adapter, one, opened.fields) if adapter else None),
        "documents": documents(adapter.documents) if adapter else [],
        "history": [{"at": line.happened_at, "words": line.sentence} for line in reads.history(one)],
    }  # fmt: skip
    return render(request, "workspace/channels/provider.html", facts, status=status)


def _hint(adapter: Adapter | None) -> str:
    """The form of an address is what an adapter says of one that has no form at all."""
    words = adapter.problem("") if adapter else None
    return t("{words}；会真的发出一条消息", "{words}; a real message is sent", words=words or "")


def _shown(each: reads.Held) -> dict[str, Any]:
    """A secret only as set or not; a choice in its words."""
    chosen = dict(each.field.choices).get(each.value)
    words = t("已设置", "set") if each.is_set else t("未设置", "not set")
    return {
        "label": str(each.field.label),
        "secret": each.field.secret,
        "is_set": each.is_set,
        "value": words if each.field.secret or not each.is_set else str(chosen or each.value),
    }


def _limits(one: Provider) -> list[dict[str, str]]:
    quotas = reads.quotas_of(one)
    named = (
        ("provider", t("整个账号", "Whole account")),
        ("callee", t("每个接收人", "Each person")),
    )
    return [
        {"label": label, "value": _spoken([one for one in quotas if one.scope == scope])}
        for scope, label in named
    ]


def _spoken(quotas: list[Quota]) -> str:
    said = [
        t("{within}内 {n} 条", "{n} in {within}", n=one.most, within=in_words(one.within)) for one in quotas
    ]
    return t("，", ", ").join(said) or t("不限", "no limit")


def held(provider_id: int) -> Provider:
    found = Provider.objects.filter(pk=provider_id, ended_at=None).first()
    if found is None:
        raise Http404
    return found


def _known(one: Provider) -> Provider:
    """An account of a kind that this release serves."""
    if one.kind not in ADAPTERS:
        raise Http404
    return one


def _at_once(request: Asked, one: Provider, deed: Callable[[], None], words: str) -> HttpResponse:
    try:
        deed()
    except Refusal as refusal:
        return page(request, one, refused=refusal.sentence, status=refusal.status)
    messages.success(request, words)
    return Arrived("/desk/channels", f"desk-channel-{one.pk}")


def _done(request: Asked, one: Provider, words: str, draft: str) -> HttpResponse:
    messages.success(request, words)
    return Arrived(f"/desk/channels/{one.pk}", draft)
