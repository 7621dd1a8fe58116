"""The cells of a roster, read: each gives a value, or says why not in words. No table is asked here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from shounuo.kernel.words import Words

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_BETWEEN = re.compile(r"[,，、;；]")
SPACES = re.compile(r"[,，、;； ]")
YES, NO = {"是", "yes", "y", "1", "true"}, {"否", "no", "n", "0", "false", ""}


class Unreadable(ValueError):
    """A cell that gives no value: why, in both languages."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


def text(cell: Any, most: int, *, needed: bool = False) -> str:
    """A cell as text of one line; a number without its `.0`."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    said = " ".join(_UNSEEN.sub(" ", "" if cell is None else str(cell)).split())
    if needed and not said:
        raise Unreadable(Words("不能为空", "may not be empty"))
    if len(said) > most:
        raise Unreadable(Words.of("最多 {n} 字", "at most {n} characters", n=most))
    return said


def whole(cell: Any, least: int, most: int) -> int:
    said = text(cell, 20)
    if not said.isascii() or not said.isdigit() or not least <= int(said) <= most:
        raise Unreadable(
            Words.of("应为 {a} 到 {b} 的整数", "a whole number from {a} to {b}", a=least, b=most)
        )
    return int(said)


def day(cell: Any) -> date | None:
    """A day, as a date of Excel or as `2026-03-02`; None where the cell is empty."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = text(cell, 40)
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Unreadable(Words("日期写作 2026-03-02", "a date is written 2026-03-02")) from None


def moment(cell: Any) -> datetime:
    """A moment by the house's clocks, without a zone, to the second: Excel keeps fractions of a day."""
    if isinstance(cell, datetime):
        return whole_second(cell)
    if isinstance(cell, date):
        return datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 (the zone is the house's, added by who asks)
    try:
        return datetime.fromisoformat(text(cell, 40)).replace(tzinfo=None)
    except ValueError:
        raise Unreadable(Words("时间写作 2026-03-02 09:00", "a moment is written 2026-03-02 09:00")) from None


def whole_second(at: datetime) -> datetime:
    return (at + timedelta(milliseconds=500)).replace(microsecond=0)


def yes(cell: Any) -> bool:
    said = text(cell, 20).lower()
    if said in YES or said in NO:
        return said in YES
    raise Unreadable(Words("填写 是 或 否", "yes or no"))


def one_of(cell: Any, names: Mapping[str, Words], *, needed: bool = True) -> str:
    """The code of what is named in Chinese, in English or by its code."""
    said = text(cell, 60, needed=needed)
    return _code(said, names) if said else ""


def some_of(cell: Any, names: Mapping[str, Words], between: re.Pattern[str] = _BETWEEN) -> list[str]:
    """Several, each once, in the order in which they stand."""
    parts = [part.strip() for part in between.split(text(cell, 400))]
    return list(dict.fromkeys(_code(part, names) for part in parts if part))


def _code(said: str, names: Mapping[str, Words]) -> str:
    for code, words in names.items():
        if said.lower() in {code.lower(), words.zh.lower(), words.en.lower()}:
            return code
    raise Unreadable(Words.of("没有“{said}”", "there is no “{said}”", said=said[:40]))


def cell_name(column: int, line: int) -> str:
    """Column 0 of line 2 is A2; the sheets here have fewer than 27 columns."""
    return f"{chr(65 + column)}{line}"
