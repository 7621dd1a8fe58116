"""Changes each number, name and switch of the policy in turn; the tests of its clause must notice: `make clauses-mutate`.

1. The pure tests (a room's `tests/`, marked with a clause or standing in the policy room, no database) are collected once.
2. Every leaf of the policy file gets another value that the model still accepts: twice the duration, the other switch,
   the next choice. A leaf without any other acceptable value is counted as held by the model. The words of one group of
   triage's lexicon are changed in one go.
3. For each, a forked child has the changed policy and runs the tests marked with the clause of the leaf until one fails.
4. A change that no test noticed is printed; exit status 1 if there is any.

Arguments, if any, are key prefixes to limit the work: `scripts/mutate_policy.py targets.P0 triage`.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_type_hints

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.chdir(ROOT)

import pytest  # noqa: E402 - the project is found first
from pydantic import TypeAdapter, ValidationError  # noqa: E402

from shounuo.policy import loading  # noqa: E402
from shounuo.policy.catalogue import clause_ids  # noqa: E402
from shounuo.policy.model import Policy, durations  # noqa: E402

Place = tuple[int | str, ...]
OURS = "shounuo/policy/tests/"
HELD = 2
"""A child's exit status where the model accepts no other value; 0 means unnoticed, 1 noticed."""


@dataclass(frozen=True)
class Leaf:
    """One value of the file, or (`value` is a list) the words of one lexicon group."""

    place: Place
    value: Any
    clause: str | None

    def __str__(self) -> str:
        return ".".join(str(part) for part in self.place)


class Standard:
    """The policy as it is, and as it would be with one leaf changed."""

    def __init__(self) -> None:
        self.tables = loading.parsed(loading.SHIPPED.read_text(encoding="utf-8"), loading.SHIPPED.name)
        self.policy = loading.checked(self.tables, loading.SHIPPED.name)
        hints = get_type_hints(Policy, include_extras=True)
        self.parts = {name: TypeAdapter(hints[name]) for name in self.tables}
        self.leaves = list(leaves(self.tables))

    @cached_property
    def rivals(self) -> dict[str, list[str]]:
        """Under each key, every text that stands there somewhere in the file."""
        found: dict[str, set[str]] = defaultdict(set)
        for leaf in self.leaves:
            if isinstance(leaf.value, str):
                found[_key(leaf)].add(leaf.value)
        return {key: sorted(values) for key, values in found.items()}

    def changed(self, leaf: Leaf) -> tuple[dict[str, Any], Policy] | None:
        """Tables and policy with the first other value that the model accepts; None if it accepts no other."""
        top = leaf.place[0]
        for value in others(leaf, self.rivals):
            if value == leaf.value:
                continue
            tables = _with(self.tables, leaf.place, value)
            try:
                part = self.parts[str(top)].validate_python(tables[str(top)])
            except ValidationError:
                continue
            if leaf.place[-1] != "clause" or value in clause_ids():
                return tables, self.policy.model_copy(update={str(top): part})
        return None


def _key(leaf: Leaf) -> str:
    """The key of a leaf; for an item, of its list."""
    return next(str(step) for step in reversed(leaf.place) if isinstance(step, str))


def _with(part: Any, place: Place, value: Any) -> Any:
    """A copy of `part` with another value at `place`; what is not on the way is shared."""
    if not place:
        return value
    copy = part.copy()
    copy[place[0]] = _with(part[place[0]], place[1:], value)
    return copy


class Mutation:
    """A pytest plugin: collects as ever, and in place of one run does one short run for each leaf."""

    def __init__(self, prefixes: list[str]) -> None:
        self.prefixes = tuple(prefixes)
        self.results: Counter[int] = Counter()
        self.unnoticed: list[Leaf] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        standard, proofs = Standard(), Proofs(session.items)
        standard.rivals  # noqa: B018 - made once, before the children
        gc.collect()
        gc.freeze()
        workers: dict[int, Leaf] = {}
        for leaf in standard.leaves:
            if self.prefixes and not str(leaf).startswith(self.prefixes):
                continue
            if len(workers) >= (os.cpu_count() or 1):
                self._reap(workers)
            workers[_child(leaf, standard, proofs.of(leaf))] = leaf
        while workers:
            self._reap(workers)
        return True

    def _reap(self, workers: dict[int, Leaf]) -> None:
        """Wait for one child and note what it found."""
        pid, status = os.wait()
        leaf, found = workers.pop(pid), os.waitstatus_to_exitcode(status)
        self.results[found] += 1
        if found == 0:
            self.unnoticed.append(leaf)


