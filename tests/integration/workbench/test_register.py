"""Registering a person: every mistake at its field, nobody twice, a match proposed."""

from typing import Any

import pytest

from quancheng.access.roles import Role
from quancheng.patients.models import MatchProposal, Patient
from quancheng.patients.rules.registering import NewIdentifier
from tests.integration.workbench.conftest import key, member

pytestmark = pytest.mark.django_db
ADDRESS = "/s/patients/new/"
RESIDENT_ID = "310101196803123226"


def typed(centre, **more: Any) -> dict[str, Any]:
    return key() | {
        "hospital": str(centre.hospital.pk),
        "team": str(centre.team.pk),
        "record_number": "B2018",
        "name": "张晓梅",
        "sex": "female",
        **more,
    }


def test_registers_and_opens_the_new_record(centre, enter):
    answer = enter(centre.nurse).post(ADDRESS, typed(centre, resident_id=RESIDENT_ID, phone="138 1234 5678"))
    patient = Patient.objects.get()
    assert answer["Location"] == f"/s/patients/{patient.public_id}/"
    assert (patient.name, str(patient.birth_on), patient.team) == ("张晓梅", "1968-03-12", centre.team)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"record_number": ""}, "record_number"),
        ({"resident_id": "310101196803123229"}, "resident_id"),
        ({"resident_id": RESIDENT_ID, "birth_on": "1970-01-01"}, "birth_on"),
        ({"resident_id": RESIDENT_ID, "sex": "male"}, "sex"),
        ({"phone": "12"}, "phone"),
        ({"birth_on": "2999-01-01"}, "birth_on"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(wrong, field, centre, enter):
    answer = enter(centre.nurse).post(ADDRESS, typed(centre, allergies="青霉素") | wrong)
    assert answer.status_code == 422
    assert f'href="#id_{field}' in answer.content.decode()
    assert 'value="青霉素"' in answer.content.decode()
    assert not Patient.objects.exists()


def test_a_known_id_is_refused_with_the_way_to_the_record_that_exists(centre, enter):
    centre.patient("张小梅", identifiers=(NewIdentifier("resident_id", RESIDENT_ID),))
    answer = enter(centre.nurse).post(ADDRESS, typed(centre, resident_id=RESIDENT_ID))
    assert answer.status_code == 422
    assert f"/s/search/?q={RESIDENT_ID}" in answer.content.decode()
    assert Patient.objects.count() == 1


def test_a_form_sent_twice_registers_once(centre, enter):
    client, values = enter(centre.nurse), typed(centre)
    first, second = client.post(ADDRESS, values), client.post(ADDRESS, values)
    assert first["Location"] == second["Location"]
    assert Patient.objects.count() == 1


def test_the_same_person_elsewhere_is_proposed_and_not_linked(centre, enter):
    centre.stranger(identifiers=(NewIdentifier("resident_id", RESIDENT_ID),))
    enter(centre.nurse).post(ADDRESS, typed(centre, resident_id=RESIDENT_ID))
    assert MatchProposal.objects.get().state == "proposed"


def test_nobody_is_registered_in_another_hospital_or_into_its_teams(centre, enter):
    client = enter(centre.nurse)
    assert client.post(ADDRESS, typed(centre, hospital=str(centre.elsewhere.pk))).status_code == 422
    assert client.post(ADDRESS, typed(centre, team="999999")).status_code == 422
    assert not Patient.objects.exists()


def test_a_role_without_the_right_is_refused(centre, enter):
    client = enter(member(centre.hospital, Role.MDT_SECRETARY, centre.team))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, typed(centre)).status_code == 403
