"""Fills an empty, migrated database with a hospital of N patients, a partner hospital, staff and portals.

The first patients (at most TEMPLATES) come in through the actions with everything: registered, enrolled,
facts, stage, plan, audit. All others are registered through the actions too, audit included; their facts,
summaries, stages and steps are copies of the first ones', made in the database, because recording three
million facts through the actions would take an hour. The same N gives the same people.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.apps import AppConfig, apps
from django.db import connection, models
from django.db.models import F, Max

from quancheng.access.actor import system
from quancheng.access.roles import Role
from quancheng.accounts.actions.staff import add_staff
from quancheng.accounts.models import DutyAssignment
from quancheng.careplan.actions.enrolling import enrol_many
from quancheng.careplan.actions.facts import record_first_facts
from quancheng.careplan.models import Course, StageChange, Step
from quancheng.demo.course.case import Case
from quancheng.demo.course.current import recent_cases
from quancheng.demo.course.timeline import timeline
from quancheng.demo.people.names import full_name
from quancheng.hospitals.actions import Settings, add_hospital, save_team
from quancheng.hospitals.models import Hospital, Team
from quancheng.kernel import clock
from quancheng.kernel.resident_id import make_resident_id
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.patients.actions.portal import open_portal
from quancheng.patients.actions.registering import register_many
from quancheng.patients.models import Contact, Patient
from quancheng.patients.row_security import acting_as
from quancheng.patients.rules.registering import NewContact, NewIdentifier, NewPatient

TEMPLATES = 1000
CHUNK = 250
PARTNER_EVERY = 20  # the partner hospital's; every second patient is under whole-course management
TEAMS = 8
PORTALS = 40
ID_RANGE = 1_000_000_000
PASSWORD = "A-long-phrase-for-measuring-7"
FIRST_DAY, LAST_DAY = date(2019, 1, 7), date(2026, 11, 16)
ROLES = (Role.NURSE, Role.DOCTOR, Role.CASE_MANAGER)
BENCH = system("bench")


@dataclass(frozen=True, slots=True)
class Place:
    """One hospital and its teams."""

    hospital: Hospital
    teams: tuple[Team, ...]


def main(words: Sequence[str]) -> None:
    """The whole population, committed chunk by chunk."""
    size = int(words[0])
    count = min(size, TEMPLATES)
    cases = recent_cases(
        count, seed="bench", first_serial=1, first_day=FIRST_DAY, last_day=LAST_DAY - timedelta(days=1)
    )
    # Cases come in the order of admission; a registry holds old and new side by side.
    Random("bench:order").shuffle(cases)
    with _held(FIRST_DAY - timedelta(days=30)), acting_as(BENCH):
        places = [_found("bench", TEAMS), _found("bench-partner", 1)]
    with _held(LAST_DAY):
        if cases:
            _copies(places, cases, _originals(places, cases), size)
            _hand_over(places)
            _portals(places[0])
    _settle()


@contextmanager
def _held(on: date) -> Iterator[None]:
    with clock.frozen(datetime.combine(on, time(9, 30), clock.zone())):
        yield


def _found(code: str, count: int) -> Place:
    """A hospital with teams, three people for each team, and a clerk who sees everybody."""
    hospital = add_hospital(by=BENCH, code=code, settings=Settings(name=f"测试医院 {code}"))
    teams = tuple(
        save_team(by=BENCH, hospital_id=hospital.pk, name=f"乳腺{number}组", name_en=f"Team {number}")
        for number in range(1, count + 1)
    )
    for number, team in enumerate(teams):
        for role in ROLES:
            _employ(hospital, f"{code}.{role}.{number}", role, team.pk)
    _employ(hospital, f"{code}.clerk", Role.DATA_CLERK, None)
    return Place(hospital, teams)


def _employ(hospital: Hospital, username: str, role: Role, team_id: int | None) -> None:
    add_staff(
        by=BENCH,
        hospital_id=hospital.pk,
        username=username,
        display_name="王小明",
        duties=[(role, team_id)],
        password=PASSWORD,
    )


def _new_patient(places: Sequence[Place], number: int, case: Case) -> NewPatient:
    """The registration of patient `number`, born when this case's person was, so that its dates fit."""
    place = places[number % PARTNER_EVERY == PARTNER_EVERY - 1]
    born = case.person
    # Region and serial together make the resident ID: no two patients share both.
    region, serial = f"{990000 + number // 500}", number % 500 * 2 + (born.sex == "male")
    return NewPatient(
        hospital_id=place.hospital.pk,
        record_number=record_number(number),
        sex=born.sex,
        name=full_name(Random(number), born.sex, born.birth_on.year),
        birth_on=born.birth_on,
        team_id=place.teams[number // 2 % len(place.teams)].pk,
        allergies="青霉素" if number % 19 == 7 else "",
        identifiers=(NewIdentifier("resident_id", make_resident_id(region, born.birth_on, serial)),),
        contacts=(
            NewContact("phone", phone_number(number)),
            NewContact("phone", phone_number(number + 5_000_000), relation="女儿", name=born.relative),
        ),
        source="bench",
    )


def record_number(number: int) -> str:
    """The medical record number of a patient."""
    return f"B{number:07d}"


def phone_number(number: int) -> str:
    """Her mobile: no phone company gave out 1990…"""
    return f"1990{number:07d}"


def _register(places: Sequence[Place], numbers: Sequence[int], cases: Sequence[Case]) -> list[Patient]:
    new = [_new_patient(places, number, case) for number, case in zip(numbers, cases, strict=True)]
    return register_many(by=BENCH, new=new)


def _originals(places: Sequence[Place], cases: Sequence[Case]) -> int:
    """The patients who come in through the actions with all their facts; gives the first one's id."""
    first_id, hospitals = 0, {place.hospital.pk: place.hospital for place in places}
    for start in range(0, len(cases), CHUNK):
        chunk = cases[start : start + CHUNK]
        with acting_as(BENCH):
            patients = _register(places, range(start, start + len(chunk)), chunk)
            first_id = first_id or patients[0].pk
            for patient in patients:
                patient.hospital = hospitals[patient.hospital_id]
            pairs = list(zip(patients, chunk, strict=True))
            enrol_many(by=BENCH, items=[(patient, case.admitted_on) for patient, case in pairs[1::2]])
            told = [(patient, timeline(case, LAST_DAY)) for patient, case in pairs]
            record_first_facts(by=BENCH, items=told, source="bench", batch_id=1)
        _say(start + len(chunk))
    return first_id


def _copies(places: Sequence[Place], cases: Sequence[Case], first_id: int, size: int) -> None:
    """The remaining patients, in rounds of as many as there are templates."""
    gaps = {model: _top(model, first_id) for model in (Fact, StageChange, Step)}
    for turn, start in enumerate(range(len(cases), size, len(cases)), 1):
        numbers = range(start, min(start + len(cases), size))
        with acting_as(BENCH):
            for at in range(0, len(numbers), CHUNK):
                part = numbers[at : at + CHUNK]
                _register(places, part, cases[at : at + len(part)])
            _copy_courses(first_id, start, len(numbers), {model: turn * gaps[model] for model in gaps}, turn)
            if turn.bit_count() == 1:  # each time there are twice as many
                _tell_planner()
        _say(numbers[-1] + 1)


def _tell_planner() -> None:
    """PostgreSQL keeps the plans of its foreign keys; made for empty tables, they would read whole ones."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _top(model: type[models.Model], first_id: int) -> int:
    """The last id among the rows of the templates; their copies' ids go on from there."""
    rows = model._default_manager.filter(patient_id__lt=first_id + TEMPLATES)
    return rows.aggregate(top=Max("pk"))["top"] or 0


def _copy_courses(
    first_id: int, shift: int, count: int, gaps: Mapping[type[models.Model], int], turn: int
) -> None:
    """Facts and what is derived from them, for the patients who stand `shift` behind their templates.

    `gaps` says for each numbered table how far the copies' ids stand behind the templates'.
    """
    moved = {
        "patient_id": f"t.patient_id + {shift}",
        "hospital_id": "p.hospital_id",
        "team_id": "p.team_id",
        "fact_id": f"t.fact_id + {gaps[Fact]}",
        "public_id": f"'{turn}t' || t.id",
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Row security hides from the planner how many rows there are; it would compare each with each.
            cursor.execute("SET LOCAL enable_nestloop = off")
        for model in (Fact, CaseSummary, Course, StageChange, Step):
            columns = [column.column for column in model._meta.concrete_fields]
            own = moved | {"id": f"t.id + {gaps.get(model, 0)}"}
            values = ", ".join(own.get(column, f"t.{column}") for column in columns)
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {values}"
                f" FROM {model._meta.db_table} t JOIN patients_patient p ON p.id = t.patient_id + {shift}"
                f" WHERE t.patient_id >= {first_id} AND t.patient_id < {first_id + count}"
            )


def _hand_over(places: Sequence[Place]) -> None:
    """Every fifth open step stands in the name of its team's case manager."""
    with acting_as(BENCH):
        for team in (team for place in places for team in place.teams):
            manager = DutyAssignment.objects.get(team=team, role=Role.CASE_MANAGER)
            fifth = Step.objects.open().annotate(rest=F("pk") % 5).filter(team_id=team.pk, rest=0)
            fifth.update(owner_id=manager.user_id)


def _portals(place: Place) -> None:
    """Some enrolled patients may sign in, each with her own phone."""
    with acting_as(BENCH):
        rows = Contact.objects.filter(
            relation="", patient__hospital=place.hospital, patient__course__enrolled_on__isnull=False
        )
        for contact in rows.select_related("patient").order_by("patient_id")[:PORTALS]:
            open_portal(by=BENCH, patient=contact.patient, phone=contact.value)


def _settle() -> None:
    """Lets the ids of every table go on in a range of its own, and tells the planner what is there.

    A tape finds out by its number which row a statement means. Of a new patient and her only phone number,
    equal ids would tell it nothing, and the floor would ask for the wrong row.
    """
    # Not of the keys: theirs have two bytes.
    ours = [model._meta for app in apps.get_app_configs() if _has_rows(app) for model in app.get_models()]
    counted = sorted(
        (meta.db_table, meta.pk.column) for meta in ours if isinstance(meta.pk, models.BigAutoField)
    )
    with connection.cursor() as cursor:
        for place, (table, column) in enumerate(counted, start=1):
            first = place * ID_RANGE
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, first])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, first])
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def _has_rows(app: AppConfig) -> bool:
    return app.name.startswith("quancheng") and app.label != "vault"


def _say(count: int) -> None:
    print(f"\r  {count:,} patients", end="", file=sys.stderr, flush=True)
