"""Steps that were done before the software heard of it: taken over from paper or from another database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import Entry, record_all
from quancheng.audit.events import Event
from quancheng.careplan.actions.replanning import replan_many
from quancheng.careplan.models import Step, StepMove
from quancheng.careplan.states import Outcome, StepState
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.oncology.queries import histories_of
from quancheng.patients.actions.holding import hold_records
from quancheng.vault.bulk import insert_many

IN_FUTURE = msg("A step cannot have been done on a day that is still to come.")


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done on that day, with its outcome."""

    step: Step
    on: date
    outcome: Outcome = Outcome.DONE


@transaction.atomic
def catch_up(*, by: Actor, items: Sequence[Done], note: str) -> None:
    """The open steps closed as done on their days, all or none; what repeats is counted on from there."""
    asked = {item.step.pk: item for item in items}
    if any(item.on > clock.today() for item in items):
        raise Refused(IN_FUTURE, field="on", code="done_in_future")
    patients = hold_records(by=by, patient_ids={item.step.patient_id for item in items})
    hers = Step.objects.select_for_update(of=("self",)).filter(pk__in=asked, patient_id__in=patients)
    steps = list(hers.order_by("pk"))
    for hospital_id in {step.hospital_id for step in steps}:
        check_may(by, Permission.WORK_STEPS, hospital_id)
    if any(step.state != StepState.OPEN for step in steps) or len(steps) < len(asked):
        raise Refused(
            msg("Some of these steps were closed in the meantime. Load the list again."), code="step_closed"
        )
    moves = [_close(by, step, asked[step.pk], note) for step in steps]
    insert_many(moves)
    record_all([_entry(step, asked[step.pk]) for step in steps], by=by)
    histories = histories_of(by, patients)
    replan_many(by=by, cases=[(patient, histories[pk]) for pk, patient in patients.items()])


def _close(by: Actor, step: Step, done: Done, note: str) -> StepMove:
    step.state, step.outcome, step.note, step.by_hand = StepState.DONE.value, done.outcome.value, note, True
    step.closed_at = datetime.combine(done.on, time(12), tzinfo=clock.zone())
    step.closed_by_id = by.user_id
    step.save(update_fields=["state", "outcome", "note", "by_hand", "closed_at", "closed_by"])
    return StepMove(
        step=step,
        hospital_id=step.hospital_id,
        by_id=by.user_id,
        old_state=StepState.OPEN.value,
        new_state=StepState.DONE.value,
        old_owner_id=step.owner_id,
        new_owner_id=step.owner_id,
        note=note,
    )


def _entry(step: Step, done: Done) -> Entry:
    detail = {"code": step.code, "outcome": done.outcome.value, "on": done.on.isoformat()}
    return Entry(Event.STEP_DONE, step.hospital_id, step.patient_id, f"step:{step.public_id}", detail)
