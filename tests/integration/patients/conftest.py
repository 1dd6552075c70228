"""Two hospitals, and people of them who act."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from quancheng.access.actor import Actor
from quancheng.access.roles import Role
from quancheng.hospitals.models import Team
from quancheng.patients.actions.registering import register
from quancheng.patients.actors import actor_for
from quancheng.patients.models import Patient
from quancheng.patients.rules.registering import NewContact, NewIdentifier, NewPatient
from tests.authorization.world import MACHINE, Place, place, resident_id, staff

BORN = date(1968, 5, 6)
NUMBER = resident_id(BORN, 246)
Registers = Callable[..., Patient]


@pytest.fixture
def centre(db: None) -> Place:
    """Our hospital."""
    return place("centre", "示范医院")


@pytest.fixture
def partner(db: None) -> Place:
    """The other hospital."""
    return place("partner", "协作医院")


@pytest.fixture
def acts() -> Callable[..., Actor]:
    """`acts(centre, Role.NURSE)` is somebody of that role, of the first team unless another is named."""
    numbers = count()

    def make(where: Place, role: Role, team: Team | None = None) -> Actor:
        return actor_for(staff(where, f"{role.value}-{next(numbers)}", role, team=team))

    return make


@pytest.fixture
def registered() -> Registers:
    """`registered(centre, "C-1", name=…, number=…, phone=…)` is a person with these traits."""

    def make(where: Place, record_number: str, *, number: str = "", phone: str = "", **more: Any) -> Patient:
        values: dict[str, Any] = {"name": "甘棠遗", "sex": "female", "team_id": where.team.pk, **more}
        return register(
            by=MACHINE,
            new=NewPatient(
                hospital_id=where.hospital.pk,
                record_number=record_number,
                identifiers=(NewIdentifier("resident_id", number),) if number else (),
                contacts=(NewContact("phone", phone),) if phone else (),
                **values,
            ),
        )

    return make
