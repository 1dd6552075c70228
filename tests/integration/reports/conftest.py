"""Cases made by hand, each for one rule of the report."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.test import Client

from quancheng.access.actor import Actor, Duty, system
from quancheng.access.roles import Role
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import record_facts
from quancheng.hospitals.models import Hospital
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.registering import register
from quancheng.patients.models import Patient
from quancheng.patients.rules.registering import NewPatient
from quancheng.reports.rules import Period, read_period
from tests.factories import accounts as factory

MACHINE = system("test")
TODAY = date(2026, 11, 21)
NewCase = Callable[..., Patient]
_numbers = count(1)


def fact(kind: str, on: str, side: str = "", **body: Any) -> NewFact:
    """A fact in short."""
    return NewFact(kind=kind, on=date.fromisoformat(on), side=side, body=body)


def three_years(as_of: date | None = None) -> Period:
    """1 October 2015 up to, not including, 1 October 2018."""
    return read_period("2015-10", "2018-10", as_of=as_of, today=TODAY)


@pytest.fixture
def hospital(db: None) -> Hospital:
    return factory.hospital("first", "第一医院")


@pytest.fixture
def elsewhere(db: None) -> Hospital:
    return factory.hospital("second", "第二医院")


@pytest.fixture
def director(hospital: Hospital) -> Actor:
    return Actor(user_id=None, name="director", duties=(Duty(hospital.pk, Role.QUALITY_DIRECTOR),))


@pytest.fixture
def researcher(hospital: Hospital) -> Actor:
    return Actor(user_id=None, name="researcher", duties=(Duty(hospital.pk, Role.RESEARCHER),))


@pytest.fixture
def case(hospital: Hospital) -> NewCase:
    """`case("2016-03-01", fact(...), …)`: somebody admitted on that day, enrolled unless told otherwise."""

    def make(
        admitted: str | None, *facts: NewFact, at: Hospital | None = None, enrolled: str | None = "same"
    ) -> Patient:
        where = at or hospital
        patient = register(
            by=MACHINE,
            new=NewPatient(
                hospital_id=where.pk,
                record_number=f"R{next(_numbers):05}",
                sex="female",
                name="张晓梅",
                birth_on=date(1965, 4, 3),
            ),
        )
        first = [fact("admission", admitted)] if admitted else []
        if first or facts:
            record_facts(by=MACHINE, patient=patient, facts=[*first, *facts], today=TODAY)
        if enrolled and admitted:
            enrol(
                by=MACHINE,
                patient=patient,
                on=date.fromisoformat(admitted if enrolled == "same" else enrolled),
            )
        return patient

    return make


@pytest.fixture
def signed_in(hospital: Hospital, client: Client) -> Callable[[Role], Client]:
    """`signed_in(Role.QUALITY_DIRECTOR)`: a browser of somebody with that role."""

    def come(role: Role) -> Client:
        user = factory.staff(hospital, role, username=f"some.{role.value}")
        client.force_login(user, backend="quancheng.accounts.backend.Backend")
        return client

    return come
