"""What a patient is asked to do: the steps of her plan that concern herself, in plain words."""

from dataclasses import dataclass
from datetime import date, timedelta

from quancheng.access.actor import Actor
from quancheng.careplan.models import Step, StepQuerySet
from quancheng.patients.compiled import compiled
from quancheng.patients.models import Patient
from quancheng.portal.words import STEP_WORDS, StepWords

AHEAD = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Task:
    """One step as the patient reads it."""

    words: StepWords
    due_from: date
    due_by: date

    def is_late(self, today: date) -> bool:
        """Whether its window has passed; said gently, since it can still be done."""
        return self.due_by < today

    def is_open(self, today: date) -> bool:
        """Whether it can be done now."""
        return self.due_from <= today


def tasks_of(actor: Actor, patient: Patient, *, today: date) -> list[Task]:
    """Her open tasks of the next months, the nearest first; steps that only staff work on are left out.

    So is what was left open when the record moved on: whether it is still needed, her team says first.
    """
    if patient.pk not in actor.portal_patient_ids:
        return []
    rows = _open_steps(actor, patient.pk, today + AHEAD)
    return [Task(STEP_WORDS[code], due_from, due_by) for code, due_from, due_by in rows]


@compiled
def _open_steps(actor: Actor, patient_id: int, until: date) -> StepQuerySet:
    rows = Step.objects.open().filter(patient_id=patient_id, code__in=STEP_WORDS, due_from__lte=until)
    rows = rows.filter(left_open=False).order_by("due_by", "id")
    return rows.values_list("code", "due_from", "due_by")[:20]  # type: ignore[return-value]
