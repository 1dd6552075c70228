"""Reads of oncology beyond one table: the figures of one patient."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from quancheng.access.actor import Actor
from quancheng.hospitals.models import Hospital
from quancheng.oncology.calculators.predict.shared import Treatment
from quancheng.oncology.calculators.prognostic_stage import DataPack, load_pack
from quancheng.oncology.models import Fact, clinical
from quancheng.oncology.rules.figures import Answer, CaseInputs, default_treatment, figures
from quancheng.oncology.rules.history import History
from quancheng.oncology.rules.summary import Laboratory, Person
from quancheng.patients.models import Patient

_load = lru_cache(maxsize=4)(load_pack)


def pack_for(actor: Actor, hospital: Hospital) -> DataPack:
    """The AJCC tables of a hospital that has a licence; NoDataPack, with the reason, for every other."""
    folder = settings.PROGNOSTIC_PACK
    return _load(Path(folder) if folder and hospital.prognostic_stage_licensed else None)


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
