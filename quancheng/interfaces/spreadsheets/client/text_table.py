"""Rows of a CSV or TSV file in any of the encodings that `kinds` knows."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from quancheng.interfaces.spreadsheets.client.cells import Cell
from quancheng.kernel.refused import Refused, msg

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 64 * 1024
_SAMPLE_ROWS = 40
_QUOTES = msg(
    "After row %(row)s the quotation marks do not close. Look there for a quotation mark that stands alone, "
    "or save the table as .xlsx."
)


def _text(reader: BinaryIO, encoding: str) -> io.TextIOWrapper:
    reader.seek(0)
    return io.TextIOWrapper(reader, encoding=encoding, newline="")


def delimiter_of(reader: BinaryIO, encoding: str) -> str:
    """The character that separates the columns: the one that gives the most rows of the same width."""
    text = _text(reader, encoding)
    sample = text.read(_SAMPLE)
    text.detach()
    best, chosen = (0.0, 0), ","
    for delimiter in DELIMITERS:
        widths = _widths(sample, delimiter)
        if widths:
            width, times = Counter(widths).most_common(1)[0]
            score = (times / len(widths), width) if width > 1 else (0.0, 1)
            if score > best:
                best, chosen = score, delimiter
    return chosen


def _widths(sample: str, delimiter: str) -> list[int]:
    found: list[int] = []
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                found.append(len(row))
            if len(found) == _SAMPLE_ROWS:
                return found
    except csv.Error:
        return []
    # The sample may end inside a row.
    return found[:-1] if len(sample) >= _SAMPLE and len(found) > 1 else found


def rows(reader: BinaryIO, encoding: str, delimiter: str) -> Iterator[tuple[int, list[Cell]]]:
    """(row number as a spreadsheet shows it, cells) of every row, blank ones too."""
    text = _text(reader, encoding)
    number = 0
    try:
        for number, row in enumerate(csv.reader(text, delimiter=delimiter, strict=True), start=1):
            yield number, list(row)
    except csv.Error as error:
        raise Refused(_QUOTES, params={"row": number}, field="file", code="file_quotes") from error
    finally:
        text.detach()
