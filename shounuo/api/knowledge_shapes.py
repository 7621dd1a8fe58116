"""What the API answers about knowledge and what was found."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from shounuo.api.inputs import FILLED_LINE, Asked
from shounuo.api.shapes import Shape


class Sought(Asked):
    """What is looked for."""

    q: Annotated[str, StringConstraints(max_length=200, pattern=FILLED_LINE)]
    kind: Literal["case", "article", "customer", "person"] | None = None
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class Hit(Shape):
    kind: str
    key: str
    title: str
    text: str
    at: datetime


class Found(Shape):
    hits: list[Hit]
    corrected: dict[str, str]


class Article(Shape):
    number: str
    title: str
    body: str
    library: str
    services: list[str]
    state: str
    audience: str
    version: int
    published_at: datetime | None
    review_due_at: datetime | None
