"""Emergency access: taken with a reason, over after two hours, reviewed by somebody else."""

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.actions.holding import hold_record, hold_row
from quancheng.patients.models import BreakGlass, Patient
from quancheng.patients.queries.record import NOT_HERE, in_care
from quancheng.patients.rules.access import GLASS_OPEN_FOR, check_emergency_reason, check_review


@transaction.atomic
def break_glass(*, by: Actor, patient: Patient, reason: str) -> BreakGlass:
    """Access to one record of the own hospital for two hours; it stands in the review list from now on.

    Where an emergency of the same person is still open, that one is given back and nothing is prolonged.
    """
    if patient.hospital_id not in by.hospital_ids or patient.merged_into_id is not None:
        raise NotFound(NOT_HERE)
    check_may(by, Permission.BREAK_GLASS, patient.hospital_id)
    words = check_emergency_reason(reason)
    hold_record(by=by, patient=patient)
    if in_care(by).filter(pk=patient.pk).exists():
        raise Refused(msg("You look after her already: open the record."), code="glass_not_needed")
    if (still := BreakGlass.open_for(by).filter(patient=patient).first()) is not None:
        return still
    now = clock.now()
    glass = BreakGlass.objects.create(
        patient=patient,
        hospital_id=patient.hospital_id,
        user_id=by.user_id,  # type: ignore[misc]  # somebody who may break glass has an account
        reason=words,
        at=now,
        until=now + GLASS_OPEN_FOR,
    )
    _audit(Event.GLASS_BROKEN, by, glass, patient.public_id, {"until": glass.until.isoformat()})
    return glass


@transaction.atomic
def review_glass(*, by: Actor, glass: BreakGlass, outcome: str, note: str = "") -> BreakGlass:
    """The emergency with its verdict, which is final."""
    check_may(by, Permission.REVIEW_BREAK_GLASS, glass.hospital_id)
    row = hold_row(by=by, row=glass)
    words = check_review(
        outcome=outcome, note=note, reviewed=row.reviewed_at is not None, own=row.user_id == by.user_id
    )
    row.outcome, row.review_note = outcome, words
    row.reviewed_at, row.reviewed_by_id = clock.now(), by.user_id
    row.save(update_fields=["outcome", "review_note", "reviewed_at", "reviewed_by"])
    _audit(Event.GLASS_REVIEWED, by, row, row.patient.public_id, {"outcome": outcome})
    return row


def _audit(event: Event, by: Actor, glass: BreakGlass, subject: str, detail: dict[str, str]) -> None:
    record(
        event,
        by=by,
        hospital_id=glass.hospital_id,
        patient_id=glass.patient_id,
        subject=subject,
        detail={"glass": str(glass.pk), **detail},
    )
