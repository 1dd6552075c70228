"""Taking an import back: allowed while nobody has built on any of its patients."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.careplan.actions.unrecording import DERIVED, unrecord_first_facts, worked_on
from quancheng.exchange.actions.batches import advance, begin_undo, complete
from quancheng.exchange.actions.rows import mark_open_again, mark_undone
from quancheng.exchange.models import Batch, BatchRow
from quancheng.exchange.queries.batches import rows_of
from quancheng.exchange.rules import check_move
from quancheng.exchange.states import BatchState, RowState
from quancheng.interfaces.spreadsheets.actions.receiving import corrected_numbers
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.actions.holding import hold_records
from quancheng.patients.actions.removing import hangs_on, remove_patients
from quancheng.patients.row_security import acting_as

CHUNK = 250
EXAMPLES = 5
BUILT_ON = msg(
    "Somebody has worked on %(count)s of these patients since the import (rows %(rows)s): something was "
    "added, corrected or agreed. The import can no longer be undone; correct the single records."
)
KEPT = msg(
    "While the import was being undone, somebody worked on %(count)s of its patients. Those were kept; "
    "all others are gone."
)
# Rows of imports point at patients too, but they are what is being taken back.
_APART = DERIVED | {"exchange.BatchRow"}

Tick = Callable[[int], None]


def take_back(*, by: Actor, batch: Batch) -> Batch:
    """The batch on its way out; refuses when somebody has built on a patient of it."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    check_move(BatchState(batch.state), BatchState.UNDOING)
    after, built = 0, []
    while rows := rows_of(by, batch, states=[RowState.IN], after=after, limit=2_000):
        after = rows[-1].number
        touched = _built_on(by, batch, rows)
        built += [row.number for row in rows if row.patient_id in touched]
    if built:
        numbers = ", ".join(map(str, built[:EXAMPLES])) + ("…" if len(built) > EXAMPLES else "")
        raise Refused(BUILT_ON, params={"count": len(built), "rows": numbers}, code="batch_built_on")
    return begin_undo(by=by, batch=batch)


def _built_on(by: Actor, batch: Batch, rows: Sequence[BatchRow]) -> set[int]:
    """Patients of these rows on whom something hangs that the import did not write."""
    ids = [row.patient_id for row in rows if row.patient_id is not None]
    scope: dict[str, Any] = {"by": by, "hospital_id": batch.hospital_id, "patient_ids": ids}
    merged = {row.patient.pk for row in rows if row.patient and row.patient.merged_into_id is not None}
    return merged | worked_on(**scope, batch_id=batch.pk) | set(hangs_on(**scope, apart_from=_APART))


def undo_rows(*, by: Actor, batch: Batch, worker: str, tick: Tick = lambda _: None) -> Batch:
    """The batch with its patients gone; file and rows stay, and whom somebody built on meanwhile."""
    while True:
        with acting_as(by):
            rows = rows_of(by, batch, states=[RowState.IN], after=batch.cursor, limit=CHUNK)
            if not rows:
                return _finish(by, batch)
            _undo_chunk(by, batch, worker, rows)
        tick(len(rows))


def _undo_chunk(by: Actor, batch: Batch, worker: str, rows: Sequence[BatchRow]) -> None:
    # Whoever is writing to one of them is waited for, and what she wrote is seen.
    held = hold_records(by=by, patient_ids=[row.patient_id for row in rows if row.patient_id is not None])
    for row in rows:
        row.patient = held.get(row.patient_id or 0)
    kept = _built_on(by, batch, rows)
    gone = [row for row in rows if row.patient_id not in kept]
    ids = [row.patient_id for row in gone if row.patient_id is not None]
    scope: dict[str, Any] = {"by": by, "hospital_id": batch.hospital_id, "patient_ids": ids}
    advance(by=by, batch=batch, worker=worker, to=rows[-1].number)
    mark_undone(by=by, batch=batch, rows=gone)
    if batch.corrects is not None and (numbers := corrected_numbers(batch, gone)):
        # What had settled them is gone: else they would stand in no list and in no file of refused rows.
        mark_open_again(by=by, batch=batch.corrects, numbers=numbers)
    unrecord_first_facts(**scope, batch_id=batch.pk)
    remove_patients(**scope, why=f"batch:{batch.public_id}")


def _finish(by: Actor, batch: Batch) -> Batch:
    kept = rows_of(by, batch, states=[RowState.IN], limit=None)
    if not kept:
        return complete(by=by, batch=batch, state=BatchState.UNDONE, report=batch.report)
    problem = {"column": "", "field": "", "message": KEPT, "params": {"count": len(kept)}}
    return complete(
        by=by, batch=batch, state=BatchState.FINISHED, report={**batch.report, "stopped": problem}
    )


def abandon_undo(*, by: Actor, batch: Batch, why: Mapping[str, Any]) -> Batch:
    """The batch as imported again, with the reason why it could not be taken back to the end."""
    return complete(
        by=by, batch=batch, state=BatchState.FINISHED, report={**batch.report, "stopped": dict(why)}
    )
