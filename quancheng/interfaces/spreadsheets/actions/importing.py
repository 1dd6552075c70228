"""The import: rows that were checked become patients with facts, a few hundred in one transaction."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DataError, IntegrityError, transaction

from quancheng.access.actor import Actor
from quancheng.careplan.actions.facts import record_first_facts
from quancheng.exchange.actions.batches import advance, complete
from quancheng.exchange.actions.rows import mark_in, mark_refused, mark_resubmitted
from quancheng.exchange.models import Batch, BatchRow
from quancheng.exchange.queries.batches import rows_of
from quancheng.exchange.states import BatchState, RowState
from quancheng.interfaces.spreadsheets.actions.checking import mapper_of, read_row, unforeseen
from quancheng.interfaces.spreadsheets.actions.receiving import corrected_numbers
from quancheng.interfaces.spreadsheets.actions.reporting import Report
from quancheng.interfaces.spreadsheets.mappers.rows import Draft, RowMapper
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.actions.registering import register_many
from quancheng.patients.row_security import acting_as

CHUNK = 250
MEANWHILE = msg(
    "Somebody registered this record number or ID in the meantime. Search for it and open the record."
)

Tick = Callable[[int], None]
Item = tuple[BatchRow, Draft]


def import_rows(*, by: Actor, batch: Batch, worker: str, tick: Tick = lambda _: None) -> Batch:
    """The batch with every ready row in, from the last one on. Raises LeaseLost when stopped."""
    mapper = mapper_of(batch)
    while True:
        with acting_as(by):
            rows = rows_of(by, batch, states=[RowState.NEW], after=batch.cursor, limit=CHUNK)
            if not rows:
                return complete(by=by, batch=batch, state=BatchState.FINISHED, report=batch.report)
            _import_chunk(by, batch, worker, mapper, rows)
        tick(len(rows))


def _import_chunk(by: Actor, batch: Batch, worker: str, mapper: RowMapper, rows: Sequence[BatchRow]) -> None:
    report = Report(batch.report)
    items: list[Item] = []
    for row in rows:
        draft = read_row(mapper, batch, row.number, row.cells, checked=False)
        if draft.problems:
            _refuse(by, batch, report, row, draft.problems)
        else:
            items.append((row, draft))
    try:
        with transaction.atomic():
            _write(by, batch, items)
    except (Refused, IntegrityError, DataError, ArithmeticError):
        _one_by_one(by, batch, mapper, report, items)
    _settle_corrected(by, batch, rows)
    advance(by=by, batch=batch, worker=worker, to=rows[-1].number, report=report.as_json())


def _write(by: Actor, batch: Batch, items: Sequence[Item]) -> None:
    if not items:
        return
    patients = register_many(by=by, new=[draft.person for _, draft in items if draft.person])
    for patient in patients:
        # Said once, so that nobody below asks the database for it again for each patient.
        patient.hospital = batch.hospital
    found = [(patient, draft.facts) for patient, (_, draft) in zip(patients, items, strict=True)]
    record_first_facts(by=by, items=found, source=f"import:{batch.source}"[:40], batch_id=batch.pk)
    mark_in(by=by, batch=batch, rows=[row for row, _ in items])


def _one_by_one(by: Actor, batch: Batch, mapper: RowMapper, report: Report, items: Sequence[Item]) -> None:
    """The same rows each by itself, so that the one that cannot go in holds up no other."""
    for row, draft in items:
        row.state = RowState.NEW.value
        # The day has changed since the check, or the rules: those of today decide, and say where.
        problems = read_row(mapper, batch, row.number, row.cells).problems
        if problems:
            _refuse(by, batch, report, row, problems)
            continue
        try:
            with transaction.atomic():
                _write(by, batch, [(row, draft)])
        except Refused as refused:
            _refuse(by, batch, report, row, mapper.problems_of(refused))
        except IntegrityError:
            _refuse(by, batch, report, row, mapper.problems_of(Refused(MEANWHILE, field="record_number")))
        except (DataError, ArithmeticError) as error:
            _refuse(by, batch, report, row, unforeseen(batch, row.number, error))


def _refuse(
    by: Actor, batch: Batch, report: Report, row: BatchRow, problems: Sequence[dict[str, Any]]
) -> None:
    mark_refused(by=by, batch=batch, row=row, problems=problems)
    report.count(row.number, RowState.REFUSED, problems)


def _settle_corrected(by: Actor, batch: Batch, rows: Sequence[BatchRow]) -> None:
    """Refused rows of the earlier batch, whose corrected form is in now, wait for nobody any more."""
    numbers = corrected_numbers(batch, [row for row in rows if row.state == RowState.IN])
    if batch.corrects is not None and numbers:
        mark_resubmitted(by=by, batch=batch.corrects, numbers=numbers)
