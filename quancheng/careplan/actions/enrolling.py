"""Taking a patient into whole-course management."""

from datetime import date

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.careplan.actions.replanning import replan
from quancheng.careplan.models import Course
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.models import Patient


@transaction.atomic
def enrol(*, by: Actor, patient: Patient, on: date | None = None) -> Course:
    """The course of a patient now under whole-course management, its plan made of the pathways' steps."""
    check_may(by, Permission.WORK_STEPS, patient.hospital_id)
    day = on or clock.today()
    if day > clock.today():
        raise Refused(msg("Enrolment cannot begin in the future."), field="on")
    course, _ = Course.objects.get_or_create(patient=patient, defaults={"hospital_id": patient.hospital_id})
    if course.enrolled_on is not None:
        raise Refused(msg("She is under whole-course management already."))
    course.enrolled_on, course.enrolled_by_id = day, by.user_id
    course.save(update_fields=["enrolled_on", "enrolled_by"])
    record(
        Event.COURSE_ENROLLED,
        by=by,
        hospital_id=patient.hospital_id,
        patient_id=patient.pk,
        subject=patient.public_id,
        detail={"on": day.isoformat()},
    )
    replan(by=by, patient=patient)
    course.refresh_from_db()
    return course
