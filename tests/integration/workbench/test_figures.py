"""The figures of a record: answers with their grounds, or the reason why not with the way to the value."""

from datetime import date

import pytest

from quancheng.oncology.rules.recording import NewFact
from tests.integration.workbench.conftest import MACHINE  # noqa: F401 - fixtures stand beside it
from tests.reference import reference_path

pytestmark = pytest.mark.django_db


def show(client, patient, **asked):
    answer = client.get(f"/s/patients/{patient.public_id}/figures/", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def operated(record, patient, **more) -> None:
    report = {
        "histology": "nst",
        "grade": "2",
        "size_mm": "26",
        "nodes_examined": "18",
        "nodes_positive": "2",
        "node_met_mm": "6",
        "er_percent": "90",
        "pr_percent": "15",
        "her2_ihc": "1+",
        "ki67_percent": "30",
        **more,
    }
    staged = {"classification": "c", "t": "T2", "n": "N1", "m": "M0"}
    record(
        patient,
        NewFact(kind="diagnosis", on=date(2016, 3, 8), side="left", body={"behaviour": "invasive"}),
        NewFact(kind="tnm", on=date(2016, 3, 10), side="left", body=staged),
        NewFact(kind="operation", on=date(2016, 3, 22), side="left", body={"breast": "conserving"}),
        NewFact(kind="surgical_pathology", on=date(2016, 3, 28), side="left", body=report),
        NewFact(kind="smoking_status", on=date(2016, 3, 1), body={"status": "never"}),
    )


def test_every_answer_stands_with_its_inputs_source_and_limits(centre, enter, record):
    patient = centre.patient()
    operated(record, patient)
    text = show(enter(centre.doctor), patient)
    assert "4.52" in text  # 0.2 x 2.6 cm + 2 + 2
    for said in ("Luminal B 样", "PREDICT 乳腺 3.2 版", "Galea MH", "26 mm", "使用限制", "供团队讨论使用"):
        assert said in text


def test_what_the_centre_must_confirm_is_marked_where_it_is_read(centre, enter, record):
    patient = centre.patient()
    operated(record, patient, er_percent="5")
    measured = NewFact(
        kind="body_measures", on=date(2016, 3, 8), body={"height_cm": "160", "weight_kg": "60"}
    )
    record(patient, measured)
    text = show(enter(centre.doctor), patient)
    marked = (
        "双探针分组",
        "ER 低表达的范围",
        "各组的界值",
        "所用公式及其系数",
        "183 天内",
        "最高的组织学分级",
    )
    for said in marked:
        assert said in text
    # One mark for each figure, and one for how the reports are read.
    assert text.count("待本中心确认") == 5


def test_the_treatments_to_weigh_can_be_chosen(centre, enter, record):
    patient = centre.patient()
    operated(record, patient)
    client = enter(centre.doctor)
    none = show(client, patient, hormone="", chemo="0")
    assert "+ 内分泌治疗" not in none
    assert "+ 化疗" in show(client, patient, hormone="5", chemo="2")


def test_a_radiotherapy_without_its_heart_dose_is_asked_for_it(centre, enter, record):
    patient = centre.patient()
    operated(record, patient)
    text = show(enter(centre.doctor), patient, radiotherapy="on", hormone="5", chemo="0")
    assert "心脏" in text


def test_a_man_gets_the_reason_and_no_number(centre, enter, record):
    patient = centre.patient("周建国", sex="male")
    operated(record, patient)
    text = show(enter(centre.doctor), patient)
    assert "只由女性" in text or "不适用于男性" in text
    assert "采用下列全部治疗时的十年总生存率" not in text


def test_a_missing_value_leads_to_the_report_that_lacks_it(centre, enter, record):
    patient = centre.patient()
    operated(record, patient, ki67_percent={"absent": "pending"})
    text = show(enter(centre.doctor), patient)
    assert "/correct/#id_ki67_percent" in text


def test_the_prognostic_stage_needs_the_licence_of_the_hospital(centre, enter, record, settings):
    settings.PROGNOSTIC_PACK = str(reference_path("clinical/ajcc8-data-pack"))
    patient = centre.patient()
    operated(record, patient)
    client = enter(centre.doctor)
    assert "病理预后分期" not in show(client, patient)
    centre.hospital.prognostic_stage_licensed = True
    centre.hospital.save()
    assert "病理预后分期" in show(client, patient)
