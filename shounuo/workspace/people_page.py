"""The list of colleagues: what is looked for, and what a row shows. [8.1-levels]"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from shounuo.accounts.roles import ROLES
from shounuo.kernel.words import Words, t
from shounuo.policy.model.basis import ENGINEER_LEVELS
from shounuo.staff.reads import Person

ON_A_PAGE = 100
STATES: dict[str, Words] = {
    "short": Words("未达要求", "Falls short"),
    "away": Words("休假中", "On leave"),
}


@dataclass(frozen=True)
class Search:
    """What the reader asked for: words anywhere in name, address, team, role or skill; level, team (its id), state."""

    q: str = ""
    level: str = ""
    team: str = ""
    state: str = ""
    page: int = 1

    @property
    def address(self) -> str:
        asked = {name: value for name, value in vars(self).items() if value and value != 1}
        return f"/desk/people?{urlencode(asked)}" if asked else "/desk/people"

    def finds(self, one: Person, names: Mapping[str, str]) -> bool:
        return (
            (not self.level or one.level == self.level)
            and (not self.team or (one.team is not None and str(one.team.pk) == self.team))
            and (self.state != "short" or bool(one.lacks))
            and (self.state != "away" or one.away_until is not None)
            and all(word in _text(one, names) for word in self.q.lower().split())
        )


def listed(everybody: list[Person], search: Search, names: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows of them. No queries."""
    found = [one for one in everybody if search.finds(one, names)]
    first = (search.page - 1) * ON_A_PAGE
    return {
        "rows": found[first : first + ON_A_PAGE], "found": len(found), "search": search,
        "filters": [*_levels(search), *_states(search)], "teams": _teams(everybody, search),
        "earlier": replace(search, page=search.page - 1).address if first else "",
        "later": replace(search, page=search.page + 1).address if len(found) > first + ON_A_PAGE else "",
    }  # fmt: skip


def role_words(one: Person) -> str:
    return t("、", ", ").join(str(ROLES.get(role, role)) for role in one.roles)


def _text(one: Person, names: Mapping[str, str]) -> str:
    team = one.team.name if one.team else ""
    skills = " ".join(f"{skill} {names.get(skill, '')}" for skill, _ in one.skills)
    return f"{one.name} {one.user.email} {team} {role_words(one)} {skills}".lower()


def _levels(search: Search) -> list[dict[str, Any]]:
    return [
        _filter(level, search.level == level, replace(search, level="" if search.level == level else level, page=1))
        for level in ENGINEER_LEVELS
    ]  # fmt: skip


def _states(search: Search) -> list[dict[str, Any]]:
    return [
        _filter(words, search.state == state, replace(search, state="" if search.state == state else state, page=1))
        for state, words in STATES.items()
    ]  # fmt: skip


def _teams(everybody: list[Person], search: Search) -> list[dict[str, Any]]:
    names = {str(one.team.pk): one.team.name for one in everybody if one.team}
    return [
        _filter(name, search.team == pk, replace(search, team="" if search.team == pk else pk, page=1))
        for pk, name in sorted(names.items(), key=lambda one: one[1])
    ]


def _filter(label: object, chosen: bool, search: Search) -> dict[str, Any]:
    return {"label": label, "chosen": chosen, "href": search.address}
