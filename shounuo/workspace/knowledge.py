"""知识库: what is known, by library; an article with its versions, the cases it solved, and whether it helped. [7.3-solutions]"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shounuo.accounts.rights import deeds_of
from shounuo.casework.find.look import find
from shounuo.casework.know import use
from shounuo.commitments.events import SENTENCES as PROMISES
from shounuo.commitments.events import TRACKS
from shounuo.counter.asking import Asked
from shounuo.counter.said import legible
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.knowledge import reads, rules
from shounuo.knowledge.access import article_for
from shounuo.knowledge.events import SENTENCES
from shounuo.knowledge.markdown import as_html
from shounuo.knowledge.models import LIBRARIES, Article
from shounuo.knowledge.words import AUDIENCES, HOWS, STATES, TONES
from shounuo.knowledge.words import LIBRARIES as NAMES
from shounuo.logbook.reads import timeline
from shounuo.workspace.asking import of_ones_own, shows
from shounuo.workspace.palette import palette

VIEWS = {
    "published": Words("已发布", "Published"),
    "mine": Words("我的草稿", "My drafts"),
    "review": Words("待审核", "In review"),
    "overdue": Words("该复审", "To look at again"),
    "outdated": Words("已过期", "Outdated"),
}
MOST = 200


@shows
def listed(request: Asked) -> HttpResponse:
    """By library and view; with words it is a search over the articles."""
    get = request.GET
    view = get.get("view", "") if get.get("view", "") in VIEWS else "published"
    library = get.get("library", "") if get.get("library", "") in LIBRARIES else ""
    q = legible(get.get("q", ""))[:200].strip()
    counts = reads.counts(request.user, request.at)
    facts: dict[str, Any] = {
        "q": q, "view": view, "library": library, "deeds": deeds_of(request.user), "palette": palette(deeds_of(request.user)),
        "tabs": [_tab(key, str(words), view, library, counts[key]) for key, words in VIEWS.items()],
        "libraries": [_library(key, view, library) for key in NAMES],
        "sought": reads.not_found(request.at) if view == "published" and not q and not library else [],
    }  # fmt: skip
    if q:
        found = find(q, request.user, kinds=["article"], library=library, at=request.at)
        facts |= {
            "rows": [_row(hit.row, request) | {"hit": hit} for hit in found.hits],
            "corrected": sorted(found.corrected.items()),
        }
    else:
        found_rows = reads.articles(request.user, view, request.at, library=library)[:MOST]
        facts["rows"] = [_row(one, request) for one in found_rows]
    return render(request, "workspace/knowledge.html", facts)


@shows
def article(request: Asked, article_id: int) -> HttpResponse:
    return page(request, found(request, article_id))


@shows
def versions(request: Asked, article_id: int) -> HttpResponse:
    """Every wording, and what changed between two of them."""
    held = found(request, article_id)
    every = list(held.versions.order_by("-ordinal"))
    by_number = {str(one.ordinal): one for one in every}
    new = by_number.get(request.GET.get("new", ""), every[0])
    old = by_number.get(request.GET.get("old", ""), by_number.get(str(new.ordinal - 1), new))
    facts = {
        "it": held, "versions": every, "old": old, "new": new, "palette": palette(deeds_of(request.user)),
        "lines": rules.compared(f"{old.title}\n\n{old.body}", f"{new.title}\n\n{new.body}"),
    }  # fmt: skip
    return render(request, "workspace/knowledge_versions.html", facts)


@of_ones_own
def rating(request: Asked, article_id: int) -> HttpResponse:
    """Whether it helped: anybody on the desk may say so."""
    held = found(request, article_id)
    words = legible(request.POST.get("text", ""))
    use.rate(held, request.user, request.POST.get("helped") == "yes", words, at=request.at)
    messages.success(request, t("谢谢，已记录。", "Thank you, it is on record."))
    return HttpResponseRedirect(f"/desk/knowledge/{held.pk}", status=303)


def found(request: Asked, article_id: int) -> Article:
    try:
        return article_for(request.user, article_id)
    except Refusal as refusal:
        raise Http404 from refusal


def page(request: Asked, held: Article, refusal: Refusal | None = None, typed: str = "") -> HttpResponse:
    shows_draft = request.GET.get("show") == "draft" and held.draft is not None
    version = held.draft if shows_draft and held.draft else held.shown
    deeds = deeds_of(request.user)
    yes, no = reads.votes_of(held)
    facts: dict[str, Any] = {
        "it": held, "version": version, "html": as_html(version.body), "shows_draft": shows_draft, "state": STATES[held.state],
        "tone": TONES[held.state], "library": NAMES[held.library], "audience": AUDIENCES[held.audience],
        "draft_state": STATES.get(held.draft_state, ""), "yes": yes, "no": no,
        "said": reads.words_said(held), "ties": [{"it": one, "how": HOWS[one.how]} for one in reads.ties_of(held)],
        "deeds": deeds, "refusal": refusal, "typed": typed, "palette": palette(deeds), "overdue": held.is_overdue(request.at),
        "publishes": "publish_knowledge" in deeds and held.draft is not None and held.draft.by_id != request.user.pk,
        "steps": len(rules.steps(version.body)), "history": timeline(held.stream, SENTENCES | PROMISES, {"track": TRACKS}, limit=30),
    }  # fmt: skip
    return render(
        request, "workspace/knowledge_article.html", facts, status=refusal.status if refusal else 200
    )


def _row(one: Article, request: Asked) -> dict[str, Any]:
    return {
        "it": one, "state": STATES[one.state], "tone": TONES[one.state], "library": NAMES[one.library], "audience": AUDIENCES[one.audience],
        "overdue": one.is_overdue(request.at), "helped": getattr(one, "helped", None), "solved": getattr(one, "solved", None),
        "waits": one.draft_state == "review",
    }  # fmt: skip


def _library(key: str, view: str, library: str) -> dict[str, Any]:
    """Chosen, it leads back to all of them."""
    chosen = key == library
    return {"id": key, "name": str(NAMES[key]), "chosen": chosen, "href": _link(view, "" if chosen else key)}


def _tab(key: str, label: str, view: str, library: str, count: int) -> dict[str, Any]:
    return {"label": label, "href": _link(key, library), "current": key == view, "count": count}


def _link(view: str, library: str) -> str:
    asked = {"view": "" if view == "published" else view, "library": library}
    words = urlencode({name: value for name, value in asked.items() if value})
    return f"/desk/knowledge?{words}" if words else "/desk/knowledge"
