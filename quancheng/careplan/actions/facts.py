"""Recording facts, and what follows from them. The doors call these, never oncology's actions directly."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.careplan.actions.replanning import replan, replan_many
from quancheng.oncology import actions as oncology
from quancheng.oncology.models import Fact, clinical
from quancheng.oncology.rules.history import History
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.holding import hold_record
from quancheng.patients.models import Patient


@transaction.atomic
def record_facts(
    *,
    by: Actor,
    patient: Patient,
    facts: Sequence[NewFact],
    source: str = "manual",
    today: date | None = None,
) -> list[Fact]:
    """The facts written down, with stage and steps brought up to date."""
    hold_record(by=by, patient=patient)
    rows = oncology.record_facts(by=by, items=[(patient, facts)], source=source, today=today)
    replan(by=by, patient=patient, today=today)
    return rows


@transaction.atomic
def record_first_facts(
    *,
    by: Actor,
    items: Sequence[tuple[Patient, Sequence[NewFact]]],
    source: str,
    batch_id: int | None = None,
    today: date | None = None,
) -> list[Fact]:
    """The facts of patients who had none: imports use it, since nothing need be read back."""
    rows = oncology.record_facts(by=by, items=items, source=source, batch_id=batch_id, today=today)
    by_patient: dict[int, list[Fact]] = {patient.pk: [] for patient, _ in items}
    for row in rows:
        by_patient[row.patient_id].append(row)
    cases = [(patient, History(clinical(by_patient[patient.pk]))) for patient, _ in items]
    replan_many(by=by, cases=cases, today=today)
    return rows


@transaction.atomic
def correct_fact(*, by: Actor, fact: Fact, new: NewFact, reason: str, today: date | None = None) -> Fact:
    """The new version of a fact, with stage and steps brought up to date."""
    hold_record(by=by, patient=fact.patient)
    row = oncology.correct_fact(by=by, fact=fact, new=new, reason=reason, today=today)
    replan(by=by, patient=row.patient, today=today)
    return row


@transaction.atomic
def retire_fact(*, by: Actor, fact: Fact, reason: str, today: date | None = None) -> None:
    """Withdraws a fact entered in error, and brings stage and steps up to date."""
    hold_record(by=by, patient=fact.patient)
    oncology.retire_fact(by=by, fact=fact, reason=reason)
    replan(by=by, patient=fact.patient, today=today)
