"""Writing knowledge: a form that keeps what is typed, a preview, and the deeds from draft to published. [5.3.1-knowledge]"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.cases.secrets import patterns_for_browser
from shounuo.casework.know import use, write
from shounuo.counter.asking import Asked
from shounuo.counter.drafts import Arrived
from shounuo.counter.said import legible
from shounuo.counter.uploads import files_of
from shounuo.customers.models import Customer
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.knowledge.actions import Place
from shounuo.knowledge.markdown import as_html
from shounuo.knowledge.models import Article
from shounuo.knowledge.words import AUDIENCES, LIBRARIES
from shounuo.policy import reads as policies
from shounuo.workspace.asking import does, fills_in
from shounuo.workspace.knowledge import found, page
from shounuo.workspace.palette import palette

FRAME = "## 现象\n\n\n## 排查\n\n- [ ] \n\n## 处理\n\n\n## 预防\n\n"


@fills_in("write_knowledge")
def new(request: Asked) -> HttpResponse:
    """An empty article with the four headings; refused, it comes back with everything that was typed."""
    if request.method != "POST":
        return _form(
            request,
            None,
            {
                "library": request.GET.get("library", "solutions"),
                "title": request.GET.get("title", ""),
                "body": FRAME,
            },
        )
    typed = _typed(request)
    if request.POST.get("preview"):
        return _form(request, None, typed, preview=True)
    try:
        held = write.begin(_place(request), typed["title"], typed["body"], request.user, at=request.at)
    except Refusal as refusal:
        return _form(request, None, typed, refusal)
    messages.success(request, t("草稿已保存。", "The draft is saved."))
    return Arrived(f"/desk/knowledge/{held.pk}?show=draft", "article-new")


@fills_in("write_knowledge")
def edit(request: Asked, article_id: int) -> HttpResponse:
    held = found(request, article_id)
    version = held.draft or held.shown
    if request.method != "POST":
        return _form(request, held, {"title": version.title, "body": version.body, "note": ""})
    typed = _typed(request)
    if request.POST.get("preview"):
        return _form(request, held, typed, preview=True)
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdigit() else 0
    try:
        if "library" in request.POST:
            write.describe(held, _place(request), request.user, at=request.at)
        if (typed["title"], typed["body"]) != (version.title, version.body):
            write.write(
                held, typed["title"], typed["body"], typed["note"], request.user, seen=seen, at=request.at
            )
    except Refusal as refusal:
        return _form(request, found(request, article_id), typed, refusal)
    messages.success(request, t("已保存。", "Saved."))
    return Arrived(f"/desk/knowledge/{held.pk}?show=draft", f"article-{held.pk}")


@does("write_knowledge")
def act(request: Asked, article_id: int, deed: str) -> HttpResponse:
    held = found(request, article_id)
    words = legible(request.POST.get("text", ""))[:2000]
    user, at = request.user, request.at
    deeds: dict[str, Callable[[], object]] = {
        "submit": lambda: write.submit(held, user, at=at),
        "return": lambda: write.return_(held, words, user, at=at),
        "publish": lambda: write.publish(held, user, at=at),
        "review": lambda: write.review(held, user, at=at),
        "outdate": lambda: write.outdate(held, words, user, at=at),
    }
    if deed not in deeds:
        raise Http404
    try:
        deeds[deed]()
    except Refusal as refusal:
        return page(request, found(request, article_id), refusal, words)
    messages.success(request, t("已记录。", "It is on record."))
    return HttpResponseRedirect(f"/desk/knowledge/{held.pk}", status=303)


@does("write_knowledge")
def pictures(request: Asked, article_id: int) -> HttpResponse:
    """A picture for the text: the answer is the line to put into it."""
    held = found(request, article_id)
    files = files_of(request)
    if not files:
        raise Refusal("file.none", t("请选择一张图片", "Please choose a picture"), status=422)
    kept = [use.add_picture(held, file, request.user, at=request.at) for file in files]
    lines = "\n".join(f"![{one.name}](/knowledge/pictures/{one.pk})" for one in kept)
    if request.headers.get("HX-Request") or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"markdown": lines})
    messages.success(
        request,
        t(
            "图片已上传，把这一行放进正文：{line}",
            "Uploaded; put this line into the text: {line}",
            line=lines,
        ),
    )
    return HttpResponseRedirect(f"/desk/knowledge/{held.pk}/edit", status=303)


def _typed(request: Asked) -> dict[str, Any]:
    post = request.POST
    typed = {name: legible(post.get(name, "")) for name in ("title", "body", "note")}
    typed["title"] = " ".join(typed["title"].split())
    return (
        typed
        | {name: post.get(name, "") for name in ("library", "audience", "customer", "problem_type")}
        | {"services": post.get("services", "")}
    )


def _place(request: Asked) -> Place:
    post = request.POST
    services = [one.strip() for one in post.get("services", "").replace("，", ",").split(",") if one.strip()]
    customer = (
        Customer.objects.filter(pk=post["customer"]).first() if post.get("customer", "").isdigit() else None
    )
    kinds = policies.current().form.problem_types
    kind = post.get("problem_type", "")
    return Place(
        post.get("library", ""), post.get("audience", "staff"), customer if post.get("audience") == "one" else None,
        tuple(services[:12]), kind if kind in kinds else "",
    )  # fmt: skip


def _form(
    request: Asked,
    held: Article | None,
    typed: dict[str, Any],
    refusal: Refusal | None = None,
    *,
    preview: bool = False,
) -> HttpResponse:
    stands = {
        "library": held.library, "audience": held.audience, "customer": str(held.customer_id or ""), "problem_type": held.problem_type,
        "services": ", ".join(held.services),
    } if held else {"audience": "staff"}  # fmt: skip
    last = held.versions.order_by("-ordinal").values_list("ordinal", flat=True).first() if held else 0
    facts: dict[str, Any] = {
        "it": held, "typed": stands | {key: value for key, value in typed.items() if value != "" or key in ("title", "body", "note")},
        "seen": last, "refusal": refusal, "preview": as_html(typed["body"]) if preview else "",
        "libraries": LIBRARIES.items(), "audiences": AUDIENCES.items(), "customers": Customer.objects.order_by("short_name"),
        "kinds": policies.current().form.problem_types.items(), "secret_patterns": patterns_for_browser(),
        "palette": palette(deeds_of(request.user)), "draft": f"article-{held.pk}" if held else "article-new",
    }  # fmt: skip
    return render(request, "workspace/knowledge_form.html", facts, status=refusal.status if refusal else 200)
