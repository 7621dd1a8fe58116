"""A sheet of days: date, kind (off or worked), name. Commas, semicolons or tabs; a first line of titles may be there."""

from __future__ import annotations

import csv
import re
from datetime import date

from shounuo.calendars.importing.draft import Draft, gathered
from shounuo.kernel.words import Words

OFF = {"off", "holiday", "public holiday", "休", "休息", "放假", "假", "假期", "节假日", "法定节假日", "0"}
WORKED = {"work", "worked", "workday", "working", "班", "上班", "补班", "调休上班", "工作日", "1"}
DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def read(text: str, year: int) -> Draft:
    """Every line that is no day of this table is a doubt, with its number."""
    days: list[tuple[date, str, bool]] = []
    doubts: list[Words] = []
    for number, cells in enumerate(csv.reader(text.splitlines(), delimiter=_delimiter(text)), 1):
        cells = [cell.strip() for cell in cells]
        if not any(cells) or (number == 1 and not DATE.search(cells[0])):
            continue
        row = _row(cells)
        if row is None:
            line = ",".join(cells)[:60]
            doubts.append(Words(f"第 {number} 行看不懂：{line}", f"Line {number} is not understood: {line}"))
        else:
            days.append(row)
    return gathered(year, days, doubts)


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=first.count)


def _row(cells: list[str]) -> tuple[date, str, bool] | None:
    found = DATE.fullmatch(cells[0])
    kind = cells[1].lower() if len(cells) > 1 else ""
    if not found or kind not in OFF | WORKED:
        return None
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return None
    return day, (cells[2] if len(cells) > 2 and cells[2] else cells[1]), kind in WORKED
