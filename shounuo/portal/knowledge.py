"""Knowledge for customers: looked through, searched, read, and said whether it helped. [7.3-search, 7.1-portal]"""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shounuo.casework.find.look import articles_like, find
from shounuo.casework.know import use
from shounuo.counter.asking import Asked, sign_in_first
from shounuo.counter.said import legible
from shounuo.counter.uploads import download
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.knowledge import reads
from shounuo.knowledge.access import article_for
from shounuo.knowledge.markdown import as_html
from shounuo.knowledge.models import LIBRARIES, Article, Picture
from shounuo.knowledge.words import LIBRARIES as NAMES
from shounuo.portal.asking import contact_of, customers_only

MOST = 100


@customers_only
@never_cache
@require_safe
def listed(request: Asked) -> HttpResponse:
    contact_of(request.user)
    q = legible(request.GET.get("q", ""))[:200].strip()
    library = request.GET.get("library", "") if request.GET.get("library", "") in LIBRARIES else ""
    facts: dict[str, Any] = {
        "q": q, "library": library,
        "tabs": [_tab(key, library) for key in ("", *NAMES)],
    }  # fmt: skip
    if q:
        found = find(q, request.user, kinds=["article"], library=library, door="portal", at=request.at)
        facts |= {"hits": found.hits, "corrected": sorted(found.corrected.items())}
    else:
        facts["articles"] = reads.articles(request.user, "published", request.at, library=library)[:MOST]
    return render(request, "portal/knowledge.html", facts)


@customers_only
@never_cache
@require_safe
def article(request: Asked, article_id: int) -> HttpResponse:
    held = _found(request, article_id)
    facts = {
        "it": held,
        "html": as_html(held.shown.body),
        "library": NAMES[held.library],
        "rated": held.votes.filter(user=request.user).first(),
    }
    return render(request, "portal/article.html", facts)


@customers_only
@require_POST
def rating(request: Asked, article_id: int) -> HttpResponse:
    held = _found(request, article_id)
    use.rate(
        held,
        request.user,
        request.POST.get("helped") == "yes",
        legible(request.POST.get("text", "")),
        at=request.at,
    )
    messages.success(
        request, t("谢谢，您的评价会帮助我们改进。", "Thank you; your word helps us to improve.")
    )
    return HttpResponseRedirect(f"/knowledge/{held.pk}", status=303)


@require_safe
def picture(request: HttpRequest, picture_id: int) -> HttpResponseBase:
    """A picture of an article that this person may read, staff or customer."""
    if not request.user.is_authenticated:
        return sign_in_first(request, "/knowledge")
    found = Picture.objects.filter(pk=picture_id).first()
    if found is None:
        raise Http404
    _found(cast(Asked, request), found.article_id)
    return download(found.stored_as, found.name, found.content_type)


@customers_only
@require_POST
def suggestions(request: Asked) -> HttpResponse:
    """What may already answer what is being written. [7.3-search]"""
    contact_of(request.user)
    words = legible(f"{request.POST.get('subject', '')}\n{request.POST.get('description', '')}").strip()
    found = articles_like(words, request.user, at=request.at, most=3) if len(words) >= 4 else []
    return render(request, "portal/suggestions.html", {"suggested": found})


def _tab(key: str, library: str) -> dict[str, Any]:
    label = str(NAMES[key]) if key else t("全部", "Everything")
    return {
        "label": label,
        "href": f"/knowledge?library={key}" if key else "/knowledge",
        "current": key == library,
        "count": None,
    }


def _found(request: Asked, article_id: int) -> Article:
    if not request.user.is_staff_member:
        contact_of(request.user)
    try:
        return article_for(request.user, article_id)
    except Refusal as refusal:
        raise Http404 from refusal
