"""What no patient can have, typed into the staff form: refused as the import refuses it."""

import pytest

from quancheng.oncology.models import Fact
from tests.factories.tnm import IMPOSSIBLE
from tests.integration.workbench.test_facts import place, post

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("values", "field"), IMPOSSIBLE)
def test_tnm_that_cannot_be_is_refused_at_its_field(values, field, centre, enter):
    typed = {"fact_on": "2018-03-04", "fact_side": "left", **values}
    answer = post(enter(centre.doctor), place(centre.patient(), "add/tnm/"), typed)
    assert answer.status_code == 422
    assert f'href="#id_{field}' in answer.content.decode()
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"classification": "p", "t": "T1c", "n": "N0(i+)", "m": "M0", "stage_group": "IA"},
        {"classification": "yp", "t": "T1", "n": "N0", "m": "M0", "stage_group": "IV"},
        {"classification": "yp", "t": "T0", "n": "N0", "m": "M0", "stage_group": "I"},
        {"classification": "p", "t": "T3", "n": "N1a", "m": "M0", "stage_group": "IB"},
        {"classification": "absent:unknown", "stage_group": "IIIC"},
    ],
)
def test_tnm_that_a_report_may_say_is_kept(values, centre, enter):
    typed = {"fact_on": "2018-03-04", "fact_side": "left", **values}
    answer = post(enter(centre.doctor), place(centre.patient(), "add/tnm/"), typed)
    assert answer.status_code == 302
    assert Fact.objects.get().body["stage_group"] == values["stage_group"]


@pytest.mark.parametrize(("height", "weight"), [("122", "248"), ("198", "30"), ("110", "100")])
def test_height_and_weight_that_nobody_has_together_are_refused(height, weight, centre, enter):
    typed = {"fact_on": "2018-03-04", "height_cm": height, "weight_kg": weight}
    answer = post(enter(centre.doctor), place(centre.patient(), "add/body_measures/"), typed)
    assert answer.status_code == 422
    assert 'href="#id_weight_kg' in answer.content.decode()
    assert not Fact.objects.exists()


@pytest.mark.parametrize(("height", "weight"), [("160", "58"), ("150", "170"), ("170", ""), ("", "248")])
def test_height_and_weight_that_somebody_has_are_kept(height, weight, centre, enter):
    typed = {"fact_on": "2018-03-04", "height_cm": height, "weight_kg": weight}
    answer = post(enter(centre.doctor), place(centre.patient(), "add/body_measures/"), typed)
    assert answer.status_code == 302
    assert Fact.objects.count() == 1


def test_death_before_a_contact_is_refused_in_days_too(centre, enter):
    patient = centre.patient("", pseudonymous=True, birth_on=None, age_at_diagnosis=50)
    client = enter(centre.doctor)
    seen = {"fact_offset": "6000", "way": "registry", "status": "disease_free"}
    assert post(client, place(patient, "add/follow_up/"), seen).status_code == 302
    died = {"fact_offset": "300", "cause": "breast_cancer"}
    answer = post(client, place(patient, "add/death/"), died)
    assert answer.status_code == 422
    assert 'href="#id_fact_offset' in answer.content.decode()
    assert post(client, place(patient, "add/death/"), died | {"fact_offset": "40001"}).status_code == 422
    assert post(client, place(patient, "add/death/"), died | {"fact_offset": "6000"}).status_code == 302
