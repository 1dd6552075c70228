"""Rows of an XLSX workbook: read as a stream, with limits, and without running or following anything."""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from quancheng.interfaces.spreadsheets.client.cells import Cell, odd
from quancheng.kernel.refused import Refused, msg

MOST_PARTS = 1_000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_STRINGS = 48 * 1024 * 1024
MOST_DIGITS = 10**15
_HEAD = 64 * 1024
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_DAMAGED = msg(
    "This workbook cannot be opened. Open it in Excel or WPS, save it again as .xlsx, and upload that."
)
_BOMB = msg(
    "Unpacked, this workbook is far too large. Copy the table alone into a new workbook, and upload that."
)
_MACROS = msg("This workbook contains macros. Save it as .xlsx (without macros), and upload that.")
_NO_SHEET = msg("There is no sheet with a table in this workbook.")

MergedRows = dict[int, list[tuple[int, int, str]]]


def check_workbook(reader: BinaryIO) -> None:
    """Refuses an archive that is no workbook, unpacks to too much, or carries what could act."""
    reader.seek(0)
    try:
        with zipfile.ZipFile(reader) as archive:
            parts = archive.infolist()
            _check_parts(parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    _check_plain_xml(archive, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise Refused(_DAMAGED, field="file", code="workbook_damaged") from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    sizes = {part.filename: part.file_size for part in parts}
    if len(parts) > MOST_PARTS or sum(sizes.values()) > MOST_UNPACKED:
        raise Refused(_BOMB, field="file", code="workbook_bomb")
    if sizes.get("xl/sharedStrings.xml", 0) > MOST_STRINGS:
        raise Refused(_BOMB, field="file", code="workbook_bomb")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused(
            msg("This is an archive. Unpack it, and upload the table inside."), field="file", code="file_kind"
        )
    if any("vbaProject" in name for name in names):
        raise Refused(_MACROS, field="file", code="workbook_macros")


def _check_plain_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A workbook never declares entities; one that does was made to attack its reader."""
    with archive.open(part) as content:
        head = content.read(_HEAD).replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Refused(_DAMAGED, field="file", code="workbook_entities")


@contextmanager
def _opened(reader: BinaryIO) -> Iterator[Any]:
    reader.seek(0)
    try:
        # What openpyxl warns of (styles, validations, dates out of range) does not touch the values.
        with warnings.catch_warnings(action="ignore"):
            yield load_workbook(reader, read_only=True, data_only=False, keep_links=False)
    except (
        InvalidFileException,
        ParseError,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        zipfile.BadZipFile,
        OSError,
    ) as error:
        raise Refused(_DAMAGED, field="file", code="workbook_damaged") from error


def sheets(reader: BinaryIO) -> list[str]:
    """Names of the visible sheets that hold anything, in their order."""
    with _opened(reader) as book:
        found = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            if sheet.sheet_state == "visible" and any(
                cell.value is not None for row in sheet.iter_rows(max_row=200) for cell in row
            ):
                found.append(sheet.title)
    if not found:
        raise Refused(_NO_SHEET, field="file", code="workbook_empty")
    return found


def rows_in(reader: BinaryIO, name: str) -> int:
    """How many rows the sheet says that it has; 0 where it does not say."""
    with _opened(reader) as book:
        return int(book[name].max_row or 0)


def rows(reader: BinaryIO, name: str) -> Iterator[tuple[int, list[Cell]]]:
    """(row number, cells) of every row of the sheet, blank ones too."""
    merged = _merged_rows(reader, name)
    with _opened(reader) as book:
        sheet = book[name]
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = [_cell(cell) for cell in row]
            if number in merged:
                _mark_merged(cells, merged[number])
            yield number, cells


def _merged_rows(reader: BinaryIO, name: str) -> MergedRows:
    """By row, the merged blocks that cross it: first column, last column, what the block is called."""
    with _opened(reader) as book:
        path = book[name]._worksheet_path
    found: MergedRows = {}
    with zipfile.ZipFile(reader) as archive, archive.open(path) as content:
        tail = b""
        while block := content.read(_HEAD):
            for match in _MERGED.finditer(tail + block):
                _add_block(found, match.group(1).decode())
            tail = (tail + block)[-80:] if b"<" not in block[-80:] else block[block.rindex(b"<") :]
    return found


def _add_block(found: MergedRows, ref: str) -> None:
    left, top, right, bottom = range_boundaries(ref)
    for row in range(top, min(bottom, top + 100_000) + 1):
        entry = (left - 1, right - 1, ref)
        if entry not in found.setdefault(row, []):
            found[row].append(entry)


def _mark_merged(cells: list[Cell], blocks: list[tuple[int, int, str]]) -> None:
    for left, right, ref in blocks:
        cells.extend([""] * (min(right, 500) + 1 - len(cells)))
        for column in range(left, min(right, 500) + 1):
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
