"""Requests to correct the record (PIPL article 46): asked by the patient, always answered."""

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.kernel.text import normalise
from quancheng.patients.actions.holding import hold_record, hold_row
from quancheng.patients.models import CorrectionRequest, Patient
from quancheng.patients.models.corrections import CorrectionState
from quancheng.patients.queries.record import NOT_HERE

LONGEST = 1000


@transaction.atomic
def ask_correction(*, by: Actor, patient: Patient, item: str, text: str) -> CorrectionRequest:
    """The request written down, for staff to answer; only the patient herself asks."""
    if patient.pk not in by.own_patient_ids:
        raise NotFound(NOT_HERE)
    what, words = normalise(item)[:120], text.strip()[:LONGEST]
    findings = Findings()
    if not what:
        findings.add(msg("Say which item is wrong."), field="item")
    if len(words) < 2:
        findings.add(msg("Say what should stand there."), field="text")
    findings.raise_any()
    hold_record(by=by, patient=patient)
    request = CorrectionRequest.objects.create(
        patient=patient,
        hospital_id=patient.hospital_id,
        item=what,
        text=words,
        asked_by_id=by.user_id,  # type: ignore[misc]  # a patient has an account
    )
    _audit(Event.CORRECTION_REQUESTED, by, request, patient.public_id)
    return request


@transaction.atomic
def answer_correction(
    *, by: Actor, request: CorrectionRequest, corrected: bool, answer: str
) -> CorrectionRequest:
    """The request with its answer, which the patient reads in her portal."""
    check_may(by, Permission.EDIT_IDENTITY, request.hospital_id)
    row = hold_row(by=by, row=request)
    if row.state != CorrectionState.OPEN:
        raise Refused(msg("Somebody has answered this already."), code="correction_answered")
    words = answer.strip()[:LONGEST]
    if len(words) < 2:
        raise Refused(msg("Write an answer that the patient can read."), field="answer")
    state = CorrectionState.CORRECTED if corrected else CorrectionState.DECLINED
    row.state, row.answer = state.value, words
    row.answered_at, row.answered_by_id = clock.now(), by.user_id
    row.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _audit(Event.CORRECTION_ANSWERED, by, row, row.patient.public_id)
    return row


def _audit(event: Event, by: Actor, request: CorrectionRequest, subject: str) -> None:
    record(
        event,
        by=by,
        hospital_id=request.hospital_id,
        patient_id=request.patient_id,
        subject=subject,
        detail={"request": request.pk, "state": str(request.state)},
    )
