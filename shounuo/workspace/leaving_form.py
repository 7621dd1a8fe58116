"""The form of somebody's leaving: a successor for each part, as proposed until somebody chooses otherwise."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict

from shounuo.accounts.models import User
from shounuo.accounts.roles import ROLES
from shounuo.cases.secrets import mask
from shounuo.cases.words import STATES
from shounuo.casework.leave_house import Decided
from shounuo.casework.leaving import Held, ShiftHeld, success_managers, who_may_stand
from shounuo.counter.said import legible
from shounuo.kernel.words import Words, t
from shounuo.staff.names import told_apart, with_mark
from shounuo.workspace.colleagues import colleagues

MOST_SEEN = 200_000
LONGEST_REASON = 300


@dataclass(frozen=True)
class Option:
    """Somebody who could be chosen; an empty value is nobody."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True)
class Part:
    """A line of the form: `name` of its field, what it is about, who is chosen and why that was proposed."""

    name: str
    about: Any
    options: list[Option]
    why: Words | None = None
    error: str = ""
    gap: bool = False

    @property
    def covered(self) -> str:
        return t("、", ", ").join(self.about.covered)

    @property
    def role(self) -> Words:
        schedule = self.about.shift.schedule
        return Words(schedule.name, schedule.name) if schedule else ROLES[self.about.shift.role]

    @property
    def state(self) -> Words:
        return STATES[self.about.case.state]


class LeavingForm:
    """Made from what is so now; `data` is what was sent. Its choices are kept where they still are about something."""

    def __init__(self, held: Held, leaver: User, at: datetime, data: QueryDict | None = None) -> None:
        self.held, self.leaver, self.data = held, leaver, data
        self.reason_error = ""
        self._people: dict[str, dict[int, str]] = _who_could(held, leaver, at)
        self.cases = [self._case(one) for one in held.cases]
        self.shifts = [self._shift(one) for one in held.shifts]
        self.customers = [
            self._part("customer", one.customer.pk, one, one.to, self._people["customers"])
            for one in held.customers
        ]

    @property
    def draft(self) -> str:
        return f"leaving-{self.leaver.pk}"

    @property
    def reason(self) -> str:
        if self.data is None:
            return t("离职交接", "Left the company")
        return mask(legible(self.data.get("reason", ""))).strip()

    @property
    def seen_json(self) -> str:
        return json.dumps(self.held.seen, ensure_ascii=False)

    @property
    def seen(self) -> dict[str, str]:
        """What the page was made from; nothing where it can't be read, so that everything counts as changed."""
        sent = self.data.get("seen", "") if self.data else ""
        try:
            read = json.loads(sent[:MOST_SEEN])
        except ValueError:
            return {}
        return {str(key): str(value) for key, value in read.items()} if isinstance(read, dict) else {}

    def is_valid(self) -> bool:
        if not self.reason:
            self.reason_error = t("请写明原因", "Please say why")
        elif len(self.reason) > LONGEST_REASON:
            self.reason_error = t("最多 {n} 字", "At most {n} characters", n=LONGEST_REASON)
        return not self.reason_error and not any(part.error for part in self._parts())

    @property
    def counts(self) -> dict[str, int]:
        return {"cases": len(self.cases), "shifts": len(self.shifts), "customers": len(self.customers)}

    @property
    def rotates(self) -> bool:
        """Whether any of the shifts is a turn of a schedule: where nobody is chosen for it, the others may move up."""
        return any(part.about.shift.schedule_id for part in self.shifts)

    @property
    def decided(self) -> Decided:
        """Only what was sent: anything else goes as proposed, or is refused as new."""
        sent = {int(value) for part in self._parts() if (value := self._sent(part.name))}
        people = User.objects.in_bulk(sent)
        chosen: dict[str, dict[int, User | None]] = {"case": {}, "shift": {}, "customer": {}}
        for part in self._parts():
            kind, _, key = part.name.partition("-")
            value = self._sent(part.name)
            if value is not None:
                chosen[kind][int(key)] = people[int(value)] if value else None
        return Decided(chosen["case"], chosen["shift"], chosen["customer"])

    # ------------------------------------------------------------ lines

    def _parts(self) -> list[Part]:
        return [*self.cases, *self.shifts, *self.customers]

    def _sent(self, name: str) -> str | None:
        return self.data.get(name) if self.data is not None else None

    def _case(self, one: Any) -> Part:
        return self._part("case", one.case.pk, one, one.to, self._people["cases"], why=one.why)

    def _shift(self, one: ShiftHeld) -> Part:
        return self._part("shift", one.shift.pk, one, one.to, self._people[one.shift.role])

    def _part(
        self, kind: str, key: int, about: Any, to: User | None, people: dict[int, str], *, why: Words | None = None
    ) -> Part:  # fmt: skip
        name = f"{kind}-{key}"
        sent = self._sent(name)
        chosen = (str(to.pk) if to else "") if sent is None else sent
        listed = people if to is None or to.pk in people else {to.pk: _apart(to, people)} | people
        options = [Option(str(one), label, str(one) == chosen) for one, label in listed.items()]
        known = not chosen or any(one.chosen for one in options)
        error = "" if known else t("请选择一位在职的同事", "Please choose a colleague who is here")
        gap = kind == "shift" and to is None and not about.covered
        return Part(name, about, [Option("", t("无人", "Nobody"), not chosen), *options], why, error, gap)


def _apart(one: User, people: dict[int, str]) -> str:
    """Somebody who is proposed though not listed, told apart from whoever is listed under the same name."""
    shared = any(re.split(r"（| \(| · ", label)[0] == one.name for label in people.values())
    return with_mark(one.name, one.email if shared else "")


def _who_could(held: Held, leaver: User, at: datetime) -> dict[str, dict[int, str]]:
    """By kind of part (a shift's by its role), everybody who can be chosen: id -> name with a note."""
    able: dict[str, dict[int, str]] = {"cases": {}, "customers": {}}
    if held.cases:
        able["cases"] = {one.id: f"{one.name} · {one.note}" for one in colleagues(leaver.pk, at)}
    standing = who_may_stand({one.shift.role for one in held.shifts}, leaver)
    able |= {role: told_apart(people) for role, people in standing.items()}
    if held.customers:
        first = success_managers(leaver)
        others = User.objects.filter(is_staff_member=True, is_active=True).exclude(pk=leaver.pk)
        able["customers"] = told_apart([*first, *others.order_by("name", "pk")])
    return able
