"""Section 7.3: when an article is looked at again, who may publish it, and which words mean the same."""

from typing import Annotated, Literal

from pydantic import Field

from shounuo.policy.model.basis import Duration, Entry, Many, Role

Library = Literal["solutions", "best_practice", "runbooks", "case_studies"]


class Review(Entry):
    clause: str
    library: Library
    again_after: Duration


class Same(Entry):
    """Each line holds words that mean the same to whoever searches."""

    clause: str
    words: Many[Annotated[list[str], Field(min_length=2)]]


class Knowledge(Entry):
    clause: str
    published_by: Many[Role]
    reviews: Many[Review]
    same: Same
