"""Deriving everything anew from the facts: after a rule has changed, or to show that nothing has drifted."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from quancheng.access.actor import Actor
from quancheng.access.guards import NotPermitted
from quancheng.careplan.actions.replanning import replan_many
from quancheng.careplan.models import Course, DerivedWith
from quancheng.careplan.rules.stage import derive_stage
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.refused import msg
from quancheng.oncology.actions import laboratory_of
from quancheng.oncology.facts.schema import Body
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.oncology.queries import histories_of
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.summary import Laboratory, Person, Summary, summarise
from quancheng.patients.actions.holding import hold_records
from quancheng.patients.models import Patient
from quancheng.patients.row_security import acting_as, reading_as

SUMMARY = tuple(spec.name for spec in fields(Summary))
_summary_of = itemgetter(*range(1, len(SUMMARY) + 1))


@dataclass(slots=True)
class Recount:
    """How many patients were looked at, and of how many the summary or the stage differed."""

    patients: int = 0
    summaries: int = 0
    stages: int = 0

    def __add__(self, other: "Recount") -> "Recount":
        return Recount(
            self.patients + other.patients,
            self.summaries + other.summaries,
            self.stages + other.stages,
        )


@dataclass(frozen=True, slots=True)
class _Row:
    """A patient with her facts and what is stored of her."""

    id: int
    hospital_id: int
    person: Person
    history: History


def recompute(
    *,
    by: Actor,
    hospital_id: int | None = None,
    dry_run: bool = False,
    size: int = 500,
    today: date | None = None,
    after: int = 0,
    until: int | None = None,
    after_batch: Callable[[Recount], None] = lambda done: None,
) -> Recount:
    """What was found over all patients, or those with an id above `after` and up to `until`.

    Rows are written only where they differ, a batch a transaction.
    """
    if not by.system:
        raise NotPermitted(msg("Everything is derived anew by the machine."))
    total, patients = Recount(), _patients(hospital_id, until)
    while True:
        with reading_as(by):
            done, differing, after = _compared(patients, after, size)
        if not done.patients:
            return total
        if differing and not dry_run:
            with acting_as(by):
                _write(by, differing, today)
        total += done
        after_batch(done)


def ids_of(by: Actor, hospital_id: int | None) -> list[int]:
    """Whose stage and summary `recompute` would look at, in its order."""
    return list(_patients(hospital_id, None).order_by("pk").values_list("pk", flat=True))


def _patients(hospital_id: int | None, until: int | None) -> QuerySet[Patient]:
    rows = Patient.objects.all()
    if hospital_id is not None:
        rows = rows.filter(hospital_id=hospital_id)
    return rows if until is None else rows.filter(pk__lte=until)


def derive_after_settings(*, by: Actor) -> Recount:
    """What was derived anew in hospitals whose Ki-67 cut or subtype rule is no longer the one used.

    The settings are noted when a hospital is done, so a run that was stopped begins that hospital again; rows
    that agree already are only read.
    """
    total = Recount()
    with acting_as(by):
        used = {row.pk: (row.ki67_cut, row.subtype_rule) for row in DerivedWith.objects.all()}
        changed = [
            hospital
            for hospital in Hospital.objects.order_by("pk")
            if used.get(hospital.pk) != (hospital.ki67_cut, hospital.subtype_rule)
        ]
    for hospital in changed:
        total += recompute(by=by, hospital_id=hospital.pk)
        now = {
            "ki67_cut": hospital.ki67_cut,
            "subtype_rule": hospital.subtype_rule,
            "derived_at": clock.now(),
        }
        DerivedWith.objects.update_or_create(hospital=hospital, defaults=now)
    return total


def _compared(patients: QuerySet[Patient], after: int, size: int) -> tuple[Recount, list[int], int]:
    """Of the next patients: the counts, the ids of those who differ, and the last one's id."""
    columns = ("pk", "hospital_id", "sex", "birth_on", "age_at_diagnosis")
    people = list(patients.filter(pk__gt=after).order_by("pk").values_list(*columns)[:size])
    if not people:
        return Recount(), [], after
    first, last = people[0][0], people[-1][0]
    laboratories = _laboratories({row[1] for row in people})
    stored = _stored(first, last)
    found, differing = Recount(len(people)), []
    for row in _with_facts(people, first, last):
        summary, stage = stored.get(row.id, (None, None))
        derived = summarise(row.person, row.history, laboratories[row.hospital_id])
        position = derive_stage(row.history)
        other_summary = summary != tuple(getattr(derived, name) for name in SUMMARY)
        other_stage = stage != (position.stage.value, position.since)
        found.summaries += other_summary
        found.stages += other_stage
        if other_summary or other_stage:
            differing.append(row.id)
    return found, differing, last


def _laboratories(hospital_ids: set[int]) -> dict[int, Laboratory]:
    return {hospital.pk: laboratory_of(hospital) for hospital in Hospital.objects.filter(pk__in=hospital_ids)}


def _stored(
    first: int, last: int
) -> dict[int, tuple[tuple[Any, ...] | None, tuple[str, date | None] | None]]:
    """Summary and stage as they stand, by patient; the keys of both tables are the patients'."""
    span = {"patient_id__gte": first, "patient_id__lte": last}
    courses = Course.objects.filter(**span).values_list("patient_id", "stage", "stage_since")
    stages = {pk: (stage, since) for pk, stage, since in courses}
    rows = CaseSummary.objects.filter(**span).values_list("patient_id", *SUMMARY)
    summaries = {row[0]: _summary_of(row) for row in rows}
    return {pk: (summaries.get(pk), stages.get(pk)) for pk in stages.keys() | summaries.keys()}


def _with_facts(people: list[tuple[Any, ...]], first: int, last: int) -> Iterator[_Row]:
    """Patients with their facts, both read once in the order of patients."""
    rows = (
        Fact.objects.current()
        .filter(patient_id__gte=first, patient_id__lte=last)
        .order_by("patient_id")
        # The bodies of a patient are decoded together: one by one they cost more than all rules.
        .annotate(json=Cast("body", TextField()))
        .values_list("patient_id", "kind", "side", "occurred_on", "offset_days", "pk", "precision", "json")
    )
    facts = {}
    for patient_id, group in groupby(rows.iterator(chunk_size=5_000), key=itemgetter(0)):
        found = list(group)
        bodies = json.loads(f"[{','.join([row[-1] for row in found])}]")
        facts[patient_id] = [
            ClinicalFact(kind, side, on, Body(body), offset, pk, precision)
            for (_, kind, side, on, offset, pk, precision, _), body in zip(found, bodies, strict=True)
        ]
    for pk, hospital_id, sex, birth_on, age in people:
        yield _Row(pk, hospital_id, Person(sex, birth_on, age), History(facts.get(pk, ())))


def _write(by: Actor, ids: list[int], today: date | None) -> None:
    """Brings these up to date, from their facts as they stand once the records are held."""
    patients = hold_records(by=by, patient_ids=ids)
    histories = histories_of(by, ids)
    replan_many(by=by, cases=[(patient, histories[pk]) for pk, patient in patients.items()], today=today)
