"""Opening a record: every reading is written down with who, which page and why."""

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission, ProxyScope
from quancheng.audit.actions import note_reading
from quancheng.patients.models import Patient
from quancheng.patients.queries import records


@transaction.atomic(savepoint=False)
def open_record(*, by: Actor, public_id: str, page: str) -> tuple[Patient, records.Sight]:
    """The record and why it is open to the actor, after the reading was written down.

    Refuses with NotFound, NotInCare (own hospital: emergency access is open) or NotPermitted.
    """
    patient = records.visible_record(by, public_id)
    check_may(by, Permission.VIEW_RECORD, patient.hospital_id)
    sight = records.why_visible(by, patient) or records.EMERGENCY
    _note(by, patient, page, sight)
    return patient, sight


@transaction.atomic(savepoint=False)
def open_own_record(
    *, by: Actor, public_id: str, scope: ProxyScope, page: str
) -> tuple[Patient, records.Sight]:
    """The record in the portal, the person's own or granted for this part, after the reading was written down."""
    patient = records.own_or_granted_record(by, public_id, scope)
    sight = records.SELF if patient.pk in by.own_patient_ids else records.FAMILY
    _note(by, patient, page, sight)
    return patient, sight


def _note(by: Actor, patient: Patient, page: str, sight: records.Sight) -> None:
    note_reading(
        by=by, hospital_id=patient.hospital_id, patient_id=patient.pk, page=page, purpose=sight.purpose
    )
