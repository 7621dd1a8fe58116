"""Section 8: what each engineer level has to bring, and how people learn. Roles and levels have their names here."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

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


class Task(Entry):
    """One thing that a newcomer of these roles does, and who may sign that it was done."""

    id: str
    roles: Many[Role]
    signed_by: Many[Role]
    name: Text


class Part(Entry):
    id: str
    name: Text
    tasks: Many[Task]


class Curriculum(Entry):
    """8.2: what stands before standing duty alone, and how long it may take from the day it is assigned."""

    clause: str
    within: Duration
    owners: Many[Role]
    parts: Many[Part]

    @model_validator(mode="after")
    def _each_task_once(self) -> Self:
        ids = [task.id for part in self.parts for task in part.tasks]
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice:
            raise Wrong(
                Words.of("任务“{id}”出现了两次", 'the task "{id}" stands here twice', id=twice),
                Words("每个任务只属于一个部分", "each task in one part"),
            )
        return self


class SessionRule(Entry):
    """8.2: what is held once every period: how long it takes, with how much notice, who answers for it, who is invited,
    and within what time whoever missed it gets another chance (none: there is no second one)."""

    id: Literal["quarterly", "sharing"]
    clause: str
    every: Literal["month", "quarter"]
    length: Duration
    notice: Duration
    owners: Many[Role]
    invited: Many[Role]
    make_up_within: Duration | None = None


class CertificationPlans(Entry):
    """8.2: how long before a certificate ends its renewal is due to be planned, and who answers beside the person."""

    clause: str
    renew_before: Duration
    owners: Many[Role]


class People(Entry):
    """A version adopted before the certificates were listed has none of them, and no reminder of their end."""

    roles: Annotated[dict[Role, RoleName], complete(ROLES)]
    levels: Annotated[dict[EngineerLevel, Requirement], complete(ENGINEER_LEVELS)]
    certificates: Annotated[list[Certificate], AfterValidator(_known)] = []
    renewal: Renewal | None = None
    training: Many[Training]
    curriculum: Curriculum
    sessions: Many[SessionRule]
    certification_plans: CertificationPlans
