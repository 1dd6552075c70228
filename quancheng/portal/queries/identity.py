"""What the record says of who she is, with numbers half hidden: a phone may be looked at over a shoulder."""

from dataclasses import dataclass
from datetime import date

from quancheng.access.actor import Actor
from quancheng.kernel.masks import mask_id, mask_phone
from quancheng.patients.models import Contact, Identifier, Patient


@dataclass(frozen=True, slots=True)
class Identity:
    """Name, birth, record number, documents and phones as the portal shows them."""

    name: str
    record_number: str
    sex: str
    birth_on: date | None
    documents: tuple[tuple[str, str], ...]
    phones: tuple[str, ...]


def identity_of(actor: Actor, patient: Patient) -> Identity | None:
    """Who she is in the record; None for someone to whom it is not open."""
    if patient.pk not in actor.portal_patient_ids:
        return None
    documents = Identifier.objects.filter(patient=patient).order_by("id")
    phones = Contact.objects.filter(patient=patient, kind="phone", relation="").order_by("id")
    return Identity(
        name=patient.display_name,
        record_number=patient.record_number,
        sex=patient.get_sex_display(),
        birth_on=patient.birth_on,
        documents=tuple((row.get_kind_display(), mask_id(row.value)) for row in documents),
        phones=tuple(mask_phone(row.value) for row in phones),
    )
