"""Writing down what became of rows. Callers are inside the transaction that did it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.exchange.models import Batch, BatchRow
from quancheng.exchange.states import RowState
from quancheng.patients.models import Patient
from quancheng.vault.bulk import draft, insert_many


@dataclass(slots=True)
class Judged:
    """One row of the file, judged: where it stands and why."""

    number: int
    cells: Sequence[Any]
    state: RowState
    problems: list[dict[str, Any]] = field(default_factory=list)
    key: int | None = None
    identity: int | None = None
    digest: int | None = None
    patient_id: int | None = None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@transaction.atomic(savepoint=False)
def keep_rows(*, by: Actor, batch: Batch, rows: Iterable[Judged]) -> None:
    """The rows as they were judged, for the report and for the import."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    insert_many(
        [
            draft(
                BatchRow,
                batch=batch,
                hospital_id=batch.hospital_id,
                source=batch.source,
                number=row.number,
                state=row.state.value,
                raw=_json(row.cells),
                problems=_json(row.problems) if row.problems else None,
                key=row.key,
                identity=row.identity,
                digest=row.digest,
                patient_id=row.patient_id,
            )
            for row in rows
        ]
    )


@transaction.atomic(savepoint=False)
def mark_in(*, by: Actor, batch: Batch, rows: Sequence[BatchRow]) -> None:
    """These rows have become the patients who have their record numbers."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    named = Patient.objects.filter(hospital_id=OuterRef("hospital_id"), record_token=OuterRef("key"))
    BatchRow.objects.filter(pk__in=[row.pk for row in rows], batch=batch).update(
        state=RowState.IN.value, patient_id=Subquery(named.values("pk")[:1])
    )
    for row in rows:
        row.state = RowState.IN.value


@transaction.atomic(savepoint=False)
def mark_refused(*, by: Actor, batch: Batch, row: BatchRow, problems: Sequence[dict[str, Any]]) -> None:
    """This row did not go in, and why."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    row.state, row.problems = RowState.REFUSED.value, _json(list(problems))
    row.save(update_fields=["state", "problems"])


@transaction.atomic(savepoint=False)
def mark_undone(*, by: Actor, batch: Batch, rows: Sequence[BatchRow]) -> None:
    """The patients of these rows are gone again."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    ids = [row.pk for row in rows]
    BatchRow.objects.filter(pk__in=ids, batch=batch).update(state=RowState.UNDONE.value, patient=None)


@transaction.atomic(savepoint=False)
def mark_resubmitted(*, by: Actor, batch: Batch, numbers: Sequence[int]) -> int:
    """Refused rows of the earlier batch whose corrected form came in with another; how many there were."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    rows = BatchRow.objects.filter(batch=batch, number__in=numbers, state=RowState.REFUSED.value)
    return rows.update(state=RowState.RESUBMITTED.value)


@transaction.atomic(savepoint=False)
def mark_open_again(*, by: Actor, batch: Batch, numbers: Sequence[int]) -> int:
    """Refused rows of the earlier batch whose corrected form was taken back: they wait to be corrected."""
    check_may(by, Permission.IMPORT_REGISTRY, batch.hospital_id)
    rows = BatchRow.objects.filter(batch=batch, number__in=numbers, state=RowState.RESUBMITTED.value)
    return rows.update(state=RowState.REFUSED.value)
