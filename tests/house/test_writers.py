"""One writer: only a room's actions write that room's tables."""

import ast
from functools import cache

import pytest

from tests.house.source import HOUSE, Source, house, listed, place, rooms, root_name

WRITES = {
    "save", "create", "bulk_create", "bulk_update", "update", "delete", "get_or_create", "update_or_create",
    "asave", "acreate", "aupdate", "adelete", "abulk_create", "aget_or_create", "aupdate_or_create",
}  # fmt: skip
BULK = {"bulk_create", "bulk_update", "abulk_create"}
WRITES_BY_NAME = {"shounuo.kernel.rows.save_rows"}
SECOND_WRITERS = {
    "kernel/rows.py": "writes rows for the actions that call it; calling it is a write",
    "kernel/clock.py": "the kernel has no actions; moving the clock is its one write",
    "waiting/engine.py": "claiming, firing and putting off rows is what the room is",
    "notifications/deliver.py": "a claim and a result are written around the call to the outside",
    "cases/files.py": "an attachment is a file and its row, written together",
}


@cache
def models() -> dict[str, str]:
    """Where a model lives -> its room: "shounuo.cases.models.Case" -> "cases"."""
    found: dict[str, str] = {}
    for room in rooms():
        for path in [HOUSE / room / "models.py", *(HOUSE / room / "models").glob("*.py")]:
            if path.exists():
                tree = ast.parse(path.read_text(encoding="utf-8"))
                found |= {f"shounuo.{room}.models.{name}": room for name in _classes(tree)}
    return found


def _classes(tree: ast.Module) -> list[str]:
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.bases]


def foreign_writes(source: Source) -> list[str]:
    """Every place where the file writes a table that is not its own to write."""
    return [f"{place(source, call)} {why}" for call in source.calls if (why := _wrong(source, call))]


def _wrong(source: Source, call: ast.Call) -> str:
    if isinstance(call.func, ast.Name) and source.imported.get(call.func.id) in WRITES_BY_NAME:
        return "" if _may_write(source) else f"writes with {call.func.id}() outside actions"
    if not isinstance(call.func, ast.Attribute) or not _is_write(call, call.func.attr):
        return ""
    name = root_name(call.func) or ""
    home = source.imported.get(name, "")
    owner = models().get(home) or models().get(f"shounuo.{source.room}.models.{name}")
    if home.startswith("shounuo.") and not owner:
        return ""  # a verb of another room, called by name
    if owner and owner != source.room:
        return f"writes {name}, which belongs to {owner}"
    return "" if _may_write(source) else f"writes with .{call.func.attr}() outside actions"


def _is_write(call: ast.Call, method: str) -> bool:
    """A table is written with keywords alone; a positional argument is a dictionary's, a hash's or a file's."""
    if method not in WRITES:
        return False
    return method in BULK or not call.args


def _may_write(source: Source) -> bool:
    inside = source.inside
    return inside == f"{source.room}/actions.py" or "/actions/" in inside or inside in SECOND_WRITERS


def test_only_actions_write() -> None:
    found = [
        line
        for source in house()
        if not source.inside.startswith("site/demo")
        for line in foreign_writes(source)
    ]
    assert not found, listed(found)


def test_every_named_exception_is_still_needed() -> None:
    known = {source.inside: source for source in house()}
    for inside in SECOND_WRITERS:
        assert inside in known, f"{inside} is gone: take it off the list"


@pytest.mark.parametrize(
    "text",
    [
        "case.save()",
        "case.messages.create(body='x')",
        "rows.filter(id=1).update(state='x')",
        "Thing.objects.bulk_create(x)",
        "row.delete()",
        "from shounuo.kernel.rows import save_rows\nsave_rows(rows, ['state'])",
    ],
)
def test_the_wall_itself_stands(text: str) -> None:
    assert foreign_writes(Source("shounuo/portal/cases.py", text))


def test_a_room_may_not_write_its_neighbours_table() -> None:
    module, _, name = next(iter(models())).rpartition(".")
    text = f"from {module} import {name}\n{name}.objects.create(x=1)"
    assert foreign_writes(Source("shounuo/nobody/actions.py", text))


@pytest.mark.parametrize(
    "text", ["digest.update(chunk)", "known.update({'a': 1})", "storage.save(name, content)"]
)
def test_other_things_are_no_writes(text: str) -> None:
    assert not foreign_writes(Source("shounuo/portal/cases.py", text))
