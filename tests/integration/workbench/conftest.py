"""Two hospitals, their staff and patients, as the staff pages meet them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from quancheng.access.actor import Actor, system
from quancheng.access.roles import Role
from quancheng.accounts import actions as accounts
from quancheng.accounts.models import User
from quancheng.careplan.actions.facts import record_facts
from quancheng.hospitals.models import Hospital, Team
from quancheng.oncology.facts import KINDS
from quancheng.oncology.models import Fact
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.consents import give_consent
from quancheng.patients.actions.registering import register
from quancheng.patients.actors import actor_for
from quancheng.patients.models import Patient
from quancheng.patients.rules.registering import NewContact, NewPatient
from quancheng.workbench.queries import shell
from tests.factories import accounts as factory

MACHINE = system("test")
BACKEND = "quancheng.accounts.backend.Backend"


@dataclass
class Centre:
    """A hospital with two teams, and another hospital that nobody here may see."""

    hospital: Hospital
    team: Team
    other_team: Team
    elsewhere: Hospital
    doctor: User
    nurse: User

    def actor(self, user: User) -> Actor:
        return actor_for(user)

    def patient(self, name: str = "张晓梅", **values: Any) -> Patient:
        phone = values.pop("phone", "")
        given = {
            "hospital_id": self.hospital.pk,
            "team_id": self.team.pk,
            "record_number": f"B{uuid4().hex[:8]}",
            "sex": "female",
            "birth_on": date(1968, 3, 12),
            "contacts": (NewContact("phone", phone),) if phone else (),
        } | values
        return register(by=MACHINE, new=NewPatient(name=name, **given))

    def stranger(self, name: str = "张晓梅", **values: Any) -> Patient:
        """A patient of the other hospital."""
        return self.patient(name, hospital_id=self.elsewhere.pk, team_id=None, **values)


@pytest.fixture
def centre(db: None, settings: Any) -> Centre:
    settings.REQUIRE_TOTP = False
    shell._KEPT.clear()
    here, elsewhere = factory.hospital(), factory.hospital("second", "县人民医院")
    team, other_team = factory.team(here, "乳腺一组"), factory.team(here, "乳腺二组")
    return Centre(
        here,
        team,
        other_team,
        elsewhere,
        member(here, Role.DOCTOR, team, "陈医生"),
        member(here, Role.NURSE, team, "王护士"),
    )


def member(at: Hospital, role: Role, team: Team | None, name: str = "某人") -> User:
    """Somebody with one duty."""
    user, _ = accounts.add_staff(
        by=MACHINE,
        hospital_id=at.pk,
        username=f"{role.value.replace('_', '')}{uuid4().hex[:6]}",
        display_name=name,
        duties=[(role, team.pk if team else None)],
        password=factory.PASSWORD,
    )
    return user


@pytest.fixture
def enter(centre: Centre) -> Callable[[User], Client]:
    """`enter(user)` signs in; one page is opened, so that counted requests do not pay for the sign-in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=BACKEND)
        client.get("/s/search/")
        return client

    return signed_in


@pytest.fixture
def record() -> Callable[..., list[Fact]]:
    """`record(patient, NewFact(…), …)` writes facts down, with her consent where one is wanted."""

    def recorded(patient: Patient, *facts: NewFact) -> list[Fact]:
        if any(KINDS[fact.kind].genetic for fact in facts):
            give_consent(by=MACHINE, patient=patient, purpose="genetic", channel="paper")
        return record_facts(by=MACHINE, patient=patient, facts=facts)

    return recorded


def key() -> dict[str, str]:
    """A submission key of its own."""
    return {"submission": str(uuid4())}


@pytest.fixture
def count_queries(django_assert_num_queries: Any) -> Callable[[int], Any]:
    """`with count_queries(5):` counts what the page asks of the database.

    On PostgreSQL every request also tells the transaction who asks: a savepoint around it, a setting, and
    one more by which the test sees everything again.
    """

    extra = 4 if connection.vendor == "postgresql" else 0
    return lambda number: django_assert_num_queries(number + extra)
