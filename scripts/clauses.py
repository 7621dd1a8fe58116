"""Which clauses of the standard have tests, and which have none: `make clauses`.

A clause is told in the policy (its numbers, names and switches are typed again in the tests of the policy room) and done
in the product (everywhere else); the two are counted apart. Reads the markers from the source of the tests, so it needs
neither a database nor a browser. Exit status 1 where a test names a clause that the catalogue does not know.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from shounuo.policy.catalogue import clause_ids  # noqa: E402 - the project is found first

Tests = dict[str, list[str]]
OF_POLICY = "shounuo/policy/"


def main() -> int:
    tests = marked()
    print(f"{'clause':28} {'policy':>8} {'product':>8}")
    for clause in clause_ids():
        told, done = split(tests.get(clause, []))
        print(f"{clause:28} {len(told) or '–':>8} {len(done) or '–':>8}")
    _summary(tests)
    return _report_unknown(tests)


def split(tests: list[str]) -> tuple[list[str], list[str]]:
    """Those that prove what the policy says, and those that prove what the product does."""
    return [t for t in tests if t.startswith(OF_POLICY)], [t for t in tests if not t.startswith(OF_POLICY)]


def _summary(tests: Tests) -> None:
    every = clause_ids()
    without = [clause for clause in every if not tests.get(clause)]
    undone = [clause for clause in every if not split(tests.get(clause, []))[1]]
    print(f"\n{len(every)} clauses: {len(every) - len(undone)} proved in the product, {len(undone)} not yet.")
    print(f"Without any test: {', '.join(without) or 'none'}")


def marked() -> Tests:
    """Clause id -> the tests that prove it, as "path::name"."""
    tests: Tests = defaultdict(list)
    for file in sorted([*ROOT.glob("shounuo/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")]):
        for clause, name in _markers(ast.parse(file.read_text(encoding="utf-8"))):
            tests[clause].append(f"{file.relative_to(ROOT)}::{name}")
    return tests


def _markers(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(clause, test) for the marks on functions and classes, and on whole modules (`pytestmark`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                yield from ((clause, node.name) for clause in _clauses(decorator))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "pytestmark":
            yield from ((clause, "(all)") for clause in _clauses(node.value))


def _clauses(part: ast.AST) -> Iterator[str]:
    """The ids in every `….clause("a", "b")` beneath `part`."""
    for call in ast.walk(part):
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "clause":
            yield from (str(arg.value) for arg in call.args if isinstance(arg, ast.Constant))


def _report_unknown(tests: Tests) -> int:
    unknown = sorted(set(tests) - set(clause_ids()))
    for clause in unknown:
        print(f"no such clause: {clause} ({', '.join(tests[clause])})", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    raise SystemExit(main())
