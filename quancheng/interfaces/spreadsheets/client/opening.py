"""Looking at a workbook before it is opened: limits on every part, so that nobody is hurt by it.

A workbook is a zip of XML. A sheet is read as a stream, but shared strings, styles and all small parts are
read whole, so what is small when packed and large in memory has to be refused before.
"""

import re
import zipfile
from itertools import pairwise
from typing import BinaryIO
from xml.etree.ElementTree import ParseError, iterparse

from quancheng.kernel.refused import Refused, msg

MB = 1024 * 1024
MOST_PARTS = 1_000
MOST_UNPACKED = 256 * MB
MOST_STRINGS = 48 * MB
MOST_OF_OTHERS = 8 * MB
# Lists of parts and sheets become objects of openpyxl, which takes seconds for each megabyte.
MOST_OF_LISTS = MB
MOST_ROWS = 1_048_576
# A row, and what stands before and behind the rows, is held in memory as a whole: 500 long texts fit easily.
LONGEST_ROW = 4 * MB
# Begins with plain letters, which are found fastest; `_row_starts` looks at what stands before them.
_ROW = re.compile(rb"row[\s/>]")
_HEAD = 64 * 1024
_BLOCK = MB
_TYPES = "[Content_Types].xml"
# What is read whole under these names, whatever type the workbook says that they have.
_LISTS = (_TYPES, "xl/workbook.xml")
_STYLES = "xl/styles.xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
DAMAGED = msg(
    "This workbook cannot be opened. Open it in Excel or WPS, save it again as .xlsx, and upload that."
)
BOMB = msg(
    "Unpacked, this workbook is far too large. Copy the table alone into a new workbook, and upload that."
)
_MACROS = msg("This workbook contains macros. Save it as .xlsx (without macros), and upload that.")


def too_large() -> Refused:
    """The refusal of a workbook that would take too much memory or time."""
    return Refused(BOMB, field="file", code="workbook_bomb")


def damaged(code: str = "workbook_damaged") -> Refused:
    return Refused(DAMAGED, field="file", code=code)


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
            types = _types_of(archive)
            _check_sizes(parts, types)
            for part in parts:
                if types.get(part.filename) == {SHEET_TYPE}:
                    _check_rows(archive, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ParseError) as error:
        raise damaged() from error


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise too_large()
    if _TYPES not in names or "xl/workbook.xml" not in names:
        raise Refused(
            msg("This is an archive. Unpack it, and upload the table inside."), field="file", code="file_kind"
        )
    if any("vbaProject" in name for name in names):
        raise Refused(_MACROS, field="file", code="workbook_macros")
    if any(part.file_size > MOST_OF_LISTS for part in parts if _is_list(part.filename)):
        raise too_large()


def _is_list(name: str) -> bool:
    return name in _LISTS or name.endswith(".rels")


def _types_of(archive: zipfile.ZipFile) -> dict[str, set[str]]:
    """By part, every type that the list of contents gives it; it may be listed twice."""
    found: dict[str, set[str]] = {}
    with archive.open(_TYPES) as content:
        for _, node in iterparse(content):  # noqa: S314 - small, and its head declares no entities
            if name := node.get("PartName"):
                found.setdefault(name.lstrip("/"), set()).add(node.get("ContentType", ""))
    return found


def _check_sizes(parts: list[zipfile.ZipInfo], types: dict[str, set[str]]) -> None:
    for part in parts:
        if part.file_size > _most(part.filename, types.get(part.filename, set())):
            raise too_large()


def _most(name: str, types: set[str]) -> int:
    if types == {SHEET_TYPE} and name != _STYLES:
        return MOST_UNPACKED
    return MOST_STRINGS if types == {STRINGS_TYPE} and name != _STYLES else MOST_OF_OTHERS


def _check_plain_xml(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A workbook never declares entities; one that does was made to attack its reader."""
    with archive.open(part) as content:
        head = content.read(_HEAD).replace(b"\0", b"").upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise damaged("workbook_entities")


def _check_rows(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuses a sheet with more rows than a sheet can have, or with one that would fill the memory."""
    seen = length = 0
    with archive.open(part) as content:
        while block := content.read(_BLOCK):
            starts = _row_starts(block)
            seen += len(starts)
            longest = max((b - a for a, b in pairwise(starts)), default=0)
            if max(longest, length + (starts[0] if starts else len(block))) > LONGEST_ROW or seen > MOST_ROWS:
                raise too_large()
            length = len(block) - starts[-1] if starts else length + len(block)


def _row_starts(block: bytes) -> list[int]:
    # Behind a colon it may be the end of a row in a sheet with prefixes: one boundary more does no harm.
    return [match.start() for match in _ROW.finditer(block) if block[match.start() - 1] in b"<:"]
