"""How well repeats are told from strangers: the 150 labelled tickets against each other, and each against itself reworded. [6.1-repeat]"""

from __future__ import annotations

import json
import random
from pathlib import Path

from shounuo.problems.rules import ALIKE, Trouble, alike

TICKETS = Path(__file__).resolve().parents[1] / "tests" / "data" / "triage-dev.jsonl"


def measure() -> None:
    """Prints the shares; every two of the labelled tickets are different troubles."""
    rows = [json.loads(line) for line in TICKETS.read_text(encoding="utf-8").splitlines()]
    troubles = [Trouble(row["subject"], row["body"], row["issue_type"]) for row in rows]
    pairs = [(one, other) for one in troubles for other in troubles if one is not other]
    taken = sum(bool(alike(one, [(0, other)], ALIKE)) for one, other in pairs)
    print(f"taken for the same though strangers: {taken} of {len(pairs)} pairs")
    print(f"a new case falsely called a repeat of one of 20 earlier ones: {_among(troubles, 20):.1%}")
    for name, keep in {"a third of the text missing": 2 / 3, "half of it missing": 1 / 2}.items():
        found = sum(bool(alike(_shortened(one, keep), [(0, one)], ALIKE)) for one in troubles)
        print(f"found again with {name}: {found} of {len(troubles)}")


def _among(troubles: list[Trouble], others: int, times: int = 400) -> float:
    pick = random.Random(1)
    draws = [pick.sample(troubles, others + 1) for _ in range(times)]
    return sum(bool(alike(first, list(enumerate(rest)), ALIKE)) for first, *rest in draws) / times


def _shortened(one: Trouble, keep: float) -> Trouble:
    """The later part of what was written, with other words around it."""
    subject, body = (text[len(text) - int(len(text) * keep) :] for text in (one.subject, one.body))
    return Trouble(f"又出现了：{subject}", f"{body}，麻烦尽快看一下，谢谢", one.problem_type)
