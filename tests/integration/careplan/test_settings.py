"""A centre changes its Ki-67 cut: the subtypes of all its patients follow."""

from datetime import date

import pytest

from quancheng.access.actor import system
from quancheng.careplan.actions.facts import record_facts
from quancheng.careplan.jobs import derive_after_settings
from quancheng.hospitals.models import Hospital
from quancheng.oncology.models import CaseSummary
from quancheng.oncology.rules.recording import NewFact
from quancheng.patients.actions.registering import register
from quancheng.patients.rules.registering import NewPatient

pytestmark = pytest.mark.django_db
MACHINE = system("test")


def patient_with_ki67(hospital, percent):
    new = NewPatient(hospital_id=hospital.pk, record_number=f"{hospital.code}1", sex="female", name="张晓梅")
    patient = register(by=MACHINE, new=new)
    body = {"histology": "nst", "er_percent": 90, "pr_percent": 60, "her2_ihc": "0", "ki67_percent": percent}
    fact = NewFact(kind="biopsy_pathology", side="left", on=date(2026, 3, 5), body=body)
    record_facts(by=MACHINE, patient=patient, facts=[fact])
    return patient


def test_a_changed_cut_changes_the_subtype_of_this_hospital_only():
    here, there = (Hospital.objects.create(code=code, name=code) for code in ("here", "there"))
    patient, other = patient_with_ki67(here, 17), patient_with_ki67(there, 17)
    assert derive_after_settings() == 0
    Hospital.objects.filter(pk=here.pk).update(ki67_cut=14)
    assert derive_after_settings() == 1
    assert derive_after_settings() == 0
    subtypes = dict(CaseSummary.objects.values_list("patient_id", "subtype"))
    assert subtypes == {patient.pk: "luminal-b-her2-neg", other.pk: "luminal-a"}
