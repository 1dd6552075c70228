"""Opening a workbook without being hurt by it: limits on every part, and no more read than a table needs.

A workbook is a zip of XML. A sheet is read as a stream, but shared strings, styles and all small parts are
read whole, so what is small when packed and large in memory has to be refused before.
"""

import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, BinaryIO, NamedTuple, cast
from xml.etree.ElementTree import ParseError, XMLParser, iterparse

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import (
    BUILTIN_FORMATS_MAX_SIZE,
    builtin_format_code,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from quancheng.kernel.refused import Refused, msg

MB = 1024 * 1024
MOST_PARTS = 1_000
MOST_UNPACKED = 256 * MB
MOST_STRINGS = 48 * MB
MOST_DIFFERENT_STRINGS = 2_000_000
MOST_OF_OTHERS = 8 * MB
# Lists of parts and sheets become objects of openpyxl, which takes seconds for each megabyte.
MOST_OF_LISTS = MB
MOST_SHEETS = 200
LONGEST_FORMAT = 255
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
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SI, _T, _RPH, _NUM_FMT, _CELL_XFS, _XF = (
    f"{_MAIN}{name}" for name in ("si", "t", "rPh", "numFmt", "cellXfs", "xf")
)
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


def _damaged(code: str = "workbook_damaged") -> Refused:
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
        raise _damaged() from error


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
        raise _damaged("workbook_entities")


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


@contextmanager
def opened(reader: BinaryIO) -> Iterator[Any]:
    """The workbook as openpyxl reads it. Opening costs formats and shared strings: do it once."""
    reader.seek(0)
    try:
        # What openpyxl warns of (styles, validations, dates out of range) does not touch the values.
        with warnings.catch_warnings(action="ignore"):
            source = _Reader(reader, read_only=True, data_only=False, keep_links=False)
            source.read_table()
            yield source.wb
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
        raise _damaged() from error


class _Reader(ExcelReader):  # type: ignore[misc]
    """Reads what cells need, and leaves out themes, fonts, charts, names and properties."""

    def read_table(self) -> None:
        """Texts, formats and sheets; the cells themselves are read when they are asked for."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        if len(self.parser.sheets) > MOST_SHEETS:
            raise too_large()
        self._read_formats()
        self.read_worksheets()

    def read_strings(self) -> None:
        """The texts that cells share."""
        part = self.package.find(STRINGS_TYPE)
        if part is not None:
            self._feed(part.PartName[1:], SharedStrings(self.shared_strings))

    def read_worksheets(self) -> None:
        """The sheets without what belongs to them: comments, drawings, pivot tables."""
        for sheet, rel in self.parser.find_sheets():
            if rel.target in self.valid_files and "chartsheet" not in rel.Type:
                found = ReadOnlyWorksheet(self.wb, sheet.name, rel.target, self.shared_strings)
                found.sheet_state = sheet.state
                self.wb._sheets.append(found)

    def _read_formats(self) -> None:
        if _STYLES not in self.valid_files:
            return
        found = NumberFormats()
        self._feed(_STYLES, found)
        if found.styles:
            self.wb._cell_styles, self.wb._number_formats = found.styles, found.own_formats
            self.wb._date_formats = found.places(is_date_format)
            self.wb._timedelta_formats = found.places(is_timedelta_format)

    def _feed(self, part: str, target: Any) -> None:
        parser = XMLParser(target=target)  # noqa: S314 - the targets refuse a document type
        with self.archive.open(part) as content:
            while block := content.read(_HEAD):
                parser.feed(block)
        parser.close()


class _Events:
    """What a parser tells of a part; nothing is kept of it but what the class below wants."""

    def doctype(self, *declared: object) -> None:
        """A document type, which no workbook has."""
        raise _damaged("workbook_entities")

    def close(self) -> None:
        """Nothing is left to do."""


class SharedStrings(_Events):
    """Takes the parser's events: one text for each `si`, without what only helps to pronounce it."""

    def __init__(self, found: list[str]) -> None:
        self._found, self._parts = found, list[str]()
        self._in_text = self._in_phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == _T:
            self._in_text = not self._in_phonetic
        elif tag == _SI:
            self._parts = []
        elif tag == _RPH:
            self._in_phonetic = True

    def data(self, text: str) -> None:
        """A piece of text."""
        if self._in_text:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == _T:
            self._in_text = False
        elif tag == _RPH:
            self._in_phonetic = False
        elif tag == _SI:
            if len(self._found) >= MOST_DIFFERENT_STRINGS:
                raise too_large()
            # Excel writes a literal _x000D_ as _x005F_x000D_.
            self._found.append("".join(self._parts).replace("x005F_", ""))


class Style(NamedTuple):
    """All of a cell's style that says something about its value."""

    numFmtId: int  # noqa: N815 - openpyxl's name


class NumberFormats(_Events):
    """Takes the parser's events of styles.xml: the number format of each style, and nothing of its looks."""

    def __init__(self) -> None:
        self.styles: list[Style] = []
        self.own_formats: list[str] = []
        self._places: dict[int, int] = {}
        self._in_styles = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag == _CELL_XFS:
            self._in_styles = True
        elif tag == _XF and self._in_styles:
            number = int(attributes.get("numFmtId", 0))
            self.styles.append(Style(self._places.get(number, number)))
        elif tag == _NUM_FMT:
            # Formats of conditional styles follow later in the file and may use the same numbers.
            number = int(attributes["numFmtId"])
            if number not in self._places and not self.styles:
                self._places[number] = BUILTIN_FORMATS_MAX_SIZE + len(self.own_formats)
                self.own_formats.append(attributes.get("formatCode", "General")[:LONGEST_FORMAT])

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag == _CELL_XFS:
            self._in_styles = False

    def places(self, is_so: Callable[[str | None], bool]) -> set[int]:
        """Which styles have such a format."""
        known = {number: is_so(self._code(number)) for number in {style.numFmtId for style in self.styles}}
        return {place for place, style in enumerate(self.styles) if known[style.numFmtId]}

    def _code(self, number: int) -> str | None:
        own: int = number - BUILTIN_FORMATS_MAX_SIZE
        if 0 <= own < len(self.own_formats):
            return self.own_formats[own]
        return cast(str | None, builtin_format_code(number))
