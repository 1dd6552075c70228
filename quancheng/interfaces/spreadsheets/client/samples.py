"""The first values of each column, read from the original file: shown, never kept."""

from contextlib import closing
from itertools import islice
from typing import Any

from quancheng.exchange import storage
from quancheng.interfaces.spreadsheets.client.cells import text_of
from quancheng.interfaces.spreadsheets.client.table import layout_from, rows

LOOK_AT = 60
SHOWN = 3


def samples_of(file: Any, kept: dict[str, Any]) -> list[list[str]]:
    """By column, the first few different values that are not empty."""
    layout = layout_from(kept)
    found: list[list[str]] = [[] for _ in layout.columns]
    with closing(storage.reader(file.stored_as)) as reader:
        for _number, cells in islice(rows(reader, file.kind, file.encoding, layout), LOOK_AT):
            for values, cell in zip(found, cells, strict=False):
                text = text_of(cell).strip()[:40]
                if text and text not in values and len(values) < SHOWN:
                    values.append(text)
    return found
