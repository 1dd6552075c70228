"""Rows of lists in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.urls import NoReverseMatch

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.careplan.models import Course
from quancheng.hospitals.models import Team
from quancheng.oncology import presenters as oncology
from quancheng.oncology.models import CaseSummary
from quancheng.patients.models import Patient
from quancheng.ui.addresses import address
from quancheng.workbench.presenters import person


class ListRow(Protocol):
    """What a row of a list brings along."""

    @property
    def patient(self) -> Patient: ...
    @property
    def open_to_me(self) -> bool: ...
    @property
    def course(self) -> Course | None: ...
    @property
    def summary(self) -> CaseSummary | None: ...
    @property
    def last_contact_on(self) -> date | None: ...
    @property
    def next_step(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a list; a masked one has no clinical words, perhaps a way to open it in an emergency."""

    name: str
    number: str
    sex: str
    age: str
    href: str = ""
    glass_href: str = ""
    masked: bool = False
    side: str = ""
    subtype: str = ""
    stage_group: str = ""
    stage: str = ""
    next_what: str = ""
    next_due: str = ""
    late_days: int = 0
    last_contact: str = ""
    hospital: str = ""
    team: str = ""


def found(rows: Iterable[ListRow], actor: Actor, today: date) -> list[Shown]:
    """Rows of a search: in care as they are, all others masked."""
    return [_open(row, today) if row.open_to_me else _masked(row, actor) for row in rows]


def in_care(rows: Iterable[ListRow], today: date) -> list[Shown]:
    """Rows of the list of patients in care."""
    return [_open(row, today) for row in rows]


def _open(row: ListRow, today: date) -> Shown:
    patient, summary = row.patient, row.summary
    step = row.next_step
    return Shown(
        name=person.name_of(patient),
        number=person.number_of(patient),
        sex=person.sex_words(patient),
        age=person.age_words(patient, summary, today),
        href=address("workbench:record", patient.public_id),
        side=oncology.side_words(summary.side) if summary else "",
        subtype=oncology.subtype_words(summary.subtype) if summary else "",
        stage_group=oncology.stage_words(summary.stage_group) if summary else "",
        stage=person.stage_words(row.course),
        next_what=person.step_words(step.title, step.side) if step else "",
        next_due=person.date_words(step.due_by) if step else "",
        late_days=max((today - step.due_by).days, 0) if step else 0,
        last_contact=person.date_words(row.last_contact_on),
        hospital=person.named(patient.hospital),
        team=person.named(patient.team),
    )


def _masked(row: ListRow, actor: Actor) -> Shown:
    patient = row.patient
    return Shown(
        name=person.name_of(patient, masked=True),
        number=person.number_of(patient, masked=True),
        sex=person.sex_words(patient),
        age="",
        masked=True,
        glass_href=glass_address(patient, actor),
        hospital=person.named(patient.hospital),
        team=person.named(patient.team),
    )


def glass_address(patient: Patient, actor: Actor) -> str:
    """Where an emergency access to this record is asked for; empty for roles without that right."""
    if not actor.may(Permission.BREAK_GLASS, patient.hospital_id):
        return ""
    try:
        return address("patients_staff:break_glass", patient.public_id)
    except NoReverseMatch:
        return ""


def team_choices(teams: Sequence[Team]) -> list[tuple[str, str]]:
    """Teams to choose from, with the hospital's name where there are several."""
    several = len({team.hospital_id for team in teams}) > 1
    return [
        (
            str(team.pk),
            f"{person.named(team.hospital)} · {person.named(team)}" if several else person.named(team),
        )
        for team in teams
    ]
