"""Section 8: what each engineer level has to bring, and how people learn. Roles and levels have their names here."""

from typing import Annotated

from pydantic import AfterValidator, Field

from shounuo.kernel.words import Words
from shounuo.policy.model.basis import (
    ENGINEER_LEVELS,
    ROLES,
    Duration,
    EngineerLevel,
    Entry,
    Many,
    Period,
    Role,
    Text,
    Wrong,
    complete,
)


class RoleName(Entry):
    clause: str
    name: Text


class Requirement(Entry):
    """8.1: what an engineer of a level has to bring."""

    clause: str
    name: Text
    certificate: str
    years: int = Field(ge=0)
    skills: Many[Text]


class Certificate(Entry):
    """Our own practice: a certificate we keep on record, and the lower ones of its path that it stands for."""

    clause: str
    name: str = Field(min_length=1, max_length=80)
    covers: list[str]


class Renewal(Entry):
    """How long before a certificate's end we begin to speak of it."""

    clause: str
    remind_before: Duration


class Training(Entry):
    """8.2: `every` says how often; "once" is at the start, "always" has no rhythm."""

    id: str
    clause: str
    every: Period
    name: Text
    text: Text


def _known(certificates: list[Certificate]) -> list[Certificate]:
    names = {one.name for one in certificates}
    for one in certificates:
        for lower in one.covers:
            if lower not in names or lower == one.name:
                raise Wrong(
                    Words.of("“{name}”不在证书名单里", '"{name}" is not one of the certificates', name=lower),
                    Words("名单中的另一项证书", "another certificate of the list"),
                )
    return certificates


class People(Entry):
    """A version adopted before the certificates were listed has none of them, and no reminder of their end."""

    roles: Annotated[dict[Role, RoleName], complete(ROLES)]
    levels: Annotated[dict[EngineerLevel, Requirement], complete(ENGINEER_LEVELS)]
    certificates: Annotated[list[Certificate], AfterValidator(_known)] = []
    renewal: Renewal | None = None
    training: Many[Training]
