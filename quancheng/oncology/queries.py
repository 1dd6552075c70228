"""Reads of oncology beyond one table: the figures of one patient."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from quancheng.access.actor import Actor
from quancheng.hospitals.models import Hospital
from quancheng.kernel.refused import Refused
from quancheng.oncology.calculators.predict.shared import Treatment
from quancheng.oncology.calculators.prognostic_stage import DataPack, load_pack
from quancheng.oncology.facts.schema import Body
from quancheng.oncology.models import Fact, clinical
from quancheng.oncology.rules.figures import Answer, CaseInputs, default_treatment, figures
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.summary import Laboratory, Person
from quancheng.oncology.rules.tissues import OtherTissue, other_tissues, questions
from quancheng.patients.compiled import compiled
from quancheng.patients.models import Patient


def history_of(actor: Actor, patient_id: int, *, without: int | None = None) -> History:
    """The facts that stand of a patient, as rules read them; perhaps without one that is being corrected.

    Read as plain values: making objects of the rows would take longer than the database and the rules.
    """
    rows = _standing(actor, patient_id)
    facts = [
        ClinicalFact(kind, side, on, Body(body), offset_days, pk, precision)
        for kind, side, on, body, offset_days, pk, precision in rows
        if pk != without
    ]
    return History(facts)


def histories_of(actor: Actor, patient_ids: Collection[int]) -> dict[int, History]:
    """The same of several patients at once, by patient; of one without a fact an empty one."""
    facts: dict[int, list[Fact]] = {pk: [] for pk in patient_ids}
    for fact in Fact.objects.current().filter(patient_id__in=facts):
        facts[fact.patient_id].append(fact)
    return {pk: History(clinical(found)) for pk, found in facts.items()}


@compiled
def _standing(actor: Actor, patient_id: int) -> QuerySet[Fact, tuple[Any, ...]]:
    rows = Fact.objects.current().filter(patient_id=patient_id)
    return rows.values_list("kind", "side", "occurred_on", "body", "offset_days", "pk", "precision")


_load = lru_cache(maxsize=4)(load_pack)


def pack_for(actor: Actor, hospital: Hospital) -> DataPack:
    """The AJCC tables of a hospital that has a licence; NoDataPack, with the reason, for every other."""
    folder = settings.PROGNOSTIC_PACK
    return _load(Path(folder) if folder and hospital.prognostic_stage_licensed else None)


@dataclass(frozen=True, slots=True)
class Remarks:
    """What is said above a patient's reports."""

    tissues: list[OtherTissue]
    questions: list[tuple[str, Refused]]


def remarks_on(actor: Actor, facts: Sequence[Fact]) -> Remarks:
    """Tissue beside the primary, and what the reports leave open, from facts that the actor may read."""
    history = History(clinical(facts))
    return Remarks(other_tissues(history), questions(history))


def figures_of(
    actor: Actor,
    patient: Patient,
    facts: Sequence[Fact],
    *,
    person: Person,
    laboratory: Laboratory,
    today: date,
    treatment: Callable[[CaseInputs], Treatment] = default_treatment,
) -> list[Answer]:
    """Every calculator's answer from the facts given, which are those that this actor may read."""
    return figures(
        person,
        History(clinical(facts)),
        laboratory,
        pack=lambda: pack_for(actor, patient.hospital),
        today=today,
        treatment=treatment,
    )
