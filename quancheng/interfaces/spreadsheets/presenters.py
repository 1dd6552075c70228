"""Batches, rows and problems in the words of a page, a file and a report."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from quancheng.exchange.states import BATCH_LABELS, ROW_LABELS, BatchState, RowState
from quancheng.interfaces.spreadsheets.client.cells import text_of
from quancheng.interfaces.spreadsheets.client.table import column_letter
from quancheng.interfaces.spreadsheets.schemas import in_language
from quancheng.ui.words import gettext as _

if TYPE_CHECKING:
    from quancheng.exchange.models import Batch, BatchRow

Counts = Mapping[RowState, int]


def sentence(item: Mapping[str, Any]) -> str:
    """A problem as a sentence in the language of the page."""
    params = dict(item["params"])
    if "what" in params:
        # The only parameter that is a word of ours; all others are what the file said.
        what = params["what"]
        params["what"] = _(what)
    message = item["message"]
    text = _(message)
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
        message = group["message"]
        found.append({**group, "sentence": sentence(item) if item else _(message)})
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


def line_of(batch: "Batch", counts: Counts) -> dict[str, Any]:
    """One import in the list."""
    return {
        "batch": batch,
        "state": state_of(batch),
        "rows": sum(counts.values()) or batch.total,
        "in": counts[RowState.IN],
        "refused": counts[RowState.REFUSED],
        "differs": counts[RowState.DIFFERS],
        "why": why(batch) if batch.state in {BatchState.REFUSED, BatchState.RECEIVED} else "",
    }


def progress_of(batch: "Batch", counts: Counts) -> dict[str, Any] | None:
    """How far the worker is; None when it has nothing to do with this batch."""
    seen = sum(counts.values())
    if batch.state == BatchState.MAPPED:
        done, total, label = seen, max(batch.total, seen), _("Checking the rows; nothing is imported yet")
    elif batch.state == BatchState.IMPORTING:
        done, total, label = seen - counts[RowState.NEW], seen, _("Importing")
    elif batch.state == BatchState.UNDOING:
        done, total = counts[RowState.UNDONE], counts[RowState.UNDONE] + counts[RowState.IN]
        label = _("Taking the import back")
    else:
        return None
    if not batch.claimed_by:
        label = _("Waiting for its turn")
    return {"done": done, "total": total, "label": label}


_SHOWN = (
    RowState.NEW,
    RowState.IN,
    RowState.UNCHANGED,
    RowState.DIFFERS,
    RowState.REFUSED,
    RowState.RESUBMITTED,
    RowState.UNDONE,
)


def page_of(batch: "Batch", counts: Counts) -> dict[str, Any]:
    """What the page of an import shows besides its problems."""
    return {
        "batch": batch,
        "state": state_of(batch),
        "why": why(batch),
        "bar": progress_of(batch, counts),
        "counts": {state.value: counts[state] for state in _SHOWN},
        "total": sum(counts.values()),
        "tiles": [
            {"state": state, "word": _(ROW_LABELS[state]), "number": counts[state], "kind": ROW_KINDS[state]}
            for state in _SHOWN
            if counts[state]
        ],
        "is_over": batch.state in {BatchState.FINISHED, BatchState.STOPPED},
    }


def tabs_of(batch: "Batch", counts: Counts, current: RowState) -> list[dict[str, Any]]:
    """The states in which rows of this batch stand, as tabs."""
    return [
        {"state": state, "text": _(ROW_LABELS[state]), "count": counts[state], "current": state is current}
        for state in _SHOWN
        if counts[state] or state is current
    ]


def row_line(row: "BatchRow", batch: "Batch") -> dict[str, Any]:
    """One row for the page: its number, who she is, and what is wrong with it, cell by cell."""
    columns = batch.layout["columns"]
    first = next(
        (
            item["name"]
            for item in batch.definition["columns"]
            if "patient.record_number" in item.get("to", ())
        ),
        "",
    )
    return {
        "number": row.number,
        "record_number": text_of(row.cells[columns.index(first)])[:40] if first in columns else "",
        "patient": row.patient,
        "findings": [
            {**finding_of(item), "value": value_in(row, batch, item["column"])} for item in row.findings
        ],
    }


def column_lines(
    batch: "Batch", form: Any, samples: Sequence[Sequence[str]], base: Any
) -> list[dict[str, Any]]:
    """The columns of the file for the page on which they are matched."""
    known = base.definition.by_name if base else {}
    found = []
    for place, name in enumerate(batch.layout["columns"]):
        if not name:
            continue
        column = known.get(name)
        words = column.values if column else {}
        found.append(
            {
                "letter": column_letter(place),
                "name": name,
                "samples": samples[place],
                "choice": form[f"column_{place}"],
                "words": form[f"words_{place}"],
                "translated": len(words),
                "ignored": in_language(column.ignored) if column else "",
                "required": bool(column and column.required),
            }
        )
    return found
