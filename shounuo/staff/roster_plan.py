"""What an import would do, row by row. Everything wrong is found here, so that what is confirmed can be carried out whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from shounuo.accounts.roles import CUSTOMER_ROLES, ENGINEER_ROLES, ROLES
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words, t
from shounuo.policy.model.basis import ENGINEER_LEVELS
from shounuo.staff import excel, rules
from shounuo.staff import roster_rules as cells
from shounuo.staff.days import house_zone
from shounuo.staff.models import Engineer
from shounuo.staff.roster import CERTIFICATES, HEADS, LEAVES, PEOPLE, SKILLS, Known, Row
from shounuo.staff.roster_rules import Unreadable
from shounuo.staff.words import LANGUAGES, LEAVE_KINDS

T = TypeVar("T")
OURS = {role: words for role, words in ROLES.items() if role not in CUSTOMER_ROLES}
LEVELS = {level: Words(level, level) for level in ENGINEER_LEVELS}
FIELDS = ("level", "team", "languages", "aws_since", "most_open", "cleared")


@dataclass(frozen=True)
class Plan:
    """Every row of the file, in its order."""

    rows: list[Row]

    def of(self, *statuses: str) -> list[Row]:
        return [row for row in self.rows if row.status in statuses]

    @property
    def wrong(self) -> list[Row]:
        return self.of("wrong")

    @property
    def doing(self) -> list[Row]:
        return self.of("new", "changed")

    @property
    def seal(self) -> str:
        """The same for the same doing: what is confirmed is what was shown."""
        return repr(
            [(row.sheet, row.line, row.status, sorted(row.said.items(), key=str)) for row in self.doing]
        )


def plan(content: bytes, known: Known) -> Plan:
    """What this file would do to what is known. Refusal (422) where it can't be read as a roster at all."""
    tables = excel.read(content, HEADS)
    if PEOPLE not in tables:
        raise Refusal(
            "roster.no_people", t("没有工作表“{name}”", "There is no sheet “{name}”", name=PEOPLE), status=422
        )
    reader = _Reader(known)
    rows: list[Row] = []
    for sheet, read in (
        (PEOPLE, reader.person), (SKILLS, reader.skill), (CERTIFICATES, reader.certificate), (LEAVES, reader.leave),
    ):  # fmt: skip
        rows += [
            _judged(row, columns, values, read)
            for row, columns, values in _lines(sheet, tables.get(sheet, []))
        ]
    return Plan(rows)


def _lines(sheet: str, table: list[list[Any]]) -> Iterator[tuple[Row, dict[str, int], list[Any]]]:
    """Rows that say something, below the heads; heads may stand in any order, and others beside them."""
    if not table:
        return
    heads = [cells.text(cell, 200) for cell in table[0]]
    missing = [head for head in HEADS[sheet] if head not in heads]
    if missing:
        raise Refusal(
            "roster.heads",
            t(
                "工作表“{sheet}”缺少列“{head}”",
                "The sheet “{sheet}” has no column “{head}”",
                sheet=sheet,
                head=missing[0],
            ),
            status=422,
        )
    columns = {head: heads.index(head) for head in HEADS[sheet]}
    for line, values in enumerate(table[1:], 2):
        if any(cell not in (None, "") for cell in values):
            yield Row(sheet, line, ""), columns, values


def _judged(row: Row, columns: dict[str, int], values: list[Any], read: Callable[[Row, _Line], None]) -> Row:
    read(row, _Line(row, columns, values))
    if row.wrong:
        row.status = "wrong"
    return row


class _Line:
    """A row's cells by the place of their head in HEADS; whatever can't be read is noted with its cell."""

    def __init__(self, row: Row, columns: dict[str, int], values: list[Any]) -> None:
        self.row, self.values = row, values
        self.columns = [columns[head] for head in HEADS[row.sheet]]

    def read(self, n: int, how: Callable[..., T], *args: Any, **named: Any) -> T | None:
        column = self.columns[n]
        try:
            return how(self.values[column] if column < len(self.values) else "", *args, **named)
        except Unreadable as why:
            self.blame(n, why.words)
            return None

    def blame(self, n: int, words: Words) -> None:
        self.row.wrong.append((cells.cell_name(self.columns[n], self.row.line), str(words)))


