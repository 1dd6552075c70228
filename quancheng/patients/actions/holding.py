"""Holding a record while something is written to it."""

from quancheng.access.actor import Actor
from quancheng.patients.actions.registering import check_person_is_open
from quancheng.patients.models import Patient

# Merging decides the first; the others are what is derived from, and may have been corrected meanwhile.
_AS_OF_NOW = ("merged_into", "team", "sex", "birth_on", "age_at_diagnosis")


def hold_record(*, by: Actor, patient: Patient) -> None:
    """The record locked to the end of the transaction and read again; refuses one that was merged away.

    Who writes to a record while it is being merged waits here and is then told where it went: without this
    the row would wait for the merge by itself and land on the absorbed record, where nobody sees it. Of two
    who write at once the second reads what the first has written. Rows that only point at her may be written.
    """
    patient.refresh_from_db(
        fields=_AS_OF_NOW, from_queryset=Patient.objects.select_for_update(of=("self",), no_key=True)
    )
    check_person_is_open(patient)
