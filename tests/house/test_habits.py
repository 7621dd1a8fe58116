"""The habits that a machine can see: short files, short functions, names for acts, nothing left open."""

import ast
import re
import subprocess

import pytest

from tests.house.source import HOUSE, ROOT, everything, house, listed, place, rooms

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 50
LEFT_OPEN = [
    re.compile(word)
    for word in (
        "TO" + "DO", "FIX" + "ME", r"#.*\bXX" + "X", "NotImplemented" + "Error", r"mark\.(skip|x" + "fail)",
        r"pytest\.(skip|x" + r"fail)\(", "(?i)lorem " + "ipsum", r"/(home|Users|ro" + r"ot)/\w",
    )
]  # fmt: skip
LOCKS = (
    "requirements/run.txt",
    "requirements/test.txt",
    "requirements/run.in",
    "requirements/test.in",
    ".npmrc",
)


def test_no_file_is_too_long_to_hold_in_the_head() -> None:
    found = [
        f"{one.path} has {n} lines" for one in everything() if (n := one.text.count("\n")) > LINES_OF_A_FILE
    ]
    assert not found, listed(found)


def test_no_function_is_too_long_to_read_at_once() -> None:
    found = [
        f"{place(one, node)} {node.name}"
        for one in everything()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (node.end_lineno or 0) - node.lineno >= LINES_OF_A_FUNCTION
    ]
    assert not found, listed(found)


def test_acts_are_named_for_what_a_person_would_say() -> None:
    found = [
        f"{place(one, node)} {node.name}"
        for one in house()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.lstrip("_").startswith("update_")
    ]
    assert not found, listed(found)


def test_acts_say_who_and_when() -> None:
    """A function that takes `by` takes `at` (or the like), and both by name."""
    found = [
        f"{place(one, node)} {node.name}"
        for one in house()
        if one.inside.endswith("/actions.py") or one.room == "casework"
        for node in ast.walk(one.tree)
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if {"by", "at"} & {given.arg for given in node.args.args}
        and {"by", "at"} <= {given.arg for given in node.args.args + node.args.kwonlyargs}
    ]
    assert not found, listed(found)


@pytest.mark.parametrize("room", rooms())
def test_every_room_says_what_it_is(room: str) -> None:
    tree = ast.parse((HOUSE / room / "__init__.py").read_text(encoding="utf-8"))
    paragraph = (ast.get_docstring(tree) or "").split("\n\n")[0]
    assert len(paragraph) > 40, (
        f"shounuo/{room}/__init__.py: say in a paragraph what the room is and what it owns"
    )


def test_no_drawer() -> None:
    drawers = {"utils.py", "helpers.py", "common.py", "misc.py"}
    found = [one.path for one in house() if one.path.rpartition("/")[2] in drawers]
    assert not found, listed(found)


def test_nothing_is_left_open() -> None:
    found = [
        f"{path}: {pattern.pattern}"
        for path, text in _tracked()
        for pattern in LEFT_OPEN
        if pattern.search(text)
    ]
    assert not found, listed(found)


def test_lock_files_carry_no_addresses() -> None:
    for name in LOCKS:
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def _tracked() -> list[tuple[str, str]]:
    """Text files of ours that git knows or would take."""
    told = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", "*.py", "*.md", "*.html", "*.css", "*.js", "*.sh", "Makefile"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    names = [name for name in told.stdout.splitlines() if (ROOT / name).is_file()]
    return [(name, (ROOT / name).read_text(encoding="utf-8")) for name in names]
