"""Registering people, one or many, and changing what identifies them."""

from collections.abc import Sequence

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import Entry, record_all
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.kernel.names import name_terms
from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.search_terms import identifier_terms
from quancheng.patients.models import Contact, Identifier, Patient, SearchToken
from quancheng.patients.rules.registering import CheckedPatient, NewPatient, check_new_patient
from quancheng.vault.bulk import draft, insert_many
from quancheng.vault.keys import token


def record_token(record_number: str) -> int:
    """The blind index of a record number."""
    return token(f"record:{record_number}")


def identifier_token(kind: str, value: str) -> int:
    """The blind index of an identifier; equal across hospitals, so that the same person can be proposed."""
    return token(f"{kind}:{value}")


def register(*, by: Actor, new: NewPatient) -> Patient:
    """The patient registered, with identifiers, contacts and search terms."""
    return register_many(by=by, new=[new])[0]


@transaction.atomic
def register_many(*, by: Actor, new: Sequence[NewPatient]) -> list[Patient]:
    """The patients registered, all or none, in the order given."""
    for hospital_id in {person.hospital_id for person in new}:
        check_may(by, Permission.REGISTER_PATIENT, hospital_id)
    today = clock.today()
    checked = [check_new_patient(person, today=today) for person in new]
    patients = [_patient(person, form, by) for person, form in zip(new, checked, strict=True)]
    identifiers = [_identifiers(patient, form) for patient, form in zip(patients, checked, strict=True)]
    _check_new_here(patients, identifiers)
    insert_many(patients)
    numbers = [row for rows in identifiers for row in rows]
    for row in numbers:
        row.patient_id = row.patient.pk  # built before she had a key
    insert_many(numbers)
    insert_many([row for p, form in zip(patients, checked, strict=True) for row in _contacts(p, form)])
    insert_many([row for p, form in zip(patients, checked, strict=True) for row in search_tokens(p, form)])
    record_all(
        (
            Entry(Event.PATIENT_REGISTERED, p.hospital_id, p.pk, p.public_id, {"source": p.source})
            for p in patients
        ),
        by=by,
    )
    return patients


def _patient(new: NewPatient, form: CheckedPatient, by: Actor) -> Patient:
    return draft(
        Patient,
        hospital_id=new.hospital_id,
        team_id=new.team_id,
        attending_id=new.attending_id,
        case_manager_id=new.case_manager_id,
        record_number=form.record_number,
        record_token=record_token(form.record_number),
        name=form.name,
        pseudonymous=new.pseudonymous,
        sex=new.sex,
        birth_on=form.birth_on,
        age_at_diagnosis=new.age_at_diagnosis,
        allergies=new.allergies,
        source=new.source,
        registered_by_id=by.user_id,
    )


def _identifiers(patient: Patient, form: CheckedPatient) -> list[Identifier]:
    return [
        draft(
            Identifier,
            patient=patient,
            hospital_id=patient.hospital_id,
            kind=item.kind,
            value=item.value,
            token=identifier_token(item.kind, item.value),
        )
        for item in form.identifiers
    ]


def _contacts(patient: Patient, form: CheckedPatient) -> list[Contact]:
    return [
        draft(
            Contact,
            patient=patient,
            hospital_id=patient.hospital_id,
            kind=item.kind,
            value=item.value,
            token=identifier_token(item.kind, item.value),
            relation=item.relation,
            name=item.name or None,
        )
        for item in form.contacts
    ]


def search_tokens(patient: Patient, form: CheckedPatient) -> list[SearchToken]:
    """The blind-index rows by which this patient is found."""
    terms = set(identifier_terms("record_number", form.record_number))
    if form.name:
        terms |= name_terms(form.name)
    for identifier in form.identifiers:
        terms |= identifier_terms(identifier.kind, identifier.value)
    for contact in form.contacts:
        if contact.kind == "phone" and not contact.relation:
            terms |= identifier_terms("phone", contact.value)
    return [
        draft(SearchToken, hospital_id=patient.hospital_id, token=number, patient=patient)
        for number in sorted({token(term) for term in terms})
    ]


def _check_new_here(patients: Sequence[Patient], identifiers: Sequence[Sequence[Identifier]]) -> None:
    """Refuses a record number or identifier that the hospital has already, or twice in one go."""
    findings = Findings()
    hospital_ids = {patient.hospital_id for patient in patients}
    numbers = {(patient.hospital_id, patient.record_token) for patient in patients}
    taken = set(
        Patient.objects.filter(
            hospital_id__in=hospital_ids, record_token__in=[t for _, t in numbers]
        ).values_list("hospital_id", "record_token")
    )
    if taken or len(numbers) < len(patients):
        findings.add(
            msg(
                "This record number is taken in this hospital. Search for it and open the record that exists."
            ),
            field="record_number",
        )
    rows = [row for found in identifiers for row in found]
    keys = {(row.hospital_id, row.kind, row.token) for row in rows}
    if rows:
        known = Identifier.objects.filter(hospital_id__in=hospital_ids, token__in=[row.token for row in rows])
        if len(keys) < len(rows) or any(
            key in keys for key in known.values_list("hospital_id", "kind", "token")
        ):
            findings.add(
                msg(
                    "Another patient of this hospital has this ID. Search for it; do not register her twice."
                ),
                field=rows[0].kind,
            )
    findings.raise_any()


def check_person_is_open(patient: Patient) -> None:
    """Refuses writing to a record that was merged into another."""
    if patient.merged_into_id is not None:
        raise Refused(msg("This record was merged into another. Open that one."))
