"""Sets up the hospitals and everybody who works there; gives what the rest of the build asks for by name."""

from dataclasses import dataclass, field
from datetime import date

from quancheng.access.actor import Actor, system
from quancheng.accounts.actions.staff import Credentials, add_staff
from quancheng.accounts.models import User
from quancheng.demo.centres import CENTRES, STAFF, Centre, Colleague
from quancheng.hospitals.actions import Settings, add_hospital, save_department, save_team
from quancheng.hospitals.models import Department, Hospital, Team
from quancheng.kernel.dates import add_months
from quancheng.patients.actors import actor_for
from quancheng.patients.models import Patient

BUILDER = system("demo")


@dataclass(slots=True)
class House:
    """One hospital as built: its teams in order, its people by user name."""

    centre: Centre
    hospital: Hospital
    teams: list[Team] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """The colleague as an actor, with the duties that she holds."""
        if username not in self.actors:
            self.actors[username] = actor_for(self.users[username])
        return self.actors[username]

    def holders(self, role: str, team: int | None = None) -> list[str]:
        """The user names of those with that role (in that team), in the order of the roster."""
        return [
            person.username
            for person in STAFF[self.centre.code]
            if person.role == role and (team is None or team in person.teams)
        ]

    def manager_of(self, patient: Patient) -> Actor:
        """The case manager of the patient's team."""
        team = next(place for place, team in enumerate(self.teams) if team.pk == patient.team_id)
        return self.somebody("case_manager", team)

    def somebody(self, role: str, team: int) -> Actor:
        """Who does this role's work in the team or the hospital at large; else the team's case manager."""
        names = self.holders(role, team) or self.holders(role) or self.holders("case_manager", team)
        return self.actor(names[0])


def found(opened_on: date, password: str) -> dict[str, House]:
    """The three hospitals with departments, teams and staff, by code."""
    return {centre.code: _found(centre, opened_on, password) for centre in CENTRES}


def _found(centre: Centre, opened_on: date, password: str) -> House:
    settings = Settings(name=centre.name, name_en=centre.name_en)
    hospital = add_hospital(by=BUILDER, code=centre.code, settings=settings)
    departments = [
        save_department(by=BUILDER, hospital_id=hospital.pk, name=name, name_en=name_en)
        for name, name_en in centre.departments
    ]
    house = House(centre, hospital)
    house.teams = [
        save_team(
            by=BUILDER,
            hospital_id=hospital.pk,
            name=name,
            name_en=name_en,
            department_id=departments[0].pk,
        )
        for name, name_en in centre.teams
    ]
    for number, person in enumerate(STAFF[centre.code]):
        house.users[person.username] = _employ(house, departments, person, number, opened_on, password)
    return house


def _employ(
    house: House, departments: list[Department], person: Colleague, number: int, on: date, password: str
) -> User:
    teams: list[int | None] = [house.teams[place].pk for place in person.teams] or [None]
    licensed = bool(person.title)
    user, _ = add_staff(
        by=BUILDER,
        hospital_id=house.hospital.pk,
        username=person.username,
        display_name=person.name,
        duties=[(person.role, team) for team in teams],
        password=password,
        credentials=Credentials(
            department_id=departments[person.department].pk,
            title=person.title,
            licence_number=f"DEMO-{house.centre.code.upper()}-{number:03d}" if licensed else "",
            # One licence runs out about now, so that the administrator has something to see.
            licence_expires_on=add_months(on, 15 + number * 3) if licensed else None,
            internet_hospital_right=person.internet,
            internet_hospital_expires_on=add_months(on, 24 + number) if person.internet else None,
            breast_care_since=add_months(on, -12 * person.years) if person.years else None,
        ),
    )
    return user
