"""Refused rows as a file to be corrected and brought back: reference, reasons, and the row as it was."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from quancheng.interfaces.spreadsheets.actions.receiving import REFERENCE
from quancheng.interfaces.spreadsheets.client.cells import text_of
from quancheng.interfaces.spreadsheets.presenters import sentence
from quancheng.kernel.text import defuse

if TYPE_CHECKING:
    from quancheng.exchange.models import Batch, BatchRow


def _lines(batch: "Batch", rows: Iterable["BatchRow"]) -> Iterator[list[str]]:
    own = {REFERENCE, _("Row"), _("Why it was refused")}
    places = [place for place, name in enumerate(batch.layout["columns"]) if name and name not in own]
    yield [
        REFERENCE,
        _("Row"),
        _("Why it was refused"),
        *(batch.layout["columns"][place] for place in places),
    ]
    for row in rows:
        reasons = "; ".join(
            f"{item['column']}: {sentence(item)}" if item["column"] else sentence(item)
            for item in row.findings
        )
        cells = row.cells
        yield [
            f"{batch.public_id}/{row.number}",
            str(row.number),
            reasons,
            *(text_of(cells[place]) if place < len(cells) else "" for place in places),
        ]


def as_csv(batch: "Batch", rows: Iterable["BatchRow"]) -> Iterator[bytes]:
    """CSV in UTF-8 with the mark by which Excel knows it, line by line, no cell a formula."""
    yield b"\xef\xbb\xbf"
    for line in _lines(batch, rows):
        out = io.StringIO(newline="")
        csv.writer(out).writerow([defuse(cell) for cell in line])
        yield out.getvalue().encode()


def as_xlsx(batch: "Batch", rows: Iterable["BatchRow"]) -> bytes:
    """A workbook in which every cell is text: no number is rounded, no formula runs."""
    # Here, not above: see client.reading.
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Refused rows"))
    sheet.freeze_panes = "A2"
    for line in _lines(batch, rows):
        cells = []
        for text in line:
            cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", str(defuse(text))))
            cell.data_type, cell.number_format = "s", "@"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
