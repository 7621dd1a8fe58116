"""Excel 导入导出: the roster as a file; a file as a roster – looked at first, then all of it or nothing. [8.1-levels]"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.rights import gives
from shounuo.casework.roster import take_over
from shounuo.counter.asking import Asked
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.policy import reads as policies
from shounuo.staff import excel, roster
from shounuo.staff.days import house_day
from shounuo.staff.roster_plan import Plan, plan
from shounuo.workspace.asking import does, fills_in
from shounuo.workspace.people import frame

MANAGE = "manage_people"
SHOWN = 200
"""Rows of a preview that are listed; of all the others the numbers are told."""
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@fills_in(MANAGE)
def page(request: Asked) -> HttpResponse:
    """What can be done; and the preview of a file that is sent."""
    if request.method == "GET":
        return _page(request)
    try:
        content = _sent(request)
        return _preview(request, content, _plan(request, content))
    except Refusal as refusal:
        return _page(request, refusal=refusal, status=refusal.status)


@fills_in(MANAGE)
def export(request: Asked) -> HttpResponse:
    content = excel.written(roster.sheets(policies.current(), request.at), request.at)
    name = f"shounuo-people-{house_day(request.at)}.xlsx"
    return HttpResponse(
        content, content_type=MEDIA_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@does(MANAGE)
def confirmation(request: Asked) -> HttpResponse:
    """What was shown is carried out; where the house has changed since, it is shown again."""
    try:
        content = base64.b64decode(request.POST.get("content", ""), validate=True)
        found = _plan(request, content)
        if found.wrong or _seal(found) != request.POST.get("seal"):
            return _preview(request, content, found, moved_on=True, status=409)
        made = take_over(found, by=request.user.actor, at=request.at)
    except binascii.Error:
        return HttpResponseRedirect("/desk/people/excel")
    except Refusal as refusal:
        return _page(request, refusal=refusal, status=refusal.status)
    if made:
        facts = frame(request, policies.current()) | {"made": made}
        return render(request, "workspace/people_made.html", facts, status=201)
    messages.success(request, t("导入完成。", "Imported."))
    return HttpResponseRedirect("/desk/people")


def _sent(request: Asked) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("excel.none", t("请先选择文件", "Please choose a file first"), status=422)
    if (file.size or 0) > excel.MOST_BYTES:
        raise Refusal("excel.large", str(excel.TOO_LARGE), status=413)
    return bytes(file.read())


def _plan(request: Asked, content: bytes) -> Plan:
    known = roster.known(policies.current(), gives=gives(request.user), at=request.at)
    return plan(content, known)


def _seal(found: Plan) -> str:
    return hashlib.sha256(found.seal.encode()).hexdigest()


def _preview(
    request: Asked, content: bytes, found: Plan, *, moved_on: bool = False, status: int = 200
) -> HttpResponse:  # fmt: skip
    facts: dict[str, Any] = {
        "counts": {one: len(found.of(one)) for one in ("new", "changed", "same", "wrong")},
        "wrong": found.wrong[:SHOWN], "doing": found.doing[:SHOWN], "moved_on": moved_on,
        "hidden": max(0, len(found.wrong) - SHOWN) + max(0, len(found.doing) - SHOWN),
        "content": base64.b64encode(content).decode(), "seal": _seal(found),
        "ready": bool(found.doing) and not found.wrong,
    }  # fmt: skip
    status = 422 if found.wrong and status == 200 else status
    return render(
        request, "workspace/people_preview.html", frame(request, policies.current()) | facts, status=status
    )


def _page(request: Asked, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    facts = frame(request, policies.current()) | {
        "refusal": refusal,
        "most": excel.MOST_BYTES // 1024 // 1024,
    }
    return render(request, "workspace/people_excel.html", facts, status=status)
