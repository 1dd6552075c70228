"""Taking patients into whole-course management."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import Entry, record_all
from quancheng.audit.events import Event
from quancheng.careplan.actions.positions import locked_courses
from quancheng.careplan.actions.replanning import replan
from quancheng.careplan.models import Course
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.actions.holding import hold_record
from quancheng.patients.actions.registering import check_person_is_open
from quancheng.patients.models import Patient


@transaction.atomic
def enrol(*, by: Actor, patient: Patient, on: date | None = None) -> Course:
    """The course of a patient now under whole-course management, its plan made of the pathways' steps."""
    hold_record(by=by, patient=patient)
    enrol_many(by=by, items=[(patient, on or clock.today())])
    replan(by=by, patient=patient)
    return locked_courses([patient.pk])[patient.pk]


@transaction.atomic(savepoint=False)
def enrol_many(*, by: Actor, items: Sequence[tuple[Patient, date]]) -> None:
    """Patients under whole-course management from the days given; steps appear when their facts are recorded.

    For builders that record the facts right afterwards; everybody else calls `enrol`.
    """
    today, entries, new = clock.today(), [], []
    courses = locked_courses([patient.pk for patient, _ in items])
    for patient, on in items:
        check_may(by, Permission.WORK_STEPS, patient.hospital_id)
        check_person_is_open(patient)
        if on > today:
            raise Refused(msg("Enrolment cannot begin in the future."), field="on")
        course = courses.get(patient.pk)
        if course is not None and course.enrolled_on is not None:
            raise Refused(msg("This patient is under whole-course management already."))
        if course is None:
            new.append(
                Course(
                    patient=patient,
                    hospital_id=patient.hospital_id,
                    enrolled_on=on,
                    enrolled_by_id=by.user_id,
                )
            )
        else:
            course.enrolled_on, course.enrolled_by_id = on, by.user_id
            course.save(update_fields=["enrolled_on", "enrolled_by"])
        entries.append(
            Entry(
                Event.COURSE_ENROLLED,
                patient.hospital_id,
                patient.pk,
                patient.public_id,
                {"on": on.isoformat()},
            )
        )
    if new:
        Course.objects.bulk_create(new, batch_size=300)
    record_all(entries, by=by)
