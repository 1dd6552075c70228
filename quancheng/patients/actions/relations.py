"""Colleagues named on a record: they may open it though they are not of its team."""

from datetime import datetime

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.accounts.models import DutyAssignment
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.actions.holding import hold_record, hold_row
from quancheng.patients.models import CareRelation, Patient
from quancheng.patients.queries.people import READERS
from quancheng.patients.queries.record import check_looks_after
from quancheng.patients.rules.access import check_naming


@transaction.atomic
def name_colleague(
    *, by: Actor, patient: Patient, user_id: int, reason: str, until: datetime | None = None
) -> CareRelation:
    """The colleague, who may open this record until that moment (without one: until the naming is ended)."""
    check_may(by, Permission.EDIT_IDENTITY, patient.hospital_id)
    hold_record(by=by, patient=patient)
    check_looks_after(by, patient)
    words = check_naming(reason, until, now=clock.now())
    duty = DutyAssignment.objects.in_force(clock.today()).filter(
        user_id=user_id, hospital_id=patient.hospital_id, user__is_active=True, role__in=READERS
    )
    if not duty.exists():
        raise Refused(msg("Choose a colleague of this hospital whose role reads records."), field="user")
    relation = CareRelation.objects.create(patient=patient, user_id=user_id, reason=words, until=until)
    _audit(Event.COLLEAGUE_NAMED, by, relation, patient)
    return relation


@transaction.atomic
def end_naming(*, by: Actor, relation: CareRelation) -> CareRelation:
    """The naming ended now."""
    row = hold_row(by=by, row=relation)
    check_may(by, Permission.EDIT_IDENTITY, row.patient.hospital_id)
    check_looks_after(by, row.patient)
    now = clock.now()
    if row.until is not None and row.until <= now:
        raise Refused(msg("This access was closed already."))
    row.until = now
    row.save(update_fields=["until"])
    _audit(Event.NAMING_ENDED, by, row, row.patient)
    return row


def _audit(event: Event, by: Actor, relation: CareRelation, patient: Patient) -> None:
    record(
        event,
        by=by,
        hospital_id=patient.hospital_id,
        patient_id=patient.pk,
        subject=patient.public_id,
        detail={"user": relation.user_id},
    )
