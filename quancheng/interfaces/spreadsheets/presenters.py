"""Batches, rows and problems in the words of a page, a file and a report."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from quancheng.exchange.states import BATCH_LABELS, ROW_LABELS, BatchState, RowState
from quancheng.interfaces.spreadsheets.client.cells import text_of

if TYPE_CHECKING:
    from quancheng.exchange.models import Batch, BatchRow

Counts = Mapping[RowState, int]


def sentence(item: Mapping[str, Any]) -> str:
    """A problem as a sentence in the language of the page."""
    params = dict(item["params"])
    if "what" in params:
        # The only parameter that is a word of ours; all others are what the file said.
        params["what"] = _(params["what"])
    text = _(item["message"])
    return text % params if params else text


def why(batch: "Batch") -> str:
    """Why the batch was refused or stopped; empty where there is nothing to say."""
    item = batch.report.get("problem") or batch.report.get("stopped")
    return sentence(item) if item else ""


def wanted_rows(batch: "Batch") -> list[int]:
    """Row numbers that the report shows an example of: the first of each problem."""
    return sorted({group["rows"][0] for group in batch.report.get("problems", ()) if group["rows"]})


def groups_of(batch: "Batch", examples: Sequence["BatchRow"]) -> list[dict[str, Any]]:
    """Each problem with its column, how often it occurs, and its sentence as the first such row has it."""
    by_number = {row.number: row for row in examples}
    found = []
    for group in batch.report.get("problems", ()):
        row = by_number.get(group["rows"][0]) if group["rows"] else None
        item = next(
            (
                item
                for item in (row.findings if row else ())
                if item["column"] == group["column"] and item["message"] == group["message"]
            ),
            None,
        )
        found.append({**group, "sentence": sentence(item) if item else _(group["message"])})
    return found


def report_of(batch: "Batch", counts: Counts, examples: Sequence["BatchRow"]) -> dict[str, Any]:
    """The report as JSON: file, state, rows by state, problems by column with their first rows."""
    return {
        "file": batch.file.name,
        "sha256": batch.file.sha256,
        "mapping": batch.source,
        "state": batch.state,
        "why": why(batch),
        "rows": {state.value: number for state, number in counts.items()},
        "problems": [
            {key: group[key] for key in ("column", "sentence", "count", "rows", "state")}
            for group in groups_of(batch, examples)
        ],
    }


KINDS = {
    BatchState.RECEIVED: "today",
    BatchState.REFUSED: "urgent",
    BatchState.MAPPED: "info",
    BatchState.CHECKED: "today",
    BatchState.IMPORTING: "info",
    BatchState.STOPPED: "today",
    BatchState.FINISHED: "done",
    BatchState.UNDOING: "info",
    BatchState.UNDONE: "grey",
}
ROW_KINDS = {
    RowState.NEW: "info",
    RowState.IN: "done",
    RowState.UNCHANGED: "grey",
    RowState.DIFFERS: "today",
    RowState.REFUSED: "urgent",
    RowState.RESUBMITTED: "done",
    RowState.UNDONE: "grey",
}


def state_of(batch: "Batch") -> tuple[str, str]:
    """(kind, word) of the batch's state, as the status component wants them."""
    state = BatchState(batch.state)
    return KINDS[state], _(BATCH_LABELS[state])


def row_state_of(state: RowState) -> tuple[str, str]:
    """(kind, word) of a row's state."""
    return ROW_KINDS[state], _(ROW_LABELS[state])


def finding_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """One problem of a row for the page: column, sentence, and old and new where values differ."""
    return {
        "column": item["column"],
        "sentence": sentence(item),
        "old": item.get("old"),
        "new": item.get("new"),
    }


def value_in(row: "BatchRow", batch: "Batch", column: str) -> str:
    """What the row says in a column; empty for a problem of the whole row."""
    columns = batch.layout["columns"]
    return text_of(row.cells[columns.index(column)])[:60] if column in columns else ""
