"""The roster as sheets: what an export holds, and what an import would change – new, changed, unchanged or wrong, each row
with its reason. Nothing is written here; what is not in a file stays as it is. [8.1-levels]"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.policy.model import Policy
from shounuo.staff import reads
from shounuo.staff.days import house_day, house_zone
from shounuo.staff.excel import Sheet
from shounuo.staff.models import Leave, Team
from shounuo.staff.reads import Person
from shounuo.staff.roster_rules import whole_second
from shounuo.staff.words import LEAVE_KINDS

PEOPLE, SKILLS, CERTIFICATES, LEAVES = "人员 People", "技能 Skills", "证书 Certificates", "休假 Leave"
HEADS: dict[str, tuple[str, ...]] = {
    PEOPLE: (
        "邮箱 E-mail", "姓名 Name", "角色 Roles", "级别 Level", "团队 Team", "语言 Languages", "AWS 起始 AWS since",
        "在办上限 Most open", "独立值班 Alone on duty",
    ),
    SKILLS: ("邮箱 E-mail", "技能 Skill", "等级 Grade"),
    CERTIFICATES: ("邮箱 E-mail", "认证 Certificate", "编号 Number", "取得日 Earned on", "到期日 Ends on"),
    LEAVES: ("邮箱 E-mail", "类别 Kind", "从 From", "到 Until", "备注 Note"),
}  # fmt: skip
"""In both languages at once: a file that one colleague exports another may import."""

Status = Literal["new", "changed", "same", "wrong"]


@dataclass
class Row:
    """One row of a file: where it stands, whom it is about, what it would do, and what is wrong with it: (cell, reason)."""

    sheet: str
    line: int
    about: str
    status: Status = "same"
    wrong: list[tuple[str, str]] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """What the row says, for a reader: without whom it is about."""
        values = (
            value
            for name, value in self.said.items()
            if name not in ("email", "name") or (self.sheet == CERTIFICATES and name == "name")
        )
        return " · ".join(_spoken(value) for value in values if value not in (None, "", [], False))


def _spoken(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return " ".join(str(ROLES.get(one, one)) for one in value)
    return "✓" if value is True else str(LEAVE_KINDS.get(value, value))


@dataclass(frozen=True)
class Known:
    """What the house knows already, gathered before anything is judged; people by their address in small letters."""

    people: Mapping[str, Person]
    strangers: frozenset[str]
    teams: Mapping[str, Team]
    leaves: frozenset[tuple[str, str, datetime, datetime]]
    certificates: frozenset[str]
    gives: frozenset[str]
    """The roles that whoever brings the file may give to newcomers."""
    today: date


def known(policy: Policy, *, gives: frozenset[str], at: datetime) -> Known:
    """Seven queries, however many people there are."""
    people = {one.user.email.lower(): one for one in reads.people(policy, at)}
    every = {email.lower() for email in User.objects.values_list("email", flat=True)}
    return Known(
        people, frozenset(every - people.keys()), {team.name: team for team in reads.teams()},
        frozenset(_key(leave) for leave in _leaves()),
        _certificate_names(policy, people.values()), gives, house_day(at),
    )  # fmt: skip


def _certificate_names(policy: Policy, everybody: Iterable[Person]) -> frozenset[str]:
    """Those that the policy lists, and those that somebody holds since it listed others."""
    listed = {one.name for one in policy.people.certificates}
    return frozenset(listed | {held.name for one in everybody for held in one.certificates})


def _key(leave: Leave) -> tuple[str, str, datetime, datetime]:
    """To the second, as a file can say it."""
    return leave.user.email.lower(), leave.kind, whole_second(leave.begins_at), whole_second(leave.ends_at)


def _leaves() -> Iterable[Leave]:
    return Leave.objects.filter(cancelled_at=None, user__is_active=True).select_related("user")


def sheets(policy: Policy, at: datetime) -> list[Sheet]:
    """Everybody of the house, one row each, with their skills, certificates and leave."""
    everybody = reads.people(policy, at)
    return [
        (PEOPLE, HEADS[PEOPLE], [_person(one) for one in everybody]),
        (SKILLS, HEADS[SKILLS], list(_skills(everybody))),
        (CERTIFICATES, HEADS[CERTIFICATES], list(_certificates(everybody))),
        (LEAVES, HEADS[LEAVES], list(_leave_rows())),
    ]


def _person(one: Person) -> list[Any]:
    roles = "、".join(ROLES[role].zh if role in ROLES else role for role in one.roles)
    row = [one.user.email, one.name, roles]
    if one.engineer is None:
        return row
    return [
        *row, one.level, one.team.name if one.team else "", " ".join(one.engineer.languages), one.engineer.aws_since,
        one.engineer.most_open, "是" if one.engineer.cleared_at else "否",
    ]  # fmt: skip


def _skills(everybody: list[Person]) -> Iterator[list[Any]]:
    for one in everybody:
        for skill, grade in one.skills:
            yield [one.user.email, skill, grade]


def _certificates(everybody: list[Person]) -> Iterator[list[Any]]:
    for one in everybody:
        for held in one.certificates:
            yield [one.user.email, held.name, held.number, held.earned_on, held.expires_on]


def _leave_rows() -> Iterator[list[Any]]:
    for leave in sorted(_leaves(), key=lambda one: (one.user.email, one.begins_at, one.pk)):
        kind = LEAVE_KINDS[leave.kind].zh if leave.kind in LEAVE_KINDS else leave.kind
        yield [leave.user.email, kind, _local(leave.begins_at), _local(leave.ends_at), leave.note]


def _local(moment: datetime) -> datetime:
    """As the house's clocks show it: Excel knows no zones."""
    return moment.astimezone(house_zone()).replace(tzinfo=None)
