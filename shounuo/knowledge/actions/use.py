"""What becomes of articles: cases they are tied to, whether they helped, guides walked in a case, what people looked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shounuo.accounts.models import User
from shounuo.cases.models import Case
from shounuo.kernel.actor import Actor
from shounuo.kernel.files import NewFile, content_type, shown_name, store
from shounuo.knowledge.models import Article, ArticleCase, Looked, Picture, Version, Vote, Walk, WalkedStep
from shounuo.logbook.actions import record


def tie(article: Article, case: Case, how: str, *, by: Actor, at: datetime) -> None:
    """A second time changes nothing."""
    _, fresh = ArticleCase.objects.get_or_create(
        article=article, case=case, how=how, defaults={"tied_at": at, "by_name": by.name}
    )
    if fresh:
        for stream in (article.stream, case.stream):
            record(
                "article.tied", stream=stream, by=by, at=at, article=article.number, case=case.number, how=how
            )


def rate(article: Article, user: User, helped: bool, words: str, *, by: Actor, at: datetime) -> None:
    Vote.objects.update_or_create(
        article=article, user=user, defaults={"helped": helped, "words": words, "said_at": at}
    )
    record("article.rated", stream=article.stream, by=by, at=at, helped=helped)


def begin_walk(case: Case, version: Version, steps: Sequence[str], *, by: Actor, at: datetime) -> Walk:
    walk, fresh = Walk.objects.get_or_create(
        case=case, version=version, defaults={"steps": list(steps), "began_at": at, "by_name": by.name}
    )
    if fresh:
        record("article.walked", stream=case.stream, by=by, at=at, article=version.article.number)
    return walk


def step(walk: Walk, number: int, outcome: str, words: str, *, by: Actor, at: datetime) -> None:
    """Done, or found not to apply; said again it is changed."""
    WalkedStep.objects.update_or_create(
        walk=walk,
        step=number,
        defaults={"outcome": outcome, "words": words, "done_at": at, "by_name": by.name},
    )
    record(
        "article.stepped",
        stream=walk.case.stream,
        by=by,
        at=at,
        step=number + 1,
        outcome=outcome,
        private={"words": words},
    )


def note_look(words: str, found: int, door: str, *, at: datetime) -> None:
    """What was looked for; of whom is not kept."""
    Looked.objects.create(words=words[:200], found=min(found, 1000), door=door, at=at)


def forget_looks(before: datetime) -> int:
    return Looked.objects.filter(at__lt=before).delete()[0]


def keep_picture(article: Article, file: NewFile, *, by: Actor, at: datetime) -> Picture:
    stored_as, digest = store(file)
    name = shown_name(file.name)
    return Picture.objects.create(
        article=article, name=name, stored_as=stored_as, content_type=content_type(name), size=file.size, sha256=digest, added_at=at,
        by_name=by.name,
    )  # fmt: skip
