"""Two people of one name, told apart wherever somebody is chosen. [5.2-assign: never to the wrong person]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from shounuo.accounts.models import User
from shounuo.kernel.words import t
from shounuo.staff.models import Engineer


def told_apart(people: Iterable[User]) -> dict[int, str]:
    """By id the name; where several of them have it, with what tells them apart: level and team, or else the address. One
    query where a name is shared, otherwise none."""
    named = {one.pk: one for one in people}
    times = Counter(one.name for one in named.values())
    shared = {pk: one for pk, one in named.items() if times[one.name] > 1}
    labels = {pk: one.name for pk, one in named.items()}
    return labels | _with_their_place(shared) if shared else labels


def _with_their_place(shared: Mapping[int, User]) -> dict[int, str]:
    engineers = Engineer.objects.filter(pk__in=shared).select_related("team").in_bulk()
    places = {pk: _place(engineers.get(pk)) for pk in shared}
    labels = {pk: with_mark(one.name, places[pk]) for pk, one in shared.items()}
    times = Counter(labels.values())
    return {
        pk: label if places[pk] and times[label] == 1 else with_mark(shared[pk].name, shared[pk].email)
        for pk, label in labels.items()
    }


def _place(engineer: Engineer | None) -> str:
    if engineer is None:
        return ""
    return " · ".join(part for part in (engineer.level, engineer.team.name if engineer.team else "") if part)


def with_mark(name: str, mark: str) -> str:
    return t("{name}（{mark}）", "{name} ({mark})", name=name, mark=mark) if mark else name
