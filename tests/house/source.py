"""The house as text: every source file, parsed once, with what it imports. What the house tests read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "shounuo"


@dataclass(frozen=True)
class Source:
    """One Python file: `path` from the project folder, `room` the folder under shounuo/ that it lies in."""

    path: str
    text: str

    @property
    def room(self) -> str:
        parts = Path(self.path).parts
        return parts[1] if parts[0] == "shounuo" and len(parts) > 2 else ""

    @property
    def inside(self) -> str:
        """The path within the house: `cases/actions.py`."""
        return self.path.removeprefix("shounuo/")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    @cached_property
    def imported(self) -> dict[str, str]:
        """Local name -> where it comes from: {"Case": "shounuo.cases.models.Case"}."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {(name.asname or name.name.split(".")[0]): name.name for name in node.names}
            if isinstance(node, ast.ImportFrom):
                found |= {(name.asname or name.name): f"{node.module}.{name.name}" for name in node.names}
        return found

    @cached_property
    def strings(self) -> frozenset[str]:
        constants = (node.value for node in ast.walk(self.tree) if isinstance(node, ast.Constant))
        return frozenset(value for value in constants if isinstance(value, str))


@cache
def house() -> tuple[Source, ...]:
    """What runs: everything under shounuo/ but tests and migrations."""
    return tuple(one for one in _read(HOUSE) if not {"tests", "migrations"} & set(Path(one.path).parts))


@cache
def everything() -> tuple[Source, ...]:
    """Every Python file of ours, tests and scripts included; migrations are written by a machine."""
    folders = (HOUSE, ROOT / "tests", ROOT / "scripts")
    found = [one for folder in folders for one in _read(folder) if "migrations" not in Path(one.path).parts]
    return (*found, _source(ROOT / "conftest.py"))


@cache
def test_files() -> tuple[Source, ...]:
    return tuple(one for one in everything() if "tests" in Path(one.path).parts)


@cache
def rooms() -> tuple[str, ...]:
    return tuple(sorted(path.name for path in HOUSE.iterdir() if (path / "__init__.py").exists()))


def root_name(node: ast.expr) -> str | None:
    """The name a chain starts with: `Case.objects.filter(…).update` -> "Case"; None where it starts with a value."""
    while True:
        match node:
            case ast.Attribute(value=inner) | ast.Call(func=inner) | ast.Subscript(value=inner):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return None


def place(source: Source, node: ast.AST) -> str:
    return f"{source.path}:{getattr(node, 'lineno', 1)}"


def listed(findings: list[str]) -> str:
    return "\n" + "\n".join(findings)


def _read(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.rglob("*.py")):
        if "__pycache__" not in path.parts:
            yield _source(path)


def _source(path: Path) -> Source:
    return Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
