"""A workbook as openpyxl reads it, and no more of it read than a table needs.

Only what opens a workbook imports this: openpyxl takes every process that has it a dozen megabytes.
"""

import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple, cast
from xml.etree.ElementTree import ParseError, XMLParser

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import (
    BUILTIN_FORMATS_MAX_SIZE,
    builtin_format_code,
    is_date_format,
    is_timedelta_format,
)
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from quancheng.interfaces.spreadsheets.client.opening import STRINGS_TYPE, damaged, too_large

MOST_DIFFERENT_STRINGS = 2_000_000
MOST_SHEETS = 200
LONGEST_FORMAT = 255
_BLOCK = 64 * 1024
_STYLES = "xl/styles.xml"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_SI, _T, _RPH, _NUM_FMT, _CELL_XFS, _XF = (
    f"{_MAIN}{name}" for name in ("si", "t", "rPh", "numFmt", "cellXfs", "xf")
)


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
        raise damaged() from error


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
            while block := content.read(_BLOCK):
                parser.feed(block)
        parser.close()


class _Events:
    """What a parser tells of a part; nothing is kept of it but what the class below wants."""

    def doctype(self, *declared: object) -> None:
        """A document type, which no workbook has."""
        raise damaged("workbook_entities")

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
