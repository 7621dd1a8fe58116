"""标准修订: a changed standard told in words, tried on history, adopted by somebody else. [7.1-reports]"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from shounuo.accounts.rights import deeds_of
from shounuo.casework import adopting
from shounuo.commitments.events import TRACKS
from shounuo.counter import live
from shounuo.counter.asking import Asked
from shounuo.counter.said import legible
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.policy import reads as policies
from shounuo.policy.loading import load_kept
from shounuo.policy.models import PolicyProposal, PolicyTrial
from shounuo.reports.whatif.reads import TRACKS as ORDER
from shounuo.workspace.asking import does, fills_in, shows
from shounuo.workspace.palette import palette
from shounuo.workspace.policy_diff import in_words
from shounuo.workspace.policy_page import label

LATEST = 50
MOST = 1_000_000
"""Bytes of a policy file."""
STATES = {
    "open": Words("待决定", "To be decided"),
    "adopted": Words("已采用", "Adopted"),
    "declined": Words("已否决", "Declined"),
    "withdrawn": Words("已撤回", "Withdrawn"),
}


@fills_in("propose_policy")
def new(request: Asked) -> HttpResponse:
    """A changed file and the reason for it; unusable, every fault of it is told and the reason is kept."""
    if request.method == "GET":
        return _list(request)
    reason = legible(request.POST.get("reason", ""))[:500]
    try:
        held = adopting.propose(_text(request), reason, request.user, at=request.at)
    except Refusal as refusal:
        return _list(request, refusal, reason)
    messages.success(request, t("提案已保存，尚未生效。", "The proposal is kept; nothing is in force yet."))
    return HttpResponseRedirect(_href(held))


@shows
def changes(request: Asked) -> HttpResponse:
    return _list(request)


@shows
def change(request: Asked, change: int) -> HttpResponse:
    held = _held(change)
    if request.GET.get("part") == "trial":
        trial = held.trials.order_by("-pk").first()
        facts = {"it": held, "deeds": deeds_of(request.user)} | _trial(trial)
        draw = lambda: render(request, "workspace/policy_trial.html", facts)  # noqa: E731 - drawn only where there is news
        return live.answer(request, _tag(trial, request.at), request.at, draw)
    return _page(request, held)


@does("propose_policy")
def trial(request: Asked, change: int) -> HttpResponse:
    """Days as they are written in the reader's zone; the last one is in it."""
    held = _held(change)
    begin, end = _day(request.POST.get("begin", "")), _day(request.POST.get("end", ""))

    def begun() -> None:
        if begin is None or end is None:
            raise Refusal("policy.period", t("请选择起止日期", "Please choose both days"), status=422)
        adopting.begin_trial(held, begin, end + timedelta(days=1), request.user, at=request.at)

    return _done(request, held, begun)


@does("propose_policy")
def call_off(request: Asked, change: int) -> HttpResponse:
    held = _held(change)
    return _done(request, held, lambda: adopting.call_off(held, at=request.at))


@does("propose_policy")
def withdrawal(request: Asked, change: int) -> HttpResponse:
    held = _held(change)
    return _done(request, held, lambda: adopting.withdraw(held, request.user, at=request.at))


@does("adopt_policy")
def decision(request: Asked, change: int) -> HttpResponse:
    held, words = _held(change), legible(request.POST.get("words", ""))[:500]
    adopts = request.POST.get("answer") == "adopt"
    return _done(
        request,
        held,
        lambda: adopting.decide(held, adopt=adopts, words=words, user=request.user, at=request.at),
    )


def _done(request: Asked, held: PolicyProposal, act: Any) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        return _page(request, held, refusal)
    return HttpResponseRedirect(_href(held) + "#trial")


