"""Entering, correcting and withdrawing facts: what follows, what is refused, what stays readable."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from quancheng.access.roles import Role
from quancheng.careplan.models import Course, StageChange
from quancheng.oncology.facts import KINDS
from quancheng.oncology.models import CaseSummary, Fact
from quancheng.oncology.rules.recording import NewFact
from tests.integration.workbench.conftest import key, member

pytestmark = pytest.mark.django_db
REPORT = {
    "fact_on": "2018-03-02",
    "fact_side": "left",
    "histology": "nst",
    "grade": "2",
    "er_percent": "90",
    "pr_percent": "３０",
    "her2_ihc": "1+",
    "ki67_percent": "15%",
}


def place(patient, tail: str) -> str:
    return f"/s/patients/{patient.public_id}/{tail}"


def post(client, address: str, values: dict[str, Any], **more: Any) -> Any:
    return client.post(address, key() | values | more)


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_kind_of_fact_has_a_form(code, centre, enter):
    answer = enter(centre.doctor).get(place(centre.patient(), f"add/{code}/"))
    assert answer.status_code == 200
    for spec in KINDS[code].fields:
        assert f'name="{spec.code}"' in answer.content.decode()


def test_a_biopsy_report_moves_the_stage_and_gives_the_subtype(centre, enter):
    patient = centre.patient()
    client = enter(centre.doctor)
    answer = post(client, place(patient, "add/biopsy_pathology/"), REPORT)
    assert answer.status_code == 302
    summary = CaseSummary.objects.get(patient=patient)
    assert (summary.er, summary.pr, summary.ki67, summary.subtype) == ("90%", "30%", 15.0, "luminal-a")
    assert Course.objects.get(patient=patient).stage == "pre_treatment"
    assert StageChange.objects.get(patient=patient).by == centre.doctor
    told = client.get(answer["Location"]).content.decode()
    assert "Luminal A 样" in told
    assert "已保存" in told


def test_a_surgical_report_gives_ptnm_where_nobody_entered_it(centre, enter, record):
    patient = centre.patient()
    staged = {"classification": "c", "t": "T2", "n": "N0", "m": "M0"}
    record(patient, NewFact(kind="tnm", on=date(2018, 3, 1), side="left", body=staged))
    sizes = {"size_mm": "15", "nodes_examined": "4", "nodes_positive": "1", "node_met_mm": "3"}
    post(enter(centre.doctor), place(patient, "add/surgical_pathology/"), REPORT | sizes)
    summary = CaseSummary.objects.get(patient=patient)
    assert (summary.tnm, summary.stage_group) == ("pT1c pN1a M0", "IIA")


def test_a_value_may_be_unknown_not_done_or_pending(centre, enter):
    patient = centre.patient()
    absent = {"ki67_percent": "", "ki67_percent__absent": "pending", "her2_ihc": "absent:not_done"}
    post(enter(centre.doctor), place(patient, "add/biopsy_pathology/"), REPORT | absent)
    body = Fact.objects.get(patient=patient).body
    assert body["ki67_percent"] == {"absent": "pending"}
    assert body["her2_ihc"] == {"absent": "not_done"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ki67_percent": "140"}, "ki67_percent"),
        ({"ki67_percent": "很高"}, "ki67_percent"),
        ({"fact_side": ""}, "fact_side"),
        ({"fact_on": "昨天"}, "fact_on"),
        ({"fact_on": ""}, "fact_on"),
        ({"fact_on": "2999-01-01"}, "fact_on"),
        ({"fact_on": "1950-01-01"}, "fact_on"),
        ({"histology": ""}, "histology"),
        ({"er_percent": "0", "er_status": "positive"}, "er_status"),
        ({"ki67_percent": "15", "ki67_percent__absent": "unknown"}, "ki67_percent"),
        ({"er_percent": "=1+1"}, "er_percent"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(wrong, field, centre, enter):
    patient = centre.patient()
    answer = post(enter(centre.doctor), place(patient, "add/biopsy_pathology/"), REPORT | wrong)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}' in text
    assert 'value="90"' in text or "er_percent" in wrong
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    ("code", "values"), [("diagnosis", {"behaviour": "invasive"}), ("operation", {"breast": "mastectomy"})]
)
def test_diagnosis_and_operation_are_refused_without_a_side(code, values, centre, enter):
    client, patient = enter(centre.doctor), centre.patient()
    typed = {"fact_on": "2018-03-02", "fact_side": "", **values}
    answer = post(client, place(patient, f"add/{code}/"), typed)
    assert answer.status_code == 422
    assert "双侧的请左右各录一条" in answer.content.decode()
    assert post(client, place(patient, f"add/{code}/"), typed | {"fact_side": "left"}).status_code == 302
    assert Fact.objects.get(patient=patient).side == "left"


def test_the_side_of_a_de_identified_person_may_be_stated_as_not_recorded(centre, enter):
    patient = centre.patient("", pseudonymous=True, birth_on=None, age_at_diagnosis=Decimal(55))
    typed = {"fact_offset": "0", "fact_side": "unknown", "behaviour": "invasive"}
    answer = post(enter(centre.doctor), place(patient, "add/diagnosis/"), typed)
    assert answer.status_code == 302
    assert Fact.objects.get(patient=patient).side == ""


def test_several_mistakes_are_told_at_once(centre, enter):
    wrong = {"ki67_percent": "140", "fact_side": "", "pr_percent": "-1"}
    answer = post(enter(centre.doctor), place(centre.patient(), "add/biopsy_pathology/"), REPORT | wrong)
    text = answer.content.decode()
    for field in ("ki67_percent", "fact_side", "pr_percent"):
        assert f'href="#id_{field}' in text


def test_a_form_sent_twice_saves_once(centre, enter):
    patient = centre.patient()
    client, same = enter(centre.doctor), key()
    for _ in range(2):
        answer = client.post(place(patient, "add/biopsy_pathology/"), same | REPORT)
        assert answer.status_code == 302
    assert Fact.objects.filter(patient=patient).count() == 1


def test_a_form_without_its_key_saves_nothing(centre, enter):
    patient = centre.patient()
    assert enter(centre.doctor).post(place(patient, "add/biopsy_pathology/"), REPORT).status_code == 400
    assert not Fact.objects.exists()


def test_typed_markup_is_shown_as_text(centre, enter):
    patient = centre.patient()
    evil = "<script>alert(1)</script>"
    client = enter(centre.doctor)
    post(
        client,
        place(patient, "add/imaging/"),
        {"fact_on": "2018-03-02", "modality": "mri", "summary": evil},
    )
    fact = Fact.objects.get(patient=patient)
    for tail in ("", "pathology/", "history/", f"facts/{fact.pk}/", f"facts/{fact.pk}/correct/"):
        text = client.get(place(patient, tail)).content.decode()
        assert evil not in text
    assert "&lt;script&gt;" in client.get(place(patient, "pathology/")).content.decode()


def the_report(centre, record) -> tuple[Any, Fact]:
    patient = centre.patient()
    body = {"histology": "nst", "ki67_percent": "15", "er_percent": "90"}
    fact = record(patient, NewFact(kind="biopsy_pathology", on=date(2018, 3, 2), side="left", body=body))[0]
    return patient, fact


def test_a_correction_keeps_the_old_value_with_reason_who_and_when(centre, enter, record):
    patient, fact = the_report(centre, record)
    client = enter(centre.doctor)
    form = client.get(place(patient, f"facts/{fact.pk}/correct/")).content.decode()
    assert 'value="15"' in form
    changed = REPORT | {"ki67_percent": "35", "correction_reason": "会诊复核"}
    answer = post(client, place(patient, f"facts/{fact.pk}/correct/"), changed)
    assert answer.status_code == 302
    text = client.get(answer["Location"]).content.decode()
    assert "<del>15%</del>" in text
    assert "<ins>35%</ins>" in text
    assert "会诊复核" in text
    assert "陈医生" in text
    assert CaseSummary.objects.get(patient=patient).ki67 == 35.0
    old = Fact.objects.get(pk=fact.pk)
    assert old.body["ki67_percent"] == 15
    assert old.retired_by == centre.doctor


def test_a_correction_without_a_reason_is_refused_and_keeps_what_was_typed(centre, enter, record):
    patient, fact = the_report(centre, record)
    address = place(patient, f"facts/{fact.pk}/correct/")
    answer = post(enter(centre.doctor), address, REPORT | {"ki67_percent": "35"})
    assert answer.status_code == 422
    assert 'value="35"' in answer.content.decode()
    assert Fact.objects.count() == 1


def test_who_comes_second_to_a_correction_is_told_and_keeps_what_was_typed(centre, enter, record):
    patient, fact = the_report(centre, record)
    client = enter(centre.doctor)
    address = place(patient, f"facts/{fact.pk}/correct/")
    post(client, address, REPORT | {"ki67_percent": "35", "correction_reason": "会诊复核"})
    late = post(client, address, REPORT | {"ki67_percent": "40", "correction_reason": "录入错误"})
    text = late.content.decode()
    assert late.status_code == 422
    assert 'value="40"' in text
    newest = Fact.objects.current().get(patient=patient)
    assert place(patient, f"facts/{newest.pk}/") in text
    assert newest.body["ki67_percent"] == 35


def test_a_withdrawn_fact_stays_readable_and_no_longer_counts(centre, enter, record):
    patient, fact = the_report(centre, record)
    client = enter(centre.doctor)
    address = place(patient, f"facts/{fact.pk}/withdraw/")
    assert post(client, address, {"reason": ""}).status_code == 422
    assert post(client, address, {"reason": "别人的报告"}).status_code == 302
    assert CaseSummary.objects.get(patient=patient).er == ""
    text = client.get(place(patient, f"facts/{fact.pk}/")).content.decode()
    assert "<del>90%</del>" in text
    assert "别人的报告" in text


def test_a_nurse_records_and_does_not_correct(centre, enter, record):
    patient, fact = the_report(centre, record)
    client = enter(centre.nurse)
    assert client.get(place(patient, "add/body_measures/")).status_code == 200
    for tail in ("correct/", "withdraw/"):
        assert client.get(place(patient, f"facts/{fact.pk}/{tail}")).status_code == 403
    assert f"facts/{fact.pk}/correct/" not in client.get(place(patient, f"facts/{fact.pk}/")).content.decode()


def test_a_role_that_only_reads_records_nothing(centre, enter):
    patient = centre.patient()
    client = enter(member(centre.hospital, Role.QUALITY_DIRECTOR, None))
    assert post(client, place(patient, "add/biopsy_pathology/"), REPORT).status_code == 403
    assert not Fact.objects.exists()


def test_a_fact_of_another_patient_is_not_there(centre, enter, record):
    _, fact = the_report(centre, record)
    other = centre.patient()
    client = enter(centre.doctor)
    for tail in ("", "correct/", "withdraw/"):
        assert client.get(place(other, f"facts/{fact.pk}/{tail}")).status_code == 404
        assert client.get(place(centre.stranger(), f"facts/{fact.pk}/{tail}")).status_code == 404


def test_a_date_after_death_is_refused(centre, enter, record):
    patient = centre.patient()
    record(patient, NewFact(kind="death", on=date(2018, 1, 9), body={"cause": "breast_cancer"}))
    values = {"fact_on": "2018-03-01", "way": "visit", "status": "disease_free"}
    answer = post(enter(centre.doctor), place(patient, "add/follow_up/"), values)
    assert answer.status_code == 422
    assert "2018-01-09" in answer.content.decode()


def test_a_de_identified_person_may_have_days_from_diagnosis_instead_of_a_date(centre, enter):
    person = centre.patient("", pseudonymous=True, birth_on=None)
    values = {"fact_offset": "-12", "modality": "mri"}
    assert post(enter(centre.doctor), place(person, "add/imaging/"), values).status_code == 302
    fact = Fact.objects.get(patient=person)
    assert (fact.occurred_on, fact.offset_days) == (None, -12)


def test_saving_and_recording_another_leads_back_to_the_choice(centre, enter):
    patient = centre.patient()
    answer = post(enter(centre.doctor), place(patient, "add/biopsy_pathology/"), REPORT | {"another": "1"})
    assert answer["Location"] == place(patient, "add/")
