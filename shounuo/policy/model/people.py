"""Section 8: what each engineer level has to bring, and how people learn. Roles and levels have their names here."""

from typing import Annotated

from pydantic import Field

from shounuo.policy.model.basis import (
    ENGINEER_LEVELS,
    ROLES,
    EngineerLevel,
    Entry,
    Many,
    Period,
    Role,
    Text,
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


class Training(Entry):
    """8.2: `every` says how often; "once" is at the start, "always" has no rhythm."""

    id: str
    clause: str
    every: Period
    name: Text
    text: Text


class People(Entry):
    roles: Annotated[dict[Role, RoleName], complete(ROLES)]
    levels: Annotated[dict[EngineerLevel, Requirement], complete(ENGINEER_LEVELS)]
    training: Many[Training]