def _text(request: Asked) -> str:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise Refusal(
            "policy.no_file", t("请选择修改后的标准文件", "Please choose the changed policy file"), status=422
        )
    raw = file.read(MOST + 1)
    if len(raw) > MOST:
        raise Refusal("policy.too_long", t("文件超过 1 MB", "The file is larger than 1 MB"), status=422)
    try:
        return bytes(raw).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(
            "policy.no_text", t("文件不是 UTF-8 文本", "The file is no UTF-8 text"), status=422
        ) from None


def _held(pk: int) -> PolicyProposal:
    held = PolicyProposal.objects.filter(pk=pk).first()
    if held is None:
        raise Http404
    return held


def _day(written: str) -> datetime | None:
    try:
        return timezone.make_aware(datetime.strptime(written, "%Y-%m-%d"))  # noqa: DTZ007 - made aware at once
    except ValueError:
        return None


def _href(held: PolicyProposal) -> str:
    return f"/desk/policy/changes/{held.pk}"


def _list(request: Asked, refusal: Refusal | None = None, reason: str = "") -> HttpResponse:
    deeds = deeds_of(request.user)
    facts: dict[str, Any] = {
        "rows": [(one, STATES[one.state]) for one in PolicyProposal.objects.defer("text").order_by("-pk")[:LATEST]],
        "version": policies.current_hash()[:12], "refusal": refusal, "reason": reason, "deeds": deeds, "palette": palette(deeds),
    }  # fmt: skip
    return render(request, "workspace/policy_changes.html", facts, status=refusal.status if refusal else 200)


def _page(request: Asked, held: PolicyProposal, refusal: Refusal | None = None) -> HttpResponse:
    held.refresh_from_db()
    old, new = policies.version(held.against), load_kept(held.text, f"proposal {held.pk}")
    told = in_words(old, new)
    last = held.trials.order_by("-pk").first()
    deeds = deeds_of(request.user)
    yesterday = timezone.localtime(request.at).date() - timedelta(days=1)
    facts: dict[str, Any] = {
        "it": held, "state": STATES[held.state], "count": len(told), "own": held.by_id == request.user.pk,
        "sections": [(name, list(lines)) for name, lines in groupby(told, key=lambda one: one.section)],
        "stale": held.state == "open" and held.against != policies.hash_in_force(),
        "begin": request.POST.get("begin") or yesterday - timedelta(days=89), "end": request.POST.get("end") or yesterday,
        "refusal": refusal, "words": request.POST.get("words", ""), "deeds": deeds, "palette": palette(deeds),
        "tag": _tag(last, request.at),
    }  # fmt: skip
    return render(
        request,
        "workspace/policy_change.html",
        facts | _trial(last),
        status=refusal.status if refusal else 200,
    )


def _tag(trial: PolicyTrial | None, at: datetime) -> str:
    return live.tag(at, [trial.pk, trial.state, trial.seen] if trial else [])


def _trial(trial: PolicyTrial | None) -> dict[str, Any]:
    if trial is None:
        return {"trial": None}
    found = trial.found or {"levels": [], "customers": [], "beyond": [], "cadence_moved": False}
    in_order = sorted(found["levels"], key=lambda one: (one["level"], ORDER.index(one["track"])))
    levels = [one | {"name": TRACKS[one["track"]], "gain": _gain(one)} for one in in_order]
    customers = [one | {"gain": _gain(one)} for one in found["customers"]]
    return {
        "trial": trial, "last": trial.end - timedelta(days=1), "levels": levels, "customers": customers,
        "untold": sum(one["untold"] for one in found["levels"]), "cadence_moved": found["cadence_moved"],
        "beyond": [label(one) for one in found["beyond"]],
        "percent": 100 if trial.state == "done" else 100 * trial.seen // trial.total if trial.total else 0,
    }  # fmt: skip


def _gain(row: dict[str, Any]) -> float:
    """Points of percent; nothing where there was nothing to compare."""
    was, would = row["was"]["percent"], row["would"]["percent"]
    return 0.0 if was is None or would is None else round(would - was, 1)
