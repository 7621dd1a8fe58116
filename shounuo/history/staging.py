"""The file, read once and laid out by incident in a temporary database on disk: its rows may lie scattered, memory stays constant."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from shounuo.history.rules.columns import mapped
from shounuo.history.rules.incident import ESSENTIAL, Noted
from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import t

UNKNOWN = {"", "?"}
MOST_LETTERS = 40
TOGETHER = 2_000


@dataclass
class Staged:
    """What the file holds. `columns`: theirs → ours; `unknown`: columns that nobody knows; `noted`: rows that can't be taken."""

    base: sqlite3.Connection
    digest: str
    columns: dict[str, str]
    unknown: list[str]
    rows: int
    incidents: int
    noted: list[Noted]

    def by_incident(self) -> Iterator[list[tuple[int, dict[str, str]]]]:
        """The rows of each incident, (line, {our column: text}): incidents as they first appear, rows as they were counted."""
        found = self.base.execute(
            "SELECT row.number, line, facts FROM row JOIN (SELECT number, min(line) AS first FROM row GROUP BY number) AS told"
            " ON told.number = row.number ORDER BY first, updates, line"
        )
        for _, rows in groupby(found, key=lambda row: row[0]):
            yield [(line, json.loads(facts)) for _, line, facts in rows]


@contextmanager
def staged(path: Path, columns: Mapping[str, str], encoding: str = "utf-8-sig") -> Iterator[Staged]:
    """Refusal where the file can't be read at all, or lacks a column without which nothing can be told."""
    with TemporaryDirectory(prefix="shounuo-import-") as folder:
        base = sqlite3.connect(Path(folder) / "rows.sqlite3", isolation_level=None)
        base.execute("PRAGMA journal_mode=OFF")
        base.execute("CREATE TABLE row (number TEXT, updates INTEGER, line INTEGER, facts TEXT)")
        try:
            yield _filled(base, path, columns, encoding)
        finally:
            base.close()


def _filled(base: sqlite3.Connection, path: Path, columns: Mapping[str, str], encoding: str) -> Staged:
    try:
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=_delimiter(path, encoding))
            header = next(reader, [])
            found, unknown = _columns(header, columns)
            noted: list[Noted] = []
            rows = _insert(base, reader, [found.get(name, "") for name in header], noted)
    except OSError as error:
        raise Refusal(
            "import.file", t("文件打不开：{why}", "The file can't be opened: {why}", why=error)
        ) from None
    except UnicodeDecodeError:
        raise Refusal(
            "import.encoding",
            t(
                "文件不是 {encoding} 编码，请用 --encoding 指明",
                "The file is not {encoding}; say --encoding",
                encoding=encoding,
            ),
        ) from None
    except csv.Error as error:
        raise Refusal("import.csv", t("不是合法的 CSV：{why}", "That is no CSV: {why}", why=error)) from None
    base.execute("CREATE INDEX by_number ON row (number, updates, line)")
    incidents = base.execute("SELECT count(DISTINCT number) FROM row").fetchone()[0]
    return Staged(base, _digest(path), found, unknown, rows, incidents, noted)


def _columns(header: list[str], columns: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    found, unknown = mapped(header, columns)
    if missing := [name for name in ESSENTIAL if name not in found.values()]:
        raise Refusal(
            "import.column",
            t(
                "文件里没有“{name}”这一列；列名不同时，请在映射文件的 [columns] 里写明。文件的列：{there}",
                "The file has no column “{name}”; where it is called otherwise, say so under [columns] of the mapping. It has: {there}",
                name=missing[0], there="、".join(header)[:500],
            ),
        )  # fmt: skip
    return found, unknown


def _insert(
    base: sqlite3.Connection, reader: Iterator[list[str]], ours: list[str], noted: list[Noted]
) -> int:
    """How many rows there were. A row with too many or too few cells, or without a number, is noted and left out."""
    waiting: list[tuple[str, int, int, str]] = []
    rows = 0
    base.execute("BEGIN")
    for line, cells in enumerate(reader, 2):
        if not cells:
            continue
        rows += 1
        if len(cells) != len(ours):
            noted.append(Noted(line, "cells", {"found": str(len(cells)), "wanted": str(len(ours))}))
            continue
        row = {
            name: text.strip()
            for name, text in zip(ours, cells, strict=True)
            if name and text.strip() not in UNKNOWN
        }
        number, updates = row.get("number", ""), row.get("updates", "")
        if not number or len(number) > MOST_LETTERS:
            noted.append(Noted(line, "no_number", {"value": number[:MOST_LETTERS]}))
            continue
        place = int(updates) if updates.isascii() and updates.isdigit() and len(updates) < 10 else 0
        waiting.append((number, place, line, json.dumps(row, ensure_ascii=False)))
        if len(waiting) >= TOGETHER:
            base.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", waiting)
            waiting = []
    base.executemany("INSERT INTO row VALUES (?, ?, ?, ?)", waiting)
    base.execute("COMMIT")
    return rows


def _delimiter(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        head = file.readline()
    return max(",;\t|", key=head.count)


def _digest(path: Path) -> str:
    told = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            told.update(piece)
    return told.hexdigest()