class Proofs:
    """The collected tests by clause; those of the policy room without a clause answer for leaves without one."""

    def __init__(self, items: list[pytest.Item]) -> None:
        self.by_clause: dict[str | None, list[pytest.Item]] = defaultdict(list)
        for item in items:
            if _pure(item):
                for clause in _clauses(item):
                    self.by_clause[clause].append(item)

    def of(self, leaf: Leaf) -> list[pytest.Item]:
        """The policy's own tests first: they are the quickest to notice."""
        items = self.by_clause[leaf.clause]
        return sorted(items, key=lambda item: OURS not in item.nodeid)


def _pure(item: pytest.Item) -> bool:
    """Whether the test lies in a room and asks for no database."""
    touches = {"db", "transactional_db", "live_server", "client", "admin_client"} & set(
        getattr(item, "fixturenames", ())
    )
    return item.nodeid.startswith("shounuo/") and not touches and item.get_closest_marker("django_db") is None


def _clauses(item: pytest.Item) -> list[str | None]:
    marks = [clause for mark in item.iter_markers("clause") for clause in mark.args]
    return marks or ([None] if OURS in item.nodeid else [])


def leaves(tables: Mapping[str, Any]) -> Iterator[Leaf]:
    """Every leaf in the file's order, with the clause of the nearest entry around it."""
    yield from _leaves(tables, (), None)


def _leaves(part: Any, place: Place, clause: str | None) -> Iterator[Leaf]:
    if place[:2] == ("triage", "groups") and len(place) == 3:
        yield Leaf(place, part, part.get("clause", clause))
    elif isinstance(part, dict):
        clause = part.get("clause", clause)
        for key, value in part.items():
            yield from _leaves(value, (*place, key), clause)
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from _leaves(value, (*place, index), clause)
    else:
        yield Leaf(place, part, clause)


def _child(leaf: Leaf, standard: Standard, items: list[pytest.Item]) -> int:
    """Fork; the child ends with 1 (noticed), 0 (unnoticed) or HELD. Returns its process id."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(_verdict(leaf, standard, items))
        except BaseException as fault:
            sys.stderr.write(f"{leaf}: {fault!r}\n")
            os._exit(3)
    return pid


def _verdict(leaf: Leaf, standard: Standard, items: list[pytest.Item]) -> int:
    changed = standard.changed(leaf)
    if changed is None:
        return HELD
    tables, policy = changed
    loading.standard.cache_clear()
    loading.parsed = lambda text, name: tables
    loading.standard = lambda: policy  # type: ignore[assignment]
    return 1 if any(_fails(item) for item in items) else 0


def _fails(item: pytest.Item) -> bool:
    """Whether the test fails, without the report that pytest would write about it."""
    state = item.session._setupstate
    try:
        state.setup(item)
        item.runtest()
    except (Exception, pytest.fail.Exception):
        return True
    finally:
        state.teardown_exact(None)
    return False


def others(leaf: Leaf, rivals: Mapping[str, list[str]]) -> Iterator[Any]:
    """Other values to try, the likeliest slip first; the model decides which of them can stand."""
    value = leaf.value
    if isinstance(value, dict):
        yield {
            key: [f"{word}x" for word in words] if key in ("zh", "en") else words
            for key, words in value.items()
        }
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1, value + 10)
    elif isinstance(value, str):
        yield from _other_texts(value)
        yield from rivals[_key(leaf)]
        yield from WORDS


def _other_texts(value: str) -> Iterator[str]:
    try:
        length = durations.parse(value)
    except ValueError:
        yield f"{value}x"
    else:
        yield durations.spell(length * 2) if length else "PT1M"


WORDS = ("optional", "required", "propose", "raise", "lower", "higher", "waits", "takes_effect", "another", "after_approval",
         "at_once", "breach", "page_next", "restoration", "trigger", "by_itself", "proposes", "none", "duty_engineer",
         "senior_engineer", "management", "P1", "P4")  # fmt: skip
"""Choices that the file may not use anywhere else, so that every choice has a rival."""


def main() -> int:
    began = time.monotonic()
    plugin = Mutation(sys.argv[1:])
    paths = [str(path) for path in sorted(Path("shounuo").glob("*/tests"))]
    status = pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", *paths], plugins=[plugin])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return 2
    return _report(plugin, time.monotonic() - began)


def _report(plugin: Mutation, seconds: float) -> int:
    for leaf in plugin.unnoticed:
        print(f"unnoticed: {leaf} = {leaf.value!r} [{leaf.clause}]")
    results = plugin.results
    broken = sum(count for status, count in results.items() if status not in (0, 1, HELD))
    print(
        f"{sum(results.values())} entries changed: {results[1]} noticed, {results[HELD]} held by the model, "
        f"{results[0]} unnoticed, {broken} broken; {seconds:.0f} s"
    )
    return 1 if results[0] or broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
