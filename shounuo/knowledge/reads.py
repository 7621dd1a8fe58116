"""What pages ask about articles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.knowledge.access import readable_by
from shounuo.knowledge.models import Article, ArticleCase, Looked, Vote, Walk

VIEWS = ("published", "mine", "review", "overdue", "outdated")


def articles(
    user: User, view: str, at: datetime, *, library: str = "", service: str = ""
) -> QuerySet[Article]:
    """published, mine (drafts of one's own), review, overdue or outdated; the latest first."""
    found = readable_by(user).annotate(
        helped=Count("votes", filter=Q(votes__helped=True), distinct=True),
        solved=Count("ties", filter=Q(ties__how="solved"), distinct=True),
    )
    holds = Q(published__isnull=False, outdated_at=None)
    wanted = {
        "published": holds, "mine": Q(owner=user, draft__isnull=False), "review": Q(draft_state="review"),
        "overdue": holds & Q(review_due_at__lte=at), "outdated": Q(outdated_at__isnull=False),
    }[view]  # fmt: skip
    found = found.filter(wanted)
    if library:
        found = found.filter(library=library)
    rows = found.order_by("-updated_at", "-pk")
    if service:
        keys = [pk for pk, services in found.values_list("pk", "services") if service in services]
        rows = rows.filter(pk__in=keys)
    return rows


def counts(user: User, at: datetime) -> dict[str, int]:
    return {view: articles(user, view, at).count() for view in VIEWS}


def votes_of(article: Article) -> tuple[int, int]:
    """(helped, did not)."""
    found = article.votes.aggregate(
        yes=Count("pk", filter=Q(helped=True)), no=Count("pk", filter=Q(helped=False))
    )
    return found["yes"], found["no"]


def words_said(article: Article) -> list[Vote]:
    return list(article.votes.exclude(words="").select_related("user").order_by("-said_at")[:20])


def ties_of(article: Article) -> list[ArticleCase]:
    return list(article.ties.select_related("case__customer").order_by("-tied_at")[:50])


def of_case(case: Case) -> list[ArticleCase]:
    return list(case.article_ties.select_related("article__published", "article__draft").order_by("pk"))


def walks_of(case: Case) -> list[Walk]:
    return list(case.walks.select_related("version__article").prefetch_related("walked").order_by("pk"))


@dataclass(frozen=True)
class Sought:
    """Words that were looked for: how often, how much there was last, when last."""

    words: str
    times: int
    found: int
    last: datetime


def not_found(at: datetime, days: int = 90, most: int = 30) -> list[Sought]:
    """What people looked for and did not find, the most wanted first."""
    since = Looked.objects.filter(at__gte=at - timedelta(days=days), found=0)
    rows: Any = (
        since.values("words").annotate(times=Count("pk"), last=Max("at")).order_by("-times", "-last")[:most]
    )
    return [Sought(row["words"], row["times"], 0, row["last"]) for row in rows]


def offered(case_ids: list[int]) -> set[int]:
    """Of these cases, those of which an article came."""
    return set(Article.objects.filter(source_case__in=case_ids).values_list("source_case", flat=True))