class _Reader:
    """Judges the rows one after another; remembers whom the file has named so far."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.newcomers: set[str] = set()
        self.engineers = {email for email, one in known.people.items() if one.engineer}
        self.seen: set[tuple[Any, ...]] = set()

    # -------------------------------------------------------- people

    def person(self, row: Row, line: _Line) -> None:
        email = (line.read(0, cells.text, 254, needed=True) or "").lower()
        name = line.read(1, cells.text, 80, needed=True)
        row.about = name or email
        roles = line.read(2, cells.some_of, OURS) or []
        said: dict[str, Any] = {
            "level": line.read(3, cells.one_of, LEVELS, needed=False) or "",
            "team": line.read(
                4, cells.one_of, {one: Words(one, one) for one in self.known.teams}, needed=False
            )
            or "",
            "languages": line.read(5, cells.some_of, LANGUAGES, cells.SPACES) or ["zh"],
            "aws_since": line.read(6, cells.day),
            "most_open": self._most_open(line),
            "cleared": bool(line.read(8, cells.yes)),
        }
        problem = rules.address_problem("email", email)
        if email and problem:
            line.blame(0, problem)
        if (problem := rules.since_problem(said["aws_since"], self.known.today)) is not None:
            line.blame(6, problem)
        self._once(line, (PEOPLE, email))
        row.said = {"email": email, "name": name, "roles": roles, **said}
        if said["level"]:
            self.engineers.add(email)
        if email in self.known.people:
            self._colleague(row, line)
        else:
            self._newcomer(row, line)

    def _most_open(self, line: _Line) -> int:
        empty = not line.read(7, cells.text, 20)
        return 8 if empty else line.read(7, cells.whole, 1, 50) or 8

    def _newcomer(self, row: Row, line: _Line) -> None:
        row.status = "new"
        self.newcomers.add(row.said["email"])
        if row.said["email"] in self.known.strangers:
            line.blame(
                0,
                Words(
                    "这个邮箱属于客户或已离开的人", "This address is a customer's, or of somebody who left"
                ),
            )
        if not row.said["roles"] and not row.wrong:
            line.blame(2, Words("新同事至少要有一个角色", "A newcomer needs a role"))
        if ENGINEER_ROLES & set(row.said["roles"]) and not row.said["level"]:
            line.blame(3, rules.NEEDS_LEVEL)
        beyond = [role for role in row.said["roles"] if role not in self.known.gives]
        if beyond:
            names = Words(
                "、".join(ROLES[role].zh for role in beyond), ", ".join(ROLES[role].en for role in beyond)
            )
            line.blame(2, Words(f"您不能授予角色：{names.zh}", f"You may not give this role: {names.en}"))

    def _colleague(self, row: Row, line: _Line) -> None:
        """Names and roles are the account's; the record can begin and change here, not end."""
        one, said = self.known.people[row.said["email"]], row.said
        if said["name"] != cells.text(one.name, 200):
            line.blame(
                1,
                Words.of(
                    "登记的姓名是 {name}，不能在这里更改",
                    "on record as {name}; not changed here",
                    name=one.name,
                ),
            )
        if set(said["roles"]) != set(one.roles):
            line.blame(
                2, Words("现有账号的角色不能在这里更改", "The roles of an account are not changed here")
            )
        if one.engineer is None:
            row.status = "changed" if said["level"] else "same"
            return
        if not said["level"]:
            line.blame(3, Words("级别不能清空", "A level is not taken away here"))
        if one.engineer.cleared_at and not said["cleared"]:
            line.blame(
                8, Words("独立值班的批准不能在这里收回", "The clearance for duty is not taken back here")
            )
        was = _said_of(one.engineer)
        row.status = "same" if all(said[name] == was[name] for name in FIELDS) else "changed"

    # -------------------------------------------------------- what they bring

    def skill(self, row: Row, line: _Line) -> None:
        email = self._whose(row, line)
        if email and not row.wrong and email not in self.engineers:
            line.blame(0, Words("没有工程师级别，不能评定技能", "Without a level nobody's skills are graded"))
        skill = line.read(1, cells.text, 60, needed=True)
        grade = line.read(2, cells.whole, 1, 5)
        self._once(line, (SKILLS, email, skill))
        row.said = {"email": email, "skill": skill, "grade": grade}
        person = self.known.people.get(email)
        held = person.engineer.skills.get(skill) if person and person.engineer else None
        row.status = "new" if held is None else "same" if held == grade else "changed"

    def certificate(self, row: Row, line: _Line) -> None:
        email = self._whose(row, line)
        name = line.read(1, cells.one_of, {one: Words(one, one) for one in self.known.certificates})
        number = line.read(2, cells.text, 60, needed=True)
        earned, ends = line.read(3, cells.day), line.read(4, cells.day)
        if earned is None:
            if not row.wrong:
                line.blame(3, Words("不能为空", "may not be empty"))
        elif (problem := rules.certificate_problem(earned, ends, self.known.today)) is not None:
            line.blame(3 if problem[0] == "earned_on" else 4, problem[1])
        self._once(line, (CERTIFICATES, email, name, number))
        row.said = {"email": email, "name": name, "number": number, "earned_on": earned, "expires_on": ends}
        person = self.known.people.get(email)
        held = [
            one
            for one in (person.certificates if person else ())
            if (one.name, cells.text(one.number, 200)) == (name, number)
        ]
        same = bool(held) and (held[0].earned_on, held[0].expires_on) == (earned, ends)
        row.status = "new" if not held else "same" if same else "changed"

    def leave(self, row: Row, line: _Line) -> None:
        email = self._whose(row, line)
        kind = line.read(1, cells.one_of, LEAVE_KINDS)
        begins, ends = line.read(2, cells.moment), line.read(3, cells.moment)
        note = line.read(4, cells.text, 200)
        if begins and ends and ends <= begins:
            line.blame(3, Words("结束时间应晚于开始时间", "It has to end after it begins"))
        begins, ends = (one and one.replace(tzinfo=house_zone()) for one in (begins, ends))
        self._once(line, (LEAVES, email, kind, begins, ends))
        row.said = {"email": email, "kind": kind, "begins_at": begins, "ends_at": ends, "note": note or ""}
        row.status = "same" if (email, kind, begins, ends) in self.known.leaves else "new"

    def _whose(self, row: Row, line: _Line) -> str:
        """Somebody of the house, or of this file's people."""
        email = (line.read(0, cells.text, 254, needed=True) or "").lower()
        person = self.known.people.get(email)
        row.about = person.name if person else email
        if email and person is None and email not in self.newcomers:
            line.blame(
                0,
                Words(
                    "人员表和系统中都没有这个邮箱", "Neither the first sheet nor the house knows this address"
                ),
            )
        return email

    def _once(self, line: _Line, what: tuple[Any, ...]) -> None:
        if what in self.seen and not line.row.wrong:
            line.blame(0, Words("与前面的一行重复", "The same as a row above"))
        self.seen.add(what)


def _said_of(held: Engineer) -> dict[str, Any]:
    return {
        "level": held.level, "team": held.team.name if held.team else "", "languages": list(held.languages) or ["zh"],
        "aws_since": held.aws_since, "most_open": held.most_open, "cleared": held.cleared_at is not None,
    }  # fmt: skip
