"""Excel files of the house's people: written so that nothing in them is a formula, read only after a look at what they are.

A file from outside is a zip somebody made: it is unpacked here first, bounded, and looked through for cells that lie far out
and for formulas, before a reader that trusts it sees it. docs/decisions/0010 says against what.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from shounuo.kernel.refusal import Refusal
from shounuo.kernel.words import Words

Cell = str | int | date | datetime | None
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]
"""Its title, its heads, its rows."""

MOST_BYTES = 1024 * 1024
MOST_UNPACKED = 24 * 1024 * 1024
MOST_PARTS = 60
MOST_ROWS = 20_000
MOST_COLUMNS = 40
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]*)[\"']")
_FORMULA = re.compile(rb"<(?:[A-Za-z0-9]+:)?f[\s/>]")


def written(sheets: Iterable[Sheet], at: datetime) -> bytes:
    """A workbook: texts as texts (also those that begin with =), days and moments as such."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": at.replace(tzinfo=None)})
        kinds = {
            "head": book.add_format({"bold": True, "bottom": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        for title, heads, rows in sheets:
            _fill(book.add_worksheet(title), heads, rows, kinds)
    return out.getvalue()


def _fill(sheet: Any, heads: Sequence[str], rows: Iterable[Sequence[Cell]], kinds: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(heads) - 1, 22)
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, kinds["head"])
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _write(sheet, line, column, cell, kinds)


def _write(sheet: Any, line: int, column: int, cell: Cell, kinds: dict[str, Any]) -> None:
    match cell:
        case datetime():
            sheet.write_datetime(line, column, cell, kinds["moment"])
        case date():
            sheet.write_datetime(line, column, cell, kinds["day"])
        case int():
            sheet.write_number(line, column, cell)
        case str() if cell:
            sheet.write_string(line, column, cell)


def read(content: bytes, titles: Iterable[str]) -> dict[str, list[list[Any]]]:
    """The cells of these sheets by title, row by row from A1; a sheet that is not there is left out. Refusal (422) for a file
    that is no workbook, too large in any way, or holds formulas."""
    _look_through(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        there = set(book.sheet_names)
        return {
            title: book.get_sheet_by_name(title).to_python(skip_empty_area=False)
            for title in titles
            if title in there
        }
    except BaseException as error:  # a reader written in Rust may panic, which is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _refused("broken", NO_WORKBOOK) from error


NO_WORKBOOK = Words(
    "这不是能读的 Excel 工作簿（.xlsx）", "This is no Excel workbook (.xlsx) that can be read"
)
TOO_LARGE = Words.of(
    "文件过大：最多 {mb} MB、每个工作表 {rows} 行 {columns} 列",
    "The file is too large: at most {mb} MB, {rows} rows and {columns} columns a sheet",
    mb=MOST_BYTES // 1024 // 1024, rows=MOST_ROWS, columns=MOST_COLUMNS,
)  # fmt: skip
FORMULAS = Words(
    "文件含有公式：请先将单元格“粘贴为值”再导入", "The file holds formulas: paste the cells as values first"
)


def _look_through(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise _refused("large", TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
            if "xl/workbook.xml" not in names:
                raise _refused("broken", NO_WORKBOOK)
            if len(names) > MOST_PARTS:
                raise _refused("large", TOO_LARGE)
            left = MOST_UNPACKED
            for name in names:
                left -= _look_at(parts, name, left)
    except (
        zipfile.BadZipFile,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise _refused("broken", NO_WORKBOOK) from error


def _look_at(parts: zipfile.ZipFile, name: str, left: int) -> int:
    """Unpacks one part as far as it may go; its size. What its head says of its size is not believed."""
    with parts.open(name) as part:
        data = part.read(left + 1)
    if len(data) > left:
        raise _refused("large", TOO_LARGE)
    if b"sheetData" in data:
        for column, row in _PLACE.findall(data):
            if _number(column) > MOST_COLUMNS or len(row) > 6 or int(row or 0) > MOST_ROWS:
                raise _refused("large", TOO_LARGE)
        if _FORMULA.search(data):
            raise _refused("formulas", FORMULAS)
    return len(data)


def _number(column: bytes) -> int:
    """A → 1, Z → 26, AA → 27; an attribute of another meaning has small letters and counts as near."""
    number = 0
    for letter in column[:4].upper():
        number = number * 26 + letter - 64
    return number


def _refused(kind: str, words: Words) -> Refusal:
    return Refusal(f"excel.{kind}", str(words), status=422)
