"""The gate to articles: a door gets one only here, with the person in hand. What is not for them is not found. [7.3-search]"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from shounuo.accounts.models import User
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t
from shounuo.knowledge.models import Article


def readable_by(user: User) -> QuerySet[Article]:
    """Everything for staff; for customers what is published, holds, and is for them."""
    every = Article.objects.select_related("published", "draft", "customer", "owner")
    if not user.is_active:
        return every.none()
    if user.is_staff_member:
        return every
    contact = getattr(user, "contact", None)
    if contact is None:
        return every.none()
    theirs = Q(audience="customers") | Q(audience="one", customer_id=contact.customer_id)
    return every.filter(theirs, published__isnull=False, outdated_at=None)


def article_for(user: User, article_id: int) -> Article:
    """Refusal (404) where there is none for this person."""
    found = readable_by(user).filter(pk=article_id).first() if 0 < article_id < 2**62 else None
    if found is None:
        raise Refusal(
            "article.not_found",
            t("没有这篇知识，或您无权查看", "No such article, or it is not yours to see"),
            status=404,
        )
    return found
