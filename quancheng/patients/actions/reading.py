"""Opening a record: every reading is written down with who, which page and why.

The note is one insert after the last refusal, so these need no transaction of their own: inside a request's,
a refusal must leave it usable for the page that says so.
"""

from quancheng.access.actor import Actor
from quancheng.access.roles import Purpose
from quancheng.audit.actions import note_reading
from quancheng.patients.models import Patient
from quancheng.patients.queries.linked import linked_patient
from quancheng.patients.queries.record import narrowed, open_one, with_frame
from quancheng.patients.row_security import admit_patient
from quancheng.patients.rules.seeing import Sight


def open_record(*, by: Actor, public_id: str, page: str) -> tuple[Actor, Patient, Sight]:
    """The actor as far as her duties reach the record, the record, and why it is open; the reading is noted.

    Refuses with NotFound for whatever is not open to the actor, and NotPermitted where her role reads none.
    """
    patient, seen = open_one(by, with_frame(by).select_related("hospital"), public_id)
    note_reading(
        by=by, hospital_id=patient.hospital_id, patient_id=patient.pk, page=page, purpose=seen.purpose
    )
    return narrowed(by, patient, seen), patient, seen


def open_linked(*, by: Actor, patient: Patient, other_public_id: str, page: str) -> Patient:
    """The other hospital's record of the same person, to be read only; its hospital sees that it was.

    `patient` is the own hospital's record, opened before. Refuses with NotFound where the two are not linked,
    or she does not agree now that this hospital reads the other record.
    """
    other = linked_patient(by, patient, other_public_id)
    admit_patient(other.pk)
    note_reading(
        by=by,
        hospital_id=other.hospital_id,
        patient_id=other.pk,
        page=page,
        purpose=Purpose.LINKED_CARE,
    )
    return other
