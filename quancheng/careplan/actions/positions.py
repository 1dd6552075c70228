"""Writing down where a patient is in her course: the stage that the facts gave, and its history."""

from collections.abc import Sequence

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.audit.actions import Entry, record_all
from quancheng.audit.events import Event
from quancheng.careplan.models import Course, StageChange
from quancheng.careplan.rules.stage import Position
from quancheng.kernel import clock
from quancheng.patients.models import Patient
from quancheng.vault.bulk import draft, insert_many


def locked_courses(patient_ids: Sequence[int]) -> dict[int, Course]:
    """The courses of these patients by patient, locked to the end of the transaction."""
    rows = Course.objects.select_for_update().filter(patient_id__in=patient_ids).order_by("pk")
    return {course.patient_id: course for course in rows}


@transaction.atomic(savepoint=False)
def save_positions(
    *, by: Actor, patients: Sequence[Patient], positions: Sequence[Position]
) -> dict[int, Course]:
    """The courses by patient; a changed stage leaves a row: from where, to where, since when, by whom."""
    courses = locked_courses([patient.pk for patient in patients])
    at, new, moved, changes, entries = clock.now(), [], [], [], []
    for patient, position in zip(patients, positions, strict=True):
        course = courses.get(patient.pk)
        if course is None:
            course = courses[patient.pk] = draft(
                Course, patient=patient, hospital_id=patient.hospital_id, stage=""
            )
            new.append(course)
        elif (course.stage, course.stage_since) == (position.stage.value, position.since):
            continue
        else:
            moved.append(course)
        if course.stage != position.stage.value:
            changes.append(_change(by, patient, course.stage, position))
            entries.append(_entry(patient, course.stage, position))
        course.stage, course.stage_since, course.derived_at = position.stage.value, position.since, at
    insert_many(new)
    if moved:
        Course.objects.bulk_update(moved, ["stage", "stage_since", "derived_at"], batch_size=300)
    if changes:
        insert_many(changes)
        record_all(entries, by=by)
    return courses


def _change(by: Actor, patient: Patient, old: str, position: Position) -> StageChange:
    return draft(
        StageChange,
        patient=patient,
        hospital_id=patient.hospital_id,
        old=old,
        new=position.stage.value,
        since=position.since,
        at=clock.now(),
        by_id=by.user_id,
        fact_id=position.fact_id,
    )


def _entry(patient: Patient, old: str, position: Position) -> Entry:
    detail = {"old": old, "new": position.stage.value}
    return Entry(Event.STAGE_CHANGED, patient.hospital_id, patient.pk, patient.public_id, detail)
