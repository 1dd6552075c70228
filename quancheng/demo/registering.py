"""How a case is registered: her numbers, her phone and her relative's, her team and who looks after her."""

from quancheng.access.roles import Role
from quancheng.demo.course.case import Case
from quancheng.demo.staffing import House
from quancheng.patients.rules.registering import NewContact, NewIdentifier, NewPatient


def place_of(house: House, case: Case) -> int:
    """Which of the hospital's teams looks after her."""
    return case.number % len(house.teams)


def new_patient(house: House, case: Case) -> NewPatient:
    """The registration of a case in this hospital."""
    place, person = place_of(house, case), case.person
    doctors = house.holders(Role.DOCTOR, place)
    return NewPatient(
        hospital_id=house.hospital.pk,
        record_number=case.record_number or f"{case.admitted_on:%y}{person.serial:06d}",
        sex=person.sex,
        name=person.name,
        birth_on=person.birth_on,
        team_id=house.teams[place].pk,
        attending_id=house.users[doctors[(person.serial + 1) % len(doctors)]].pk,
        case_manager_id=house.users[house.holders(Role.CASE_MANAGER, place)[0]].pk,
        allergies="青霉素" if person.serial % 19 == 7 else "",
        identifiers=(NewIdentifier("resident_id", person.resident_id),),
        contacts=(
            NewContact("phone", person.phone),
            NewContact("phone", person.family_phone, relation=person.relation, name=person.relative),
        ),
        source="demo",
    )
