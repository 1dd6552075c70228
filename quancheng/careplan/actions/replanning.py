"""Re-planning: stage, summary and steps brought in line with the facts, what was done by hand kept."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.audit.actions import Entry, record_all
from quancheng.audit.events import Event
from quancheng.careplan.models import Course, Pathway, StageChange, Step, StepMove
from quancheng.careplan.queries.pathways import pathways_for
from quancheng.careplan.rules.pathway import StepRule, WantedStep, wanted_steps
from quancheng.careplan.rules.stage import Position, derive_stage
from quancheng.careplan.states import CLOSED_STAGES, Stage, StepState
from quancheng.kernel import clock
from quancheng.oncology.actions import derive_summaries
from quancheng.oncology.models import Fact, clinical
from quancheng.oncology.rules.history import History
from quancheng.patients.models import Patient

Case = tuple[Patient, History]


@transaction.atomic(savepoint=False)
def replan(*, by: Actor, patient: Patient, today: date | None = None) -> Stage:
    """The patient's stage, after everything derived was brought up to date."""
    history = History(clinical(Fact.objects.current().filter(patient=patient)))
    return replan_many(by=by, cases=[(patient, history)], today=today)[0]


@transaction.atomic(savepoint=False)
def replan_many(*, by: Actor, cases: Sequence[Case], today: date | None = None) -> list[Stage]:
    """The stages of the patients, after summaries, stages and steps were brought up to date."""
    derive_summaries(by=by, cases=cases)
    courses = {
        course.patient_id: course for course in Course.objects.filter(patient_id__in=[p.pk for p, _ in cases])
    }
    positions = [derive_stage(history) for _, history in cases]
    _save_positions(by, cases, positions, courses)
    enrolled = [
        (patient, history, position.stage, courses[patient.pk].enrolled_on)
        for (patient, history), position in zip(cases, positions, strict=True)
        if courses[patient.pk].enrolled_on is not None
    ]
    for patient, history, stage, enrolled_on in enrolled:
        _replan_steps(by, patient, history, stage, enrolled_on)
    return [position.stage for position in positions]


def _save_positions(
    by: Actor, cases: Sequence[Case], positions: Sequence[Position], courses: dict[int, Course]
) -> None:
    """Writes the changed stages, each with a row that says from where, to where, since when and by whom."""
    at, new, changed, changes, entries = clock.now(), [], [], [], []
    for (patient, _), position in zip(cases, positions, strict=True):
        course = courses.get(patient.pk)
        if course is None:
            course = courses[patient.pk] = Course(patient=patient, hospital_id=patient.hospital_id)
            old = ""
            new.append(course)
        elif (old := course.stage) == position.stage.value:
            continue
        else:
            changed.append(course)
        course.stage, course.stage_since, course.derived_at = position.stage.value, position.since, at
        changes.append(
            StageChange(
                patient=patient,
                hospital_id=patient.hospital_id,
                old=old,
                new=position.stage.value,
                since=position.since,
                at=at,
                by_id=by.user_id,
                fact_id=position.fact_id,
            )
        )
        detail = {"old": old, "new": position.stage.value}
        entries.append(Entry(Event.STAGE_CHANGED, patient.hospital_id, patient.pk, patient.public_id, detail))
    if new:
        Course.objects.bulk_create(new, batch_size=300)
    if changed:
        Course.objects.bulk_update(changed, ["stage", "stage_since", "derived_at"], batch_size=300)
    if changes:
        StageChange.objects.bulk_create(changes, batch_size=300)
        record_all(entries, by=by)


def _replan_steps(by: Actor, patient: Patient, history: History, stage: Stage, enrolled_on: date) -> None:
    wanted: dict[str, tuple[Pathway, WantedStep]] = {}
    for pathway, rules in pathways_for(patient.hospital_id):
        for step in wanted_steps(rules, history, stage, enrolled_on):
            wanted[step.key] = (pathway, step)
    existing = {step.key: step for step in Step.objects.filter(patient=patient)}
    _add_missing(patient, wanted, existing)
    _bring_in_line(by, wanted, existing.values(), stage)


def _add_missing(
    patient: Patient, wanted: Mapping[str, tuple[Pathway, WantedStep]], existing: Mapping[str, Step]
) -> None:
    missing = [_new_step(patient, *wanted[key]) for key in wanted.keys() - existing.keys()]
    if missing:
        Step.objects.bulk_create(sorted(missing, key=lambda step: (step.due_by, step.key)))


def _new_step(patient: Patient, pathway: Pathway, wanted: WantedStep) -> Step:
    rule: StepRule = wanted.rule
    step = Step(
        patient=patient,
        hospital_id=patient.hospital_id,
        team_id=patient.team_id,
        key=wanted.key,
        code=rule.code,
        title=rule.title,
        why=rule.why,
        source="pathway",
        pathway=pathway,
        due_from=wanted.due_from,
        due_by=wanted.due_by,
        duty=rule.duty.value,
        priority=rule.priority.value,
        rank=rule.rank,
    )
    if wanted.fact_id is not None:
        _close_by_fact(step, wanted)
    return step


def _close_by_fact(step: Step, wanted: WantedStep) -> None:
    step.state, step.fact_id, step.outcome = StepState.DONE.value, wanted.fact_id, "done"
    step.closed_at = _noon(wanted.done_on) if wanted.done_on else clock.now()


def _noon(on: date) -> datetime:
    return datetime.combine(on, time(12), tzinfo=clock.zone())


def _bring_in_line(
    by: Actor,
    wanted: Mapping[str, tuple[Pathway, WantedStep]],
    steps: Iterable[Step],
    stage: Stage,
) -> None:
    """Closes what facts fulfilled, moves what facts moved, withdraws what nobody needs; hands off the rest."""
    moved, moves = [], []
    for step in steps:
        old = step.state
        if _adjust(step, wanted.get(step.key, (None, None))[1], stage):
            moved.append(step)
            if step.state != old:
                moves.append(StepMove(step=step, by_id=by.user_id, old_state=old, new_state=step.state))
    if moved:
        fields = ["state", "fact_id", "outcome", "closed_at", "due_from", "due_by"]
        Step.objects.bulk_update(moved, fields)
        StepMove.objects.bulk_create(moves)


def _adjust(step: Step, wanted: WantedStep | None, stage: Stage) -> bool:
    """Whether the step was changed to agree with what is wanted now."""
    if wanted is None:
        return _withdraw(step, stage)
    if wanted.fact_id is not None:
        if step.state in {StepState.OPEN, StepState.WITHDRAWN} or (
            step.state == StepState.DONE and step.fact_id not in {None, wanted.fact_id}
        ):
            _close_by_fact(step, wanted)
            return True
        return False
    if step.state == StepState.WITHDRAWN or (step.state == StepState.DONE and step.fact_id is not None):
        # The fact that had closed it was corrected away, or the step is needed again.
        step.state, step.fact_id, step.outcome, step.closed_at = StepState.OPEN.value, None, "", None
        step.due_from, step.due_by = wanted.due_from, wanted.due_by
        return True
    if step.state == StepState.OPEN and not step.by_hand and step.due_by != wanted.due_by:
        step.due_from, step.due_by = wanted.due_from, wanted.due_by
        return True
    return False


def _withdraw(step: Step, stage: Stage) -> bool:
    """Withdraws an open step that the pathway no longer asks for, unless a person made it hers."""
    if step.state != StepState.OPEN or (step.by_hand and stage not in CLOSED_STAGES):
        return False
    step.state, step.closed_at = StepState.WITHDRAWN.value, clock.now()
    return True
