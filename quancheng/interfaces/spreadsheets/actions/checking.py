"""The dry run: every row read, checked and compared with what is here; no patient is written."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from quancheng.access.actor import Actor
from quancheng.exchange import storage
from quancheng.exchange.actions.batches import advance, complete, refuse_batch
from quancheng.exchange.actions.rows import Judged, keep_rows
from quancheng.exchange.models import Batch
from quancheng.exchange.queries.batches import identities_before, keys_before, known_rows
from quancheng.exchange.states import BatchState, RowState
from quancheng.interfaces.spreadsheets.actions.reporting import Report
from quancheng.interfaces.spreadsheets.client.cells import Cell, text_of
from quancheng.interfaces.spreadsheets.client.table import layout_from, rows
from quancheng.interfaces.spreadsheets.mappers.rows import Draft, RowMapper, problem
from quancheng.interfaces.spreadsheets.schemas import read_definition
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise
from quancheng.patients.actions.registering import identifier_token, record_token
from quancheng.patients.queries.known import known_identities, known_records
from quancheng.patients.row_security import acting_as
from quancheng.vault.keys import token

CHUNK = 300
SAME_NUMBER = msg("Row %(row)s of this file has the same record number. Keep one row for each patient.")
SAME_ID = msg("Row %(row)s of this file has the same ID. Check whose it is.")
TAKEN = msg(
    "This record number belongs to a patient who was not imported from this source. "
    "Open her record and enter the values there."
)
ID_TAKEN = msg("Another patient of this hospital has this ID. Search for it; do not register her twice.")
COLUMN_DIFFERS = msg("The file now says something else.")
MAPPING_DIFFERS = msg(
    "The same values are now understood in another way, because the columns were matched anew."
)

UNFORESEEN = msg(
    "The values of this row cannot be worked with: a number in it is far too large. Correct the row; "
    "if nothing is wrong with it, tell the administrator."
)

log = logging.getLogger(__name__)
Tick = Callable[[int], None]


def mapper_of(batch: Batch) -> RowMapper:
    """Reads rows the way the batch was matched."""
    return RowMapper(
        read_definition(batch.definition),
        layout_from(batch.layout).columns,
        hospital_id=batch.hospital_id,
        team_id=batch.team_id,
        today=clock.today(),
    )


def check_rows(*, by: Actor, batch: Batch, worker: str, tick: Tick = lambda _: None) -> Batch:
    """The batch with every row judged, from the last one on. Raises LeaseLost when stopped."""
    try:
        mapper = mapper_of(batch)
        _check_columns(mapper, layout_from(batch.layout).columns)
        with acting_as(by):
            file = batch.file
        with closing(storage.reader(file.stored_as)) as reader:
            found = rows(reader, file.kind, file.encoding, layout_from(batch.layout))
            ahead = (item for item in found if item[0] > batch.cursor)
            while chunk := list(islice(ahead, CHUNK)):
                _check_chunk(by, batch, worker, mapper, chunk)
                tick(len(chunk))
    except Refused as refused:
        with acting_as(by):
            return refuse_batch(by=by, batch=batch, problem=problem(refused, "", "file"))
    with acting_as(by):
        return complete(by=by, batch=batch, state=BatchState.CHECKED, report=batch.report)


def _check_columns(mapper: RowMapper, header: Sequence[str]) -> None:
    missing = mapper.definition.missing_columns(header)
    if missing:
        raise Refused(
            msg(
                "The column “%(names)s” is missing. Compare the heading with the source, "
                "or match the columns in another way."
            ),
            params={"names": "”, “".join(missing)},
            code="column_missing",
        )


def _check_chunk(
    by: Actor, batch: Batch, worker: str, mapper: RowMapper, chunk: Sequence[tuple[int, list[Cell]]]
) -> None:
    judged = [_judge(mapper, batch, number, cells) for number, cells in chunk]
    with acting_as(by):
        _compare(by, batch, mapper, judged)
        report = Report(batch.report)
        for row, _ in judged:
            report.count(row.number, row.state, row.problems)
        advance(by=by, batch=batch, worker=worker, to=chunk[-1][0], report=report.as_json())
        keep_rows(by=by, batch=batch, rows=[row for row, _ in judged])


def read_row(
    mapper: RowMapper, batch: Batch, number: int, cells: Sequence[Cell], *, checked: bool = True
) -> Draft:
    """The row, read; one that the rules did not foresee is refused, and holds up no other."""
    try:
        return mapper.read(cells, checked=checked)
    except ArithmeticError as error:
        return Draft(problems=unforeseen(batch, number, error))


def unforeseen(batch: Batch, number: int, error: Exception) -> list[dict[str, Any]]:
    """The refusal of a row that the software could not work with; what it says is kept out of the log."""
    log.error("batch %s, row %s refused: %s", batch.public_id, number, type(error).__name__)
    return [problem(Refused(UNFORESEEN), "", "")]


def _judge(mapper: RowMapper, batch: Batch, number: int, cells: list[Cell]) -> tuple[Judged, Draft]:
    draft = read_row(mapper, batch, number, cells)
    row = Judged(number, cells, RowState.REFUSED if draft.problems else RowState.NEW, draft.problems)
    if draft.record_number:
        row.key = record_token(normalise(draft.record_number))
    if not draft.problems:
        row.digest = token(draft.content())
        if draft.identity is not None:
            row.identity = identifier_token(draft.identity.kind, draft.identity.value)
    return row, draft


def _compare(by: Actor, batch: Batch, mapper: RowMapper, judged: Sequence[tuple[Judged, Draft]]) -> None:
    """Settles the rows that are known already, here or earlier in the file."""
    fresh = [row for row, _ in judged if row.state is RowState.NEW]
    keys = [row.key for row in fresh if row.key is not None]
    identities = [row.identity for row in fresh if row.identity is not None]
    earlier = keys_before(by, batch, keys)
    earlier_ids = identities_before(by, batch, identities) if identities else {}
    imported = known_rows(by, hospital_id=batch.hospital_id, source=batch.source, keys=keys)
    here = known_records(by, batch.hospital_id, keys)
    ids_here = known_identities(by, batch.hospital_id, identities) if identities else {}
    for row in fresh:
        assert row.key is not None  # noqa: S101 - a row without a record number was refused
        if row.key in earlier:
            _refuse(row, mapper, SAME_NUMBER, "patient.record_number", {"row": earlier[row.key]})
        elif row.identity is not None and row.identity in earlier_ids:
            _refuse(row, mapper, SAME_ID, "patient.resident_id", {"row": earlier_ids[row.identity]})
        elif row.key in imported:
            _settle_known(row, imported[row.key], batch)
        elif row.key in here:
            row.patient_id = here[row.key]
            _refuse(row, mapper, TAKEN, "patient.record_number")
        elif row.identity is not None and row.identity in ids_here:
            row.patient_id = ids_here[row.identity]
            _refuse(row, mapper, ID_TAKEN, "patient.resident_id")
        earlier.setdefault(row.key, row.number)
        if row.identity is not None:
            earlier_ids.setdefault(row.identity, row.number)


def _refuse(
    row: Judged, mapper: RowMapper, sentence: str, target: str, params: Mapping[str, Any] | None = None
) -> None:
    row.state = RowState.REFUSED
    row.problems.append(problem(Refused(sentence, params=params), mapper.column_of(target), target))


def _settle_known(row: Judged, before: Any, batch: Batch) -> None:
    row.patient_id = before.patient_id
    if before.digest == row.digest:
        row.state = RowState.UNCHANGED
        return
    row.state = RowState.DIFFERS
    row.problems.extend(_differences(before, row, batch))


def _differences(before: Any, row: Judged, batch: Batch) -> Iterator[dict[str, Any]]:
    """What the file said then and says now, by column; the record itself is left alone."""
    then = dict(zip(before.batch.layout["columns"], map(text_of, before.cells), strict=False))
    used = {item["name"] for item in batch.definition["columns"] if item.get("to")}
    found = False
    for name, cell in zip(batch.layout["columns"], row.cells, strict=False):
        old, new = then.get(name, ""), text_of(cell)
        if name in used and old.strip() != new.strip():
            found = True
            yield {
                "column": name,
                "field": "",
                "message": COLUMN_DIFFERS,
                "params": {},
                "old": old,
                "new": new,
            }
    if not found:
        yield {"column": "", "field": "", "message": MAPPING_DIFFERS, "params": {}, "old": "", "new": ""}
