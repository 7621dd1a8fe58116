"""Search and knowledge over the API: the same gates as the pages. [7.3-search]"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from shounuo.api.answer import reading
from shounuo.api.knowledge_shapes import Article, Found, Sought
from shounuo.api.openapi import answers
from shounuo.api.query import only
from shounuo.api.request import ApiRequest, person
from shounuo.casework.find.look import Hit, find
from shounuo.knowledge.access import article_for
from shounuo.knowledge.models import Article as Row

router = Router(tags=["knowledge"])


@router.get("/search", operation_id="search", response=answers({200: Found}, 304, 422))
def search(request: ApiRequest, asked: Query[Sought]) -> HttpResponse:
    """Cases, articles, customers and people that answer, the best first; only what you may see."""
    kinds = [asked.kind] if asked.kind else []
    only(request, Sought)
    found = find(asked.q, person(request), kinds=kinds, door="api", at=request.at, most=asked.limit)
    return reading(request, {"hits": [_hit(one) for one in found.hits], "corrected": found.corrected})


@router.get(
    "/knowledge/{article_id}",
    operation_id="read_article",
    response=answers({200: Article}, 304, 404, 422),
)
def read_article(request: ApiRequest, article_id: int) -> HttpResponse:
    """One article as it is published; drafts only to staff."""
    return reading(request, _article(article_for(person(request), article_id)))


def _hit(hit: Hit) -> dict[str, Any]:
    row = hit.row
    key = row.number if hit.kind in ("case", "article") else str(row.pk)
    return {
        "kind": hit.kind, "key": key, "title": "".join(text for text, _ in hit.title), "text": "".join(text for text, _ in hit.text),
        "at": hit.at,
    }  # fmt: skip


def _article(row: Row) -> dict[str, Any]:
    return {
        "number": row.number, "title": row.title, "body": row.shown.body, "library": row.library, "services": row.services,
        "state": row.state, "audience": row.audience, "version": row.shown.ordinal, "published_at": row.published_at,
        "review_due_at": row.review_due_at,
    }  # fmt: skip
