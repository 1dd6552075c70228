"""Finding the table in a file: its sheet, its heading, its columns; and walking its rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from quancheng.interfaces.spreadsheets.client import text_table, workbook
from quancheng.interfaces.spreadsheets.client.cells import Cell, header_text, is_blank, odd, text_of
from quancheng.interfaces.spreadsheets.client.kinds import Sniffed
from quancheng.kernel.refused import Refused, msg

LOOK_AT = 40
SAMPLES = 5
MOST_COLUMNS = workbook.MOST_COLUMNS

Rows = Iterator[tuple[int, list[Cell]]]
# How well a row of cells agrees with a mapping that is known: 0 not at all, 1 fully.
Recognise = Callable[[Sequence[str]], float]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table lies in its file."""

    columns: tuple[str, ...]
    header_row: int
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    delimiter: str = ""
    samples: tuple[tuple[str, ...], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The layout as it is kept with the batch; samples are shown from the rows, never kept here."""
        kept = asdict(self)
        del kept["samples"]
        return kept


def layout_from(kept: dict[str, Any]) -> Layout:
    """The layout that was kept."""
    return Layout(
        columns=tuple(kept["columns"]),
        header_row=int(kept["header_row"]),
        sheet=kept["sheet"],
        other_sheets=tuple(kept["other_sheets"]),
        delimiter=kept["delimiter"],
    )


def look(reader: BinaryIO, sniffed: Sniffed, recognise: Recognise) -> tuple[Layout, int]:
    """Where the table lies, and about how many rows it has; refuses a heading that cannot be used.

    A workbook must have passed `check_workbook`, which reads it once to its end.
    """
    if sniffed.kind == "csv":
        delimiter = text_table.delimiter_of(reader, sniffed.encoding)
        head = list(islice(text_table.rows(reader, sniffed.encoding, delimiter), LOOK_AT))
        place = _heading(head, recognise)
        return _layout(head, place, delimiter=delimiter), max(0, sniffed.lines - head[place][0])
    with _opened(reader) as book:
        return _look_into(book, recognise)


def _opened(reader: BinaryIO) -> AbstractContextManager[Any]:
    from quancheng.interfaces.spreadsheets.client import reading

    return reading.opened(reader)


def _look_into(book: Any, recognise: Recognise) -> tuple[Layout, int]:
    names = workbook.sheets(book)
    said = {name: workbook.rows_in(book, name) for name in names}
    best: tuple[float, list[tuple[int, list[Cell]]], str] | None = None
    for name in names:
        head = list(islice(workbook.rows(book, name), LOOK_AT))
        score = max((recognise(_texts(cells)) for _, cells in head), default=0.0)
        if best is None or score > best[0]:
            best = (score, head, name)
    assert best is not None  # noqa: S101 - sheets() refuses a workbook without one
    _, head, name = best
    place = _heading(head, recognise)
    others = tuple(other for other in names if other != name)
    return _layout(head, place, sheet=name, other_sheets=others), max(0, said[name] - head[place][0])


def _texts(cells: Sequence[Cell]) -> list[str]:
    return [header_text(cell) for cell in cells]


def _heading(head: list[tuple[int, list[Cell]]], recognise: Recognise) -> int:
    """Which of the first rows is the heading: one that a mapping knows, else one that looks like it."""
    filled = [index for index, (_, cells) in enumerate(head) if not is_blank(cells)]
    if not filled:
        raise Refused(msg("There is no table in this file."), field="file", code="table_missing")
    known = max(filled, key=lambda index: recognise(_texts(head[index][1])))
    if recognise(_texts(head[known][1])) >= 0.5:
        return known
    width = max(sum(bool(text_of(c).strip()) for c in head[index][1]) for index in filled)
    for index in filled:
        texts = [text for text in _texts(head[index][1]) if text]
        if len(texts) >= max(1, 0.6 * width) and not any(_is_value(text) for text in texts):
            return index
    raise Refused(
        msg("No heading was found. The first row of the table must name its columns."),
        field="file",
        code="heading_missing",
    )


def _is_value(text: str) -> bool:
    return text[:1].isdigit() and sum(c.isdigit() or c in ".-/:%" for c in text) == len(text)


def _layout(
    head: list[tuple[int, list[Cell]]],
    place: int,
    *,
    sheet: str = "",
    other_sheets: tuple[str, ...] = (),
    delimiter: str = "",
) -> Layout:
    number, cells = head[place]
    columns = tuple(_texts(cells))
    while columns and not columns[-1]:
        columns = columns[:-1]
    _check_columns(columns, cells, number)
    body = [cells for _, cells in head[place + 1 :] if not is_blank(cells)][:SAMPLES]
    samples = tuple(
        tuple(text_of(cells[i])[:40] if i < len(cells) else "" for i in range(len(columns))) for cells in body
    )
    return Layout(columns, number, sheet, other_sheets, delimiter, samples)


def _check_columns(columns: Sequence[str], cells: Sequence[Cell], row: int) -> None:
    if len(columns) > MOST_COLUMNS:
        raise Refused(
            msg("The table has more than %(most)s columns. Leave out those that are not needed."),
            params={"most": MOST_COLUMNS},
            field="file",
            code="columns_too_many",
        )
    for cell in cells:
        if isinstance(cell, dict) and cell["odd"] == "merged":
            raise Refused(
                msg(
                    "In the heading (row %(row)s) the cells %(where)s are merged. "
                    "Unmerge them and name each column."
                ),
                params={"row": row, "where": cell["where"]},
                field="file",
                code="heading_merged",
            )
    for name, times in Counter(name for name in columns if name).items():
        if times > 1:
            places = ", ".join(column_letter(i) for i, other in enumerate(columns) if other == name)
            raise Refused(
                msg(
                    "%(times)s columns are called “%(name)s” (%(places)s). "
                    "Give each column a name of its own."
                ),
                params={"times": times, "name": name, "places": places},
                field="file",
                code="columns_same_name",
            )


def column_letter(index: int) -> str:
    """What a spreadsheet calls the column: A, B, … AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def rows(reader: BinaryIO, kind: str, encoding: str, layout: Layout) -> Rows:
    """(row number, cells as wide as the heading) of every row below the heading that is not blank."""
    if kind == "csv":
        yield from _below(text_table.rows(reader, encoding, layout.delimiter), layout, "extra")
        return
    with _opened(reader) as book:
        yield from _below(workbook.rows(book, layout.sheet), layout, "beside")


def _below(found: Rows, layout: Layout, surplus: str) -> Rows:
    """The rows below the heading; `surplus` says what is odd about one that is wider than the heading."""
    width = len(layout.columns)
    for number, cells in found:
        if number <= layout.header_row or is_blank(cells):
            continue
        kept = [*cells[:width], *[""] * (width - len(cells))]
        if not is_blank(cells[width:]):
            # In a text file everything behind a surplus separator has moved; a workbook keeps cells in place.
            kept[-1] = odd(text_of(kept[-1]), surplus)
        yield number, kept
