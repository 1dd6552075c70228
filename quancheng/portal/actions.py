"""The portal's only write of its own: that somebody looked."""

from quancheng.access.actor import Actor
from quancheng.access.roles import Purpose
from quancheng.audit.actions import note_reading
from quancheng.patients.models import Patient


def note_visit(*, by: Actor, patient: Patient, page: str, own: bool) -> None:
    """Writes down that the patient or a family member opened a page of the record."""
    purpose = Purpose.SELF if own else Purpose.FAMILY
    note_reading(by=by, hospital_id=patient.hospital_id, patient_id=patient.pk, page=page, purpose=purpose)
