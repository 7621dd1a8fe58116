"""Writes docs/clauses.md: the clause catalogue as a page. Run: python scripts/clauses_page.py > docs/clauses.md"""

from __future__ import annotations

import tomllib
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[1] / "spec" / "clauses.toml"
HEAD = """\
# Clauses · 条款

What SPT-003 obliges the software to do, clause by clause: its words, what must be true in the running system, and, where
the standard leaves room, the reading that was decided. `make clauses` prints which of them have tests. Written by
`scripts/clauses_page.py` from `spec/clauses.toml`.

SPT-003 逐条对软件提出的要求:原文、系统中必须成立的事实,以及标准留有余地之处所取的解读。由 `scripts/clauses_page.py` 从
`spec/clauses.toml` 生成。
"""


def page() -> str:
    """The whole page as Markdown."""
    clauses = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))["clause"]
    return HEAD + "".join(_entry(clause) for clause in clauses)


def _entry(clause: dict[str, str]) -> str:
    decided = f"\n*Decided:* {clause['decided']}\n" if "decided" in clause else ""
    return f"\n## {clause['id']}\n\n> {clause['zh']}\n\n{clause['must']}\n{decided}"


if __name__ == "__main__":
    print(page(), end="")
