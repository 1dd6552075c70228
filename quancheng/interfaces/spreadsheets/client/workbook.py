"""Rows of an XLSX workbook: read as a stream, with limits, and without running or following anything."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from quancheng.interfaces.spreadsheets.client.cells import Cell, is_blank, odd
from quancheng.interfaces.spreadsheets.client.opening import DAMAGED, MOST_ROWS
from quancheng.kernel.refused import Refused, msg

MOST_DIGITS = 10**15
MOST_MERGED = 20_000
# Of a table; merged cells to the right of these do not matter.
MOST_COLUMNS = 500
_BLOCK = 64 * 1024
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_NO_SHEET = msg("There is no sheet with a table in this workbook.")
_TOO_MANY_MERGED = msg(
    "The sheet “%(sheet)s” has more than %(most)s merged blocks. Unmerge the cells and fill in each row."
)

# First row, last row, first column, last column, what the block is called.
Block = tuple[int, int, int, int, str]


def sheets(book: Any) -> list[str]:
    """Names of the visible sheets that hold anything, in their order."""
    found, seen = [], set()
    for sheet in book.worksheets:
        # Two names for one part are one sheet; each part is read once.
        if sheet.sheet_state != "visible" or sheet._worksheet_path in seen:
            continue
        seen.add(sheet._worksheet_path)
        said = sheet.max_row
        sheet.reset_dimensions()
        if any(cell.value is not None for row in sheet.iter_rows(max_row=200) for cell in row):
            found.append(sheet.title)
        sheet._max_row = said
    if not found:
        raise Refused(_NO_SHEET, field="file", code="workbook_empty")
    return found


def rows_in(book: Any, name: str) -> int:
    """How many rows the sheet says that it has; 0 where it does not say."""
    return min(int(book[name].max_row or 0), MOST_ROWS)


def rows(book: Any, name: str) -> Iterator[tuple[int, list[Cell]]]:
    """(row number, cells) of every row of the sheet, blank ones too."""
    sheet = book[name]
    merged = Merged(_merged_blocks(book, sheet))
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS:
            raise Refused(DAMAGED, field="file", code="workbook_damaged")
        cells = [_cell(cell) for cell in row]
        # A block over a blank row tells nothing, and a row may be blank a million times.
        if not is_blank(cells):
            merged.mark(number, cells)
        yield number, cells


def _merged_blocks(book: Any, sheet: Any) -> list[Block]:
    """The merged blocks of the sheet, from above; they stand behind its rows, so it is read to its end."""
    refs: set[str] = set()
    with book._archive.open(sheet._worksheet_path) as content:
        tail = b""
        while block := content.read(_BLOCK):
            refs.update(match.group(1).decode() for match in _MERGED.finditer(tail + block))
            if len(refs) > MOST_MERGED:
                raise Refused(
                    _TOO_MANY_MERGED,
                    params={"sheet": sheet.title[:40], "most": MOST_MERGED},
                    field="file",
                    code="merged_too_many",
                )
            tail = (tail + block)[-80:] if b"<" not in block[-80:] else block[block.rindex(b"<") :]
    return sorted(_block(ref) for ref in refs)


def _block(ref: str) -> Block:
    from openpyxl.utils.cell import range_boundaries

    left, top, right, bottom = range_boundaries(ref)
    return top, bottom, left - 1, min(right, MOST_COLUMNS) - 1, ref


class Merged:
    """Marks cells of merged blocks while rows are read from above; no block is spread over its rows."""

    def __init__(self, blocks: list[Block]) -> None:
        self._ahead = blocks[::-1]
        # By column, the last row and the name of the block that is crossed now.
        self._now: dict[int, tuple[int, str]] = {}

    def mark(self, number: int, cells: list[Cell]) -> None:
        """Marks the cells of this row that belong to a block; rows come in their order."""
        while self._ahead and self._ahead[-1][0] <= number:
            _, bottom, left, right, ref = self._ahead.pop()
            for column in range(left, right + 1):
                if bottom > self._now.get(column, (0, ""))[0]:
                    self._now[column] = bottom, ref
        for column, (bottom, ref) in list(self._now.items()):
            if bottom < number:
                del self._now[column]
                continue
            cells.extend([""] * (column + 1 - len(cells)))
            cell = cells[column]
            cells[column] = odd(cell if isinstance(cell, str) else cell["text"], "merged", ref)


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return odd(str(getattr(value, "text", value))[:80], "formula")
    if cell.data_type == "e":
        return odd(str(value), "error")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time()
            else value.isoformat(sep=" ", timespec="minutes")
        )
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _number(value: float, number_format: str) -> Cell:
    """The number as it is shown: 14 % is kept by Excel as 0.14, and read without its sign would be wrong."""
    if abs(value) >= MOST_DIGITS:
        return odd(f"{value:.0f}", "rounded")
    if "%" in number_format:
        return f"{round(value * 100, 10):.12g}%"
    return str(int(value)) if value == int(value) else repr(value)
