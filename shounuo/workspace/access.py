"""访问权限: what each role may do and who holds it, every account, and every change. [7.1-platform]"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from shounuo.accounts.models import User
from shounuo.accounts.rights import deeds_of
from shounuo.counter.asking import Asked
from shounuo.kernel.words import Words
from shounuo.workspace import access_page
from shounuo.workspace.asking import shows
from shounuo.workspace.palette import palette

VIEWS: dict[str, Words] = {
    "roles": Words("角色", "Roles"),
    "staff": Words("同事", "Colleagues"),
    "customers": Words("客户账号", "Customers' accounts"),
    "changes": Words("变更记录", "Changes"),
}


@shows
def access(request: Asked) -> HttpResponse:
    view = request.GET.get("view", "roles")
    view = view if view in VIEWS else "roles"
    deeds = deeds_of(request.user)
    facts = {
        "view": view, "deeds": deeds, "palette": palette(deeds), **_part(view, request.GET.get("q", "").strip()[:80]),
        "tabs": [
            {"label": str(words), "href": f"/desk/access?view={key}", "current": key == view, "count": None}
            for key, words in VIEWS.items()
        ],
    }  # fmt: skip
    return render(request, "workspace/access.html", facts)


def _part(view: str, q: str) -> dict[str, Any]:
    if view == "roles":
        return {"roles": access_page.roles(), "matrix": access_page.matrix()}
    if view == "changes":
        return {"changes": access_page.changes(User.objects.order_by("pk"))}
    accounts, more = access_page.accounts(staff=view == "staff", q=q)
    return {"accounts": accounts, "more": more, "q": q}
