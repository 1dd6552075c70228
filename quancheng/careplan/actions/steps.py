"""What a person does with a step: completes it, hands it on, records why it is not done, adds one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.careplan.actions.replanning import replan
from quancheng.careplan.models import Step, StepMove
from quancheng.careplan.queries.colleagues import colleagues_for
from quancheng.careplan.queries.pathways import rules_in_force
from quancheng.careplan.rules.plan import MANUAL, PATHWAY
from quancheng.careplan.states import (
    PRIORITY_RANK,
    STEP_MOVES,
    Duty,
    Outcome,
    Priority,
    StepState,
    VarianceReason,
)
from quancheng.kernel import clock
from quancheng.kernel.ids import uuid7
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import tidy_line
from quancheng.patients.actions.holding import hold_record, hold_row
from quancheng.patients.models import Patient

CLOSED_MEANWHILE = msg("Somebody has closed this step in the meantime. Reload to see what was done.")
LONGEST_TITLE, LONGEST_WHY, LONGEST_NOTE = 120, 200, 300
_OF_STATE = (
    "state",
    "outcome",
    "reason",
    "note",
    "closed_at",
    "closed_by",
    "fact_id",
    "by_hand",
    "left_open",
)


@transaction.atomic
def complete_step(*, by: Actor, step: Step, outcome: Outcome, note: str = "") -> Step:
    """The step closed as done, with its outcome."""
    row = _locked(by, step, Permission.WORK_STEPS, StepState.DONE)
    row.reason = ""
    return _close(row, by, StepState.DONE, Event.STEP_DONE, outcome=outcome.value, note=note)


@transaction.atomic
def vary_step(*, by: Actor, step: Step, reason: VarianceReason, note: str = "") -> Step:
    """The step closed as not done, with the coded reason."""
    row = _locked(by, step, Permission.WORK_STEPS, StepState.VARIED)
    return _close(row, by, StepState.VARIED, Event.STEP_VARIED, reason=reason.value, note=note)


@transaction.atomic
def hand_over_step(*, by: Actor, step: Step, to_user_id: int, note: str = "") -> Step:
    """The step with its new owner, who must be one of those looking after the patient now."""
    row = _locked(by, step, Permission.HAND_OVER_STEPS, None)
    if row.owner_id == to_user_id:
        raise Refused(msg("This colleague has the step already."), field="owner")
    if not colleagues_for(by, row).filter(pk=to_user_id).exists():
        raise Refused(msg("Choose a colleague who looks after this patient now."), field="owner")
    move = _move(row, by, row.state, note)
    move.new_owner_id = row.owner_id = to_user_id
    row.by_hand = True
    row.save(update_fields=["owner", "by_hand"])
    move.save()
    _audit(Event.STEP_HANDED_OVER, by, row, {"to": to_user_id})
    return row


@transaction.atomic
def reopen_step(*, by: Actor, step: Step, note: str) -> Step:
    """The step open again, for one that was closed by mistake."""
    row = _locked(by, step, Permission.WORK_STEPS, StepState.OPEN)
    if row.fact_id is not None:
        raise Refused(msg("The record says that this was done. Correct the entry there, and the step opens."))
    if not tidy_line(note):
        raise Refused(msg("Say why it is opened again."), field="note")
    row.outcome = row.reason = row.note = ""
    row.closed_at = row.closed_by_id = None
    return _save_state(row, by, StepState.OPEN, Event.STEP_REOPENED, note)


@transaction.atomic
def add_step(
    *, by: Actor, patient: Patient, title: str, why: str, due_by: date, duty: Duty, priority: Priority
) -> Step:
    """A step that a person adds to the plan; re-planning never touches it."""
    check_may(by, Permission.WORK_STEPS, patient.hospital_id)
    words = tidy_line(title)
    if not words:
        raise Refused(msg("Say what is to be done."), field="title")
    if len(words) > LONGEST_TITLE:
        raise Refused(
            msg("Too long: at most %(longest)s characters."), params={"longest": LONGEST_TITLE}, field="title"
        )
    today = clock.today()
    if due_by < today:
        raise Refused(msg("Choose today or a later day."), field="due_by")
    hold_record(by=by, patient=patient)
    step = Step.objects.create(
        patient=patient,
        hospital_id=patient.hospital_id,
        team_id=patient.team_id,
        key=f"hand:{uuid7()}",
        code="by_hand",
        title=words,
        why=tidy_line(why)[:LONGEST_WHY],
        source=MANUAL,
        due_from=today,
        due_by=due_by,
        duty=duty.value,
        priority=priority.value,
        rank=PRIORITY_RANK[priority],
        by_hand=True,
    )
    _audit(Event.STEP_ADDED, by, step, {})
    return step


def _locked(by: Actor, step: Step, permission: Permission, to: StepState | None) -> Step:
    check_may(by, permission, step.hospital_id)
    row = hold_row(by=by, row=step)
    if to is None and row.state != StepState.OPEN:
        raise Refused(CLOSED_MEANWHILE, code="step_closed")
    if to is not None and to not in STEP_MOVES[StepState(row.state)]:
        raise Refused(CLOSED_MEANWHILE, code="step_closed")
    return row


def _close(row: Step, by: Actor, state: StepState, event: Event, **values: str) -> Step:
    note = tidy_line(values.pop("note", ""))
    for name, value in values.items():
        setattr(row, name, value)
    row.note, row.closed_at, row.closed_by_id = note[:LONGEST_NOTE], clock.now(), by.user_id
    return _save_state(row, by, state, event, note)


def _save_state(row: Step, by: Actor, state: StepState, event: Event, note: str) -> Step:
    move = _move(row, by, state.value, note)
    # Whether an opened one is left open once more, re-planning says.
    row.state, row.by_hand, row.left_open = state.value, True, False
    row.save(update_fields=_OF_STATE)
    move.save()
    _audit(event, by, row, {"state": state.value, "outcome": row.outcome, "reason": row.reason})
    if row.source == PATHWAY and (state is StepState.OPEN or _repeats(by, row)):
        # What repeats is counted from the day it was closed: the next one appears now, or goes again.
        replan(by=by, patient=row.patient)
        row.refresh_from_db()
    return row


def _repeats(by: Actor, row: Step) -> bool:
    return any(rule.code == row.code and rule.every_months for rule in rules_in_force(by, row.hospital_id))


def _move(row: Step, by: Actor, new_state: str, note: str) -> StepMove:
    return StepMove(
        step=row,
        hospital_id=row.hospital_id,
        by_id=by.user_id,
        old_state=row.state,
        new_state=new_state,
        old_owner_id=row.owner_id,
        new_owner_id=row.owner_id,
        note=tidy_line(note)[:LONGEST_NOTE],
    )


def _audit(event: Event, by: Actor, row: Step, detail: Mapping[str, Any]) -> None:
    record(
        event,
        by=by,
        hospital_id=row.hospital_id,
        patient_id=row.patient_id,
        subject=f"step:{row.public_id}",
        detail={"code": row.code, **detail},
    )
