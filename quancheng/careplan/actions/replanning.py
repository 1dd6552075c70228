"""Re-planning: stage, summary and steps brought in line with the facts, what was done by hand kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from quancheng.access.actor import Actor
from quancheng.careplan.actions.positions import save_positions
from quancheng.careplan.models import Course, Step, StepMove
from quancheng.careplan.queries.pathways import rules_in_force
from quancheng.careplan.rules.pathway import ClosedStep, StepRule, WantedStep, wanted_steps
from quancheng.careplan.rules.plan import PATHWAY, Situation, changes, overtaken
from quancheng.careplan.rules.stage import Position, derive_stage
from quancheng.careplan.states import Outcome, Stage, StepState
from quancheng.kernel import clock
from quancheng.oncology.actions import derive_summaries
from quancheng.oncology.queries import history_of
from quancheng.oncology.rules.history import History
from quancheng.patients.compiled import compiled
from quancheng.patients.models import Patient
from quancheng.vault.bulk import draft, insert_many

Case = tuple[Patient, History]
_PERSON_CLOSED = {StepState.DONE.value, StepState.VARIED.value}


@transaction.atomic(savepoint=False)
def replan(*, by: Actor, patient: Patient, today: date | None = None) -> Stage:
    """The patient's stage, after everything derived was brought up to date.

    Here and below the caller holds the records (`patients.actions.holding`) before their facts are read: of
    two who record at once, the second sees the first one's fact.
    """
    history = history_of(by, patient.pk)
    return replan_many(by=by, cases=[(patient, history)], today=today)[0]


@transaction.atomic(savepoint=False)
def replan_many(*, by: Actor, cases: Sequence[Case], today: date | None = None) -> list[Stage]:
    """The stages of the patients, after summaries, stages and steps were brought up to date."""
    derive_summaries(by=by, cases=cases)
    positions = [derive_stage(history) for _, history in cases]
    courses = save_positions(by=by, patients=[patient for patient, _ in cases], positions=positions)
    plans = [
        (patient, history, position, courses[patient.pk])
        for (patient, history), position in zip(cases, positions, strict=True)
        if courses[patient.pk].enrolled_on is not None
    ]
    if plans:
        replan_steps(by=by, plans=plans, today=today or clock.today())
    return [position.stage for position in positions]


@transaction.atomic(savepoint=False)
def replan_steps(
    *, by: Actor, plans: Sequence[tuple[Patient, History, Position, Course]], today: date
) -> None:
    """Brings the steps of enrolled patients in line with what the pathways in force ask for."""
    standing = _standing_steps(by, [patient.pk for patient, *_ in plans])
    rules = {
        hospital_id: rules_in_force(by, hospital_id) for hospital_id in {p.hospital_id for p, *_ in plans}
    }
    new: list[Step] = []
    changed: list[tuple[Step, dict[str, Any]]] = []
    for patient, history, position, course in plans:
        assert course.enrolled_on is not None  # noqa: S101 - enrolled patients only
        steps = standing.get(patient.pk, [])
        wanted = _wanted(rules[patient.hospital_id], patient, history, position, course.enrolled_on, steps)
        now = Situation(
            stage=position.stage,
            since=position.since,
            today=today,
            enrolled_on=course.enrolled_on,
            sex=patient.sex,
            team_id=patient.team_id,
            fact_ids={fact.id for fact in history},
        )
        now = replace(now, leftover=overtaken(steps, wanted, rules[patient.hospital_id], history, now))
        found = changes(steps, wanted, now)
        new += [_new_step(patient, want) for want in found.new]
        changed += found.changed
    _write(by, new, changed)


def _standing_steps(by: Actor, patient_ids: Sequence[int]) -> dict[int, list[Step]]:
    if len(patient_ids) == 1:
        return {patient_ids[0]: _steps_of(by, patient_ids[0])}
    found: dict[int, list[Step]] = {}
    for step in Step.objects.filter(patient_id__in=patient_ids).order_by("patient_id", "pk"):
        found.setdefault(step.patient_id, []).append(step)
    return found


@compiled
def _steps_of(by: Actor, patient_id: int) -> QuerySet[Step]:
    return Step.objects.filter(patient_id=patient_id).order_by("pk")


def _wanted(
    rules: Sequence[StepRule],
    patient: Patient,
    history: History,
    position: Position,
    enrolled_on: date,
    steps: Iterable[Step],
) -> list[WantedStep]:
    closed = [
        ClosedStep(step.key, clock.local_date(step.closed_at))
        for step in steps
        if step.state in _PERSON_CLOSED and step.fact_id is None and step.closed_at is not None
    ]
    return wanted_steps(rules, history, position.stage, enrolled_on, closed, patient.sex)


def _new_step(patient: Patient, want: WantedStep) -> Step:
    rule = want.rule
    step = draft(
        Step,
        patient=patient,
        hospital_id=patient.hospital_id,
        team_id=patient.team_id,
        key=want.key,
        code=rule.code,
        title=rule.title,
        why=want.why,
        side=want.side,
        source=PATHWAY,
        pathway_id=rule.pathway_id,
        due_from=want.due_from,
        due_by=want.due_by,
        duty=rule.duty.value,
        priority=rule.priority.value,
        rank=rule.rank,
    )
    if want.fact_id is not None:
        step.state, step.outcome, step.fact_id = StepState.DONE.value, Outcome.DONE.value, want.fact_id
        step.closed_at = _noon(want.done_on) if want.done_on else clock.now()
    return step


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=clock.zone())


def _write(by: Actor, new: list[Step], changed: list[tuple[Step, dict[str, Any]]]) -> None:
    if new:
        new.sort(key=lambda step: (step.patient_id, step.due_by, step.key))
        insert_many(new)
    insert_many([move for step, values in changed if (move := _apply(by, step, values))])


def _apply(by: Actor, step: Step, values: Mapping[str, Any]) -> StepMove | None:
    """Writes the values; gives the move to write where the state changes."""
    old = step.state
    for name, value in values.items():
        if name != "closed_on":
            setattr(step, name, value)
    if "closed_on" in values:
        step.closed_at = _noon(values["closed_on"]) if values["closed_on"] else None
    elif step.state != old:
        step.closed_at = clock.now()
    step.save(update_fields=[*(values.keys() - {"closed_on"}), "closed_at"])
    if step.state == old:
        return None
    return StepMove(
        step=step,
        hospital_id=step.hospital_id,
        by_id=by.user_id,
        old_state=old,
        new_state=step.state,
        old_owner_id=step.owner_id,
        new_owner_id=step.owner_id,
    )
