"""Merging and parting records with what follows for the course: enrolment, stage, summary and steps."""

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.careplan.actions.replanning import replan
from quancheng.careplan.models import Course, Step
from quancheng.kernel import clock
from quancheng.patients.actions import merging
from quancheng.patients.actions.holding import hold_records
from quancheng.patients.models import Merge, Patient


@transaction.atomic
def merge_patients(*, by: Actor, survivor: Patient, absorbed: Patient, reason: str) -> Merge:
    """The merge, after the survivor's stage and plan were derived from the facts of both.

    Whole-course management goes on where either record was under it, from the earlier day.
    """
    # Whoever enrols one of the two is waited for: the enrolment is carried as well.
    held = hold_records(by=by, patient_ids=[survivor.pk, absorbed.pk])
    survivor, absorbed = held[survivor.pk], held[absorbed.pk]
    carried = _enrolment_to_carry(survivor, absorbed)
    merge = merging.merge_patients(
        by=by, survivor=survivor, absorbed=absorbed, reason=reason, carried=carried
    )
    if carried:
        taken = Course.objects.get(patient=absorbed)
        _set_enrolment(survivor, taken.enrolled_on, taken.enrolled_by_id)
    _follow(by, survivor)
    return merge


@transaction.atomic
def unmerge_patients(*, by: Actor, merge: Merge) -> Merge:
    """The merge undone, after stage and plan of both records were derived from their own facts again."""
    undone = merging.unmerge_patients(by=by, merge=merge)
    if "enrolled_on" in undone.carried:
        _set_enrolment(undone.survivor, undone.carried["enrolled_on"], undone.carried["enrolled_by"])
    _follow(by, undone.survivor)
    _follow(by, undone.absorbed)
    return undone


def _enrolment_to_carry(survivor: Patient, absorbed: Patient) -> dict[str, object]:
    """The survivor's own enrolment where the absorbed record's goes before it; else empty."""
    courses = {row.patient_id: row for row in Course.objects.filter(patient__in=[survivor, absorbed])}
    own, other = courses.get(survivor.pk), courses.get(absorbed.pk)
    if other is None or other.enrolled_on is None:
        return {}
    if own is not None and own.enrolled_on is not None and own.enrolled_on <= other.enrolled_on:
        return {}
    before = own.enrolled_on.isoformat() if own is not None and own.enrolled_on is not None else None
    return {"enrolled_on": before, "enrolled_by": own.enrolled_by_id if own is not None else None}


def _set_enrolment(patient: Patient, on: object, by_id: object) -> None:
    Course.objects.get_or_create(patient=patient, defaults={"hospital_id": patient.hospital_id})
    Course.objects.filter(patient=patient).update(enrolled_on=on, enrolled_by_id=by_id)


def _follow(by: Actor, patient: Patient) -> None:
    """Steps that came with the other record belong to this one's team; stage and plan are derived anew."""
    Step.objects.filter(patient=patient).exclude(team_id=patient.team_id).update(team_id=patient.team_id)
    replan(by=by, patient=patient, today=clock.today())
