"""Changing what identifies a person; every old value is kept with who, when and why."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.accounts.models import DutyAssignment
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.hospitals.models import Team
from quancheng.kernel import clock
from quancheng.kernel.refused import Findings, msg
from quancheng.patients.actions.registering import check_person_is_open, identifier_token, record_token
from quancheng.patients.actions.search_terms import rebuild_search_tokens
from quancheng.patients.models import Contact, Identifier, IdentityChange, Patient
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.queries.record import check_looks_after
from quancheng.patients.rules.identity import (
    MATCHED_ON,
    PERSON_FIELDS,
    Change,
    Identity,
    as_identity,
    as_new_patient,
    changes,
    check_identity_as_shown,
    check_reason,
)
from quancheng.patients.rules.registering import check_new_patient


@transaction.atomic
def edit_identity(*, by: Actor, patient: Patient, new: Identity, reason: str, shown: str) -> list[Change]:
    """What was changed, after identity, search terms and the history of changes were brought up to date.

    `shown` is `shown_identity` of what the editor had before her; refuses where that is no longer there.
    """
    check_may(by, Permission.EDIT_IDENTITY, patient.hospital_id)
    check_looks_after(by, patient)
    row = Patient.objects.select_for_update(of=("self",), no_key=True).get(pk=patient.pk)
    check_person_is_open(row)
    standing = identity_of(by, row)
    check_identity_as_shown(shown, standing)
    why = check_reason(reason)
    asked = as_new_patient(new, hospital_id=row.hospital_id, pseudonymous=row.pseudonymous)
    checked = as_identity(check_new_patient(asked, today=clock.today()), new)
    found = changes(standing, checked)
    _check_free(row, checked, {change.field for change in found})
    _apply(row, checked, {change.field for change in found})
    IdentityChange.objects.bulk_create(
        IdentityChange(
            patient=row,
            hospital_id=row.hospital_id,
            field=change.field,
            old=change.old or None,
            new=change.new or None,
            reason=why,
            by_id=by.user_id,
        )
        for change in found
    )
    rebuild_search_tokens(by=by, patient=row)
    detail = {"fields": [change.field for change in found], "reason": why}
    _audit(Event.PATIENT_CHANGED, by, row, detail)
    patient.refresh_from_db()
    return found


@transaction.atomic
def show_identifiers(*, by: Actor, patient: Patient) -> list[Identifier]:
    """Her identifying numbers in full; that they were shown stands in the audit trail."""
    check_may(by, Permission.EDIT_IDENTITY, patient.hospital_id)
    rows = list(Identifier.objects.filter(patient=patient).order_by("id"))
    _audit(Event.IDENTIFIERS_SHOWN, by, patient, {"kinds": [row.kind for row in rows]})
    return rows


def _check_free(patient: Patient, new: Identity, changed: set[str]) -> None:
    """Refuses numbers that another patient of the hospital has, and people and teams of other hospitals."""
    findings = Findings()
    others = Patient.objects.filter(hospital_id=patient.hospital_id).exclude(pk=patient.pk)
    if "record_number" in changed and others.filter(record_token=record_token(new.record_number)).exists():
        findings.add(
            msg(
                "This record number is taken in this hospital. Search for it and open the record that exists."
            ),
            field="record_number",
        )
    for kind in sorted({"resident_id", "passport", "other"} & changed):
        value = getattr(new, kind)
        held = Identifier.objects.filter(hospital_id=patient.hospital_id, kind=kind).exclude(patient=patient)
        if value and held.filter(token=identifier_token(kind, value)).exists():
            findings.add(
                msg("Another patient of this hospital has this ID. Search for her and compare the two."),
                field=kind,
            )
    if (
        new.team_id is not None
        and not Team.objects.filter(pk=new.team_id, hospital_id=patient.hospital_id).exists()
    ):
        findings.add(msg("Choose a team of this hospital."), field="team_id")
    for name in sorted({"attending_id", "case_manager_id"} & changed):
        _check_colleague(patient, getattr(new, name), name, findings)
    findings.raise_any()


def _check_colleague(patient: Patient, user_id: int | None, name: str, findings: Findings) -> None:
    duty = DutyAssignment.objects.in_force(clock.today()).filter(
        user_id=user_id or 0, hospital_id=patient.hospital_id, user__is_active=True
    )
    if user_id is not None and not duty.exists():
        findings.add(msg("Choose a colleague who works in this hospital now."), field=name)


def _apply(patient: Patient, new: Identity, changed: set[str]) -> None:
    for name in changed & set(PERSON_FIELDS):
        setattr(patient, name, getattr(new, name))
    patient.name = new.name or None
    if "record_number" in changed:
        patient.record_token = record_token(new.record_number)
    if changed & MATCHED_ON:
        patient.match_checked_at = None
    patient.save()
    for kind in sorted({"resident_id", "passport", "other"} & changed):
        rows = Identifier.objects.filter(patient=patient, kind=kind).order_by("id")
        _put(rows.first(), Identifier, patient, kind, getattr(new, kind))
    for kind in sorted({"phone", "address"} & changed):
        rows_of = Contact.objects.filter(patient=patient, kind=kind, relation="").order_by("id")
        _put(rows_of.first(), Contact, patient, kind, getattr(new, kind))
    if {"kin_name", "kin_relation", "kin_phone"} & changed:
        kin = Contact.objects.filter(patient=patient, kind="phone").exclude(relation="").order_by("id")
        values = {"relation": new.kin_relation or "-", "name": new.kin_name or None}
        _put(kin.first(), Contact, patient, "phone", new.kin_phone, **values)


def _put(
    row: Identifier | Contact | None,
    model: type[Identifier] | type[Contact],
    patient: Patient,
    kind: str,
    value: str,
    **more: Any,
) -> None:
    """The row changed, added, or taken away where the value is empty (the change keeps it readable)."""
    if not value:
        if row is not None:
            row.delete()
        return
    found = row or model(patient=patient, hospital_id=patient.hospital_id, kind=kind)
    found.value, found.token = value, identifier_token(kind, value)
    for name, content in more.items():
        setattr(found, name, content)
    found.save()


def _audit(event: Event, by: Actor, patient: Patient, detail: dict[str, Sequence[str] | str]) -> None:
    record(
        event,
        by=by,
        hospital_id=patient.hospital_id,
        patient_id=patient.pk,
        subject=patient.public_id,
        detail=detail,
    )
