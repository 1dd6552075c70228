"""Genetic results are written down under the patient's live written consent only (人类遗传资源管理条例)."""

from datetime import date

import pytest

from quancheng.careplan.actions.facts import correct_fact, record_facts, retire_fact
from quancheng.kernel.refused import Refused
from quancheng.oncology.actions import record_facts as import_facts
from quancheng.oncology.models import Fact
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.consents import give_consent, withdraw_consent
from tests.integration.workbench.conftest import MACHINE, key

pytestmark = pytest.mark.django_db
FORM = {"fact_on": "2018-05-02", "test": "PALB2", "result": "pathogenic"}
RESULT = NewFact(kind="genetic_test", on=date(2018, 5, 2), body={"test": "PALB2", "result": "pathogenic"})
NOTED = NewFact(kind="smoking_status", on=date(2018, 5, 2), body={"status": "never"})


def test_the_form_says_what_to_do_first_and_saves_once_it_was_done(centre, enter):
    patient, client = centre.patient(), enter(centre.doctor)
    address = f"/s/patients/{patient.public_id}/add/genetic_test/"
    leads = f'href="/s/patients/{patient.public_id}/people/consents/genetic/'
    assert leads in client.get(address).content.decode()
    answer = client.post(address, key() | FORM)
    assert answer.status_code == 422
    assert "患者尚未书面同意保存基因检测结果" in answer.content.decode()
    assert leads in answer.content.decode()
    assert not Fact.objects.exists()
    give_consent(by=centre.actor(centre.doctor), patient=patient, purpose="genetic", channel="paper")
    assert leads not in client.get(address).content.decode()
    assert client.post(address, key() | FORM).status_code == 302
    assert Fact.objects.get().kind == "genetic_test"


def test_another_consent_does_not_do_and_other_facts_want_none(centre):
    patient, doctor = centre.patient(), centre.actor(centre.doctor)
    give_consent(by=doctor, patient=patient, purpose="care", channel="paper")
    with pytest.raises(Refused, match="genetic results"):
        record_facts(by=doctor, patient=patient, facts=[NOTED, RESULT])
    assert not Fact.objects.exists()
    assert record_facts(by=doctor, patient=patient, facts=[NOTED])


def test_once_taken_back_a_result_can_be_withdrawn_and_not_written_anew(centre):
    patient, doctor = centre.patient(), centre.actor(centre.doctor)
    consent = give_consent(by=doctor, patient=patient, purpose="genetic", channel="paper")
    (fact,) = record_facts(by=doctor, patient=patient, facts=[RESULT])
    withdraw_consent(by=doctor, consent=consent)
    with pytest.raises(Refused, match="genetic results"):
        record_facts(by=doctor, patient=patient, facts=[RESULT])
    with pytest.raises(Refused, match="genetic results"):
        correct_fact(by=doctor, fact=fact, new=RESULT, reason="录错了基因")
    retire_fact(by=doctor, fact=fact, reason="患者撤回同意")
    assert not Fact.objects.current().exists()


def test_an_import_comes_under_the_consent_of_its_own_collection(centre):
    """The exception stands in the docstring of the action, so whoever changes it meets this test."""
    rows = import_facts(by=MACHINE, items=[(centre.patient(), [RESULT])], source="registry", batch_id=1)
    assert [row.kind for row in rows] == ["genetic_test"]


def test_what_was_imported_can_be_corrected_more_than_once(centre):
    doctor = centre.actor(centre.doctor)
    (fact,) = import_facts(by=MACHINE, items=[(centre.patient(), [RESULT])], source="registry", batch_id=1)
    again = correct_fact(by=doctor, fact=fact, new=RESULT, reason="核对原报告")
    assert correct_fact(by=doctor, fact=again, new=RESULT, reason="再次核对").batch_id == 1
