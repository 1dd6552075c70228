"""Holding a record while something is written to it. The order of locks: docs/adr/0020."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db import models

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.actions.registering import check_person_is_open
from quancheng.patients.models import Patient
from quancheng.patients.queries.record import NOT_HERE

Row = TypeVar("Row", bound=models.Model)
# Merging decides the first; the others are what is derived from, and may have been corrected meanwhile.
_AS_OF_NOW = ("merged_into", "team", "sex", "birth_on", "age_at_diagnosis")
MOVED = msg(
    "This was moved to another record in the meantime. Open the patient again to see where it stands."
)


def hold_record(*, by: Actor, patient: Patient) -> None:
    """The record locked to the end of the transaction and read again; refuses one that was merged away.

    Who writes to a record while it is being merged waits here and is then told where it went: without this
    the row would wait for the merge by itself and land on the absorbed record, where nobody sees it. Of two
    who write at once the second reads what the first has written. Rows that only point at her may be written.
    """
    rows = Patient.objects.select_for_update(of=("self",), no_key=True)
    try:
        patient.refresh_from_db(fields=_AS_OF_NOW, from_queryset=rows)
    except Patient.DoesNotExist:  # her import was taken back
        raise NotFound(NOT_HERE, code="no_record") from None
    check_person_is_open(patient)


def hold_records(*, by: Actor, patient_ids: Collection[int]) -> dict[int, Patient]:
    """The records by key, locked in the order of keys and read again; those that were merged away as well."""
    rows = Patient.objects.select_for_update(of=("self",), no_key=True).select_related("hospital")
    return {row.pk: row for row in rows.filter(pk__in=patient_ids).order_by("pk")}


def hold_row(*, by: Actor, row: Row) -> Row:
    """A row that hangs on a record, locked and read again after the record; refuses one that was moved."""
    asked: Any = row
    patient = hold_records(by=by, patient_ids=[asked.patient_id]).get(asked.patient_id)
    if patient is None:  # her import was taken back
        raise NotFound(NOT_HERE, code="no_record")
    check_person_is_open(patient)
    # Not joined to the record: PostgreSQL gives no row where a merge that was waited for has moved it.
    found: Row = type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)
    held: Any = found
    if held.patient_id != patient.pk:
        raise Refused(MOVED)
    held.patient = patient
    return found
