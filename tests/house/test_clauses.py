"""Every clause id that is written anywhere is one of the catalogue's, and the catalogue can be read as a page."""

import ast
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from scripts.clauses_page import page
from tests.house.source import ROOT, Source, house, listed, place
from tests.house.source import test_files as sources

CITED = re.compile(r"\[((?:[2-9](?:\.\d+)*-[A-Za-z][\w.\-]*(?:, ?)?)+)\]")


def catalogue() -> set[str]:
    read = tomllib.loads((ROOT / "spec" / "clauses.toml").read_text(encoding="utf-8"))
    return {clause["id"] for clause in read["clause"]}


def marked(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Ids in `clause(…)` markers."""
    for call in source.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr == "clause":
            yield from ((call, str(arg.value)) for arg in call.args if isinstance(arg, ast.Constant))


def test_markers_name_clauses_that_exist() -> None:
    known = catalogue()
    found = [f"{place(one, node)} {id}" for one in sources() for node, id in marked(one) if id not in known]
    assert not found, listed(found)


def test_comments_cite_clauses_that_exist() -> None:
    known = catalogue()
    found = [
        f"{one.path} {id}"
        for one in house()
        for cited in CITED.findall(one.text)
        for id in re.split(r", ?", cited)
        if id and id not in known
    ]
    assert not found, listed(found)


def test_the_policy_names_clauses_that_exist() -> None:
    known = catalogue()
    for path in sorted((ROOT / "policies").glob("*.toml")):
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        found = sorted({id for id in _clauses(read) if id not in known})
        assert not found, f"{path.name}: {listed(found)}"


def test_the_page_of_clauses_is_current() -> None:
    written = (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8")
    assert written == page(), "write it again: python scripts/clauses_page.py > docs/clauses.md"


def test_ids_are_given_once() -> None:
    read = tomllib.loads((ROOT / "spec" / "clauses.toml").read_text(encoding="utf-8"))
    ids = [clause["id"] for clause in read["clause"]]
    assert len(ids) == len(set(ids))


def _clauses(node: Any) -> Iterator[str]:
    """Every value of a key `clause` or `clauses`, however deep."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"clause", "clauses"}:
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _clauses(value)
    if isinstance(node, list):
        for item in node:
            yield from _clauses(item)
