"""The only writer of articles: begin, write, submit, publish; what became of them stands in `use`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.customers.models import Customer
from shounuo.kernel.actor import Actor
from shounuo.knowledge.models import Article, Version
from shounuo.logbook.actions import record


@dataclass(frozen=True)
class Place:
    """Where an article stands and who reads it."""

    library: str
    audience: str = "staff"
    customer: Customer | None = None
    services: Sequence[str] = ()
    problem_type: str = ""


def begin(
    place: Place, title: str, body: str, user: User | None, *, source: Case | None = None, slug: str = "", by: Actor, at: datetime
) -> Article:  # fmt: skip
    article = Article(owner=user, source_case=source, updated_at=at, slug=slug)
    _stand(article, place)
    article.save()
    _note("article.begun", article, by, at, private={"title": title})
    write(article, title, body, "", user, by=by, at=at)
    return article


def write(
    article: Article, title: str, body: str, note: str, user: User | None, *, by: Actor, at: datetime
) -> Version:
    """A new version, which is the draft now."""
    last = article.versions.aggregate(last=Max("ordinal"))["last"] or 0
    version = Version.objects.create(
        article=article,
        ordinal=last + 1,
        title=title,
        body=body,
        note=note,
        by=user,
        by_name=by.name,
        written_at=at,
    )
    article.draft, article.draft_state, article.updated_at, article.returned_words = version, "draft", at, ""
    article.save(update_fields=["draft", "draft_state", "updated_at", "returned_words"])
    _note("article.written", article, by, at, version=version.ordinal)
    return version


def describe(article: Article, place: Place, *, by: Actor, at: datetime) -> None:
    _stand(article, place)
    article.updated_at = at
    article.save()
    _note("article.described", article, by, at, library=place.library, audience=place.audience)


def submit(article: Article, *, by: Actor, at: datetime) -> None:
    article.draft_state, article.returned_words = "review", ""
    article.save(update_fields=["draft_state", "returned_words"])
    _note("article.submitted", article, by, at)


def return_(article: Article, words: str, *, by: Actor, at: datetime) -> None:
    article.draft_state, article.returned_words = "draft", words
    article.save(update_fields=["draft_state", "returned_words"])
    _note("article.returned", article, by, at, private={"words": words})


def publish(article: Article, review_due_at: datetime, *, by: Actor, at: datetime) -> None:
    assert article.draft
    article.published, article.draft, article.draft_state = article.draft, None, ""
    article.published_at, article.review_due_at, article.outdated_at, article.updated_at = (
        at,
        review_due_at,
        None,
        at,
    )
    article.save()
    assert article.published
    _note("article.published", article, by, at, version=article.published.ordinal)


def review(article: Article, review_due_at: datetime, *, by: Actor, at: datetime) -> None:
    """Looked at again, and it still holds."""
    article.review_due_at = review_due_at
    article.save(update_fields=["review_due_at"])
    _note("article.reviewed", article, by, at)


def outdate(article: Article, words: str, *, by: Actor, at: datetime) -> None:
    article.outdated_at, article.outdated_words, article.updated_at = at, words, at
    article.save(update_fields=["outdated_at", "outdated_words", "updated_at"])
    _note("article.outdated", article, by, at, private={"words": words})


def _stand(article: Article, place: Place) -> None:
    article.library, article.audience, article.customer = place.library, place.audience, place.customer
    article.services, article.problem_type = list(place.services), place.problem_type


def _note(
    verb: str,
    article: Article,
    by: Actor,
    at: datetime,
    private: dict[str, Any] | None = None,
    **facts: Any,
) -> None:
    record(verb, stream=article.stream, by=by, at=at, private=private, **facts)
