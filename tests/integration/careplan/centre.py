"""A small centre for the tests of the plan: two teams, a neighbour hospital, people with duties."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

from quancheng.access.actor import Actor, Duty, system
from quancheng.access.roles import Role
from quancheng.accounts.models import DutyAssignment, User
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.facts import record_facts
from quancheng.hospitals.models import Hospital, Team
from quancheng.kernel import clock
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.registering import register
from quancheng.patients.models import Patient
from quancheng.patients.rules.registering import NewPatient

MACHINE = system("test")
_numbers = count(1)


@dataclass
class Centre:
    """A hospital with two teams."""

    hospital: Hospital
    teams: list[Team]
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str, role: Role, team: int | None = 0) -> Actor:
        """A person on duty, and her account."""
        if name not in self.users:
            user = User.objects.create(username=f"{self.hospital.code}-{name}", display_name=name)
            self.users[name] = user
            DutyAssignment.objects.create(
                user=user,
                hospital=self.hospital,
                team=None if team is None else self.teams[team],
                role=role.value,
                starts_on=date(2020, 1, 1),
            )
        team_id = None if team is None else self.teams[team].pk
        return Actor(user_id=self.users[name].pk, name=name, duties=(Duty(self.hospital.pk, role, team_id),))

    def patient(self, name: str = "张晓梅", team: int = 0, enrolled_days_ago: int | None = None) -> Patient:
        """A registered patient, under whole-course management where days are given."""
        person = register(
            by=MACHINE,
            new=NewPatient(
                hospital_id=self.hospital.pk,
                record_number=f"ZY{next(_numbers):06}",
                sex="female",
                name=name,
                birth_on=date(1970, 5, 1),
                team_id=self.teams[team].pk,
            ),
        )
        if enrolled_days_ago is not None:
            enrol(by=MACHINE, patient=person, on=clock.today() - timedelta(days=enrolled_days_ago))
        return person


def centre(code: str = "centre") -> Centre:
    """A hospital with two teams."""
    hospital = Hospital.objects.create(code=code, name=f"医院{code}")
    teams = [Team.objects.create(hospital=hospital, name=name) for name in ("一组", "二组")]
    return Centre(hospital, teams)


def ago(days: int) -> date:
    """So many days before today in the clinic."""
    return clock.today() - timedelta(days=days)


def record(patient: Patient, *facts: NewFact) -> None:
    """Facts of a patient, by the machine."""
    record_facts(by=MACHINE, patient=patient, facts=facts)


def fact(kind: str, days_ago: int, side: str = "", **body: object) -> NewFact:
    """A fact so many days ago."""
    return NewFact(kind=kind, on=ago(days_ago), side=side, body=body)
