"""Articles that are shipped as files: brought in, and brought up to date as long as nobody here has written on them. [7.3-solutions]"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shounuo.casework.know.write import again_after, promise_review
from shounuo.kernel.actor import SYSTEM
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.transaction import atomic
from shounuo.kernel.words import t
from shounuo.knowledge import actions
from shounuo.knowledge.actions import Place
from shounuo.knowledge.models import AUDIENCES, LIBRARIES, Article

SHIPPED = Path(__file__).resolve().parents[3] / "policies" / "knowledge"
MARK = "+++"


@dataclass(frozen=True)
class Written:
    """One file: its head and its text."""

    slug: str
    title: str
    body: str
    place: Place


@dataclass(frozen=True)
class Brought:
    fresh: int
    changed: int
    left: int
    """Written on here since: left as they are."""


def read(folder: Path = SHIPPED) -> list[Written]:
    """Every article of the folder, by name. Refusal that names the file and what is wrong with it."""
    return [_read(file) for file in sorted(folder.glob("*.md"))]


def bring(folder: Path = SHIPPED, *, at: datetime) -> Brought:
    """Published at once: they were reviewed before they were shipped. Done again it changes nothing."""
    fresh = changed = left = 0
    for one in read(folder):
        with atomic():
            known = Article.objects.select_for_update(of=("self",)).filter(slug=one.slug).first()
            if known is None:
                article = actions.begin(one.place, one.title, one.body, None, slug=one.slug, by=SYSTEM, at=at)
                fresh += 1
            elif known.versions.filter(by__isnull=False).exists():
                left += 1
                continue
            elif (known.title, known.shown.body) == (one.title, one.body):
                continue
            else:
                article = known
                actions.write(article, one.title, one.body, "", None, by=SYSTEM, at=at)
                changed += 1
            actions.publish(article, at + again_after(article), by=SYSTEM, at=at)
            promise_review(article, by=SYSTEM, at=at)
    return Brought(fresh, changed, left)


def _read(file: Path) -> Written:
    text = file.read_text(encoding="utf-8")
    _, head, body = text.split(MARK, 2) if text.startswith(MARK) and text.count(MARK) >= 2 else ("", "", "")
    try:
        said = tomllib.loads(head)
        place = Place(
            said["library"], said["audience"], None, tuple(said["services"]), said.get("problem_type", "")
        )
        title = str(said["title"])
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise _wrong(file, str(error)) from error
    if place.library not in LIBRARIES or place.audience not in AUDIENCES or not body.strip():
        raise _wrong(file, "library, audience, text")
    return Written(file.stem, title, body.strip() + "\n", place)


def _wrong(file: Path, what: str) -> Refusal:
    return Refusal(
        "article.file",
        t("{file} 的开头写得不对：{what}", "The head of {file} is wrong: {what}", file=file.name, what=what),
    )
