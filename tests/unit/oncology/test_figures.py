"""Figures from facts: which inputs are taken, and who gets the reason instead of a number."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from quancheng.oncology.calculators.prognostic_stage import load_pack
from quancheng.oncology.calculators.result import MissingInput, OutOfScope
from quancheng.oncology.rules.figures import Answer, Entry, figures
from quancheng.oncology.rules.figures.inputs import read_inputs
from tests.reference import reference_path
from tests.unit.oncology.cases import LABORATORY, WOMAN, fact, history, operated

TODAY = date(2018, 10, 22)
ALL = {
    "her2",
    "subtype",
    "anatomic_stage",
    "prognostic_stage",
    "npi",
    "predict_v3",
    "predict_v2",
    "rcb",
    "cps_eg",
    "cts5",
    "bsa",
}


def no_pack():
    return load_pack(None)


def ask(*facts, person=WOMAN, today=TODAY, pack=no_pack) -> dict[str, Answer]:
    """The answers by code; of several of one code, the last."""
    found = figures(person, history(*facts), LABORATORY, pack=pack, today=today)
    return {answer.code: answer for answer in found}


def test_every_calculator_answers_or_says_why_not():
    for facts in ([], operated(), [fact("diagnosis", "2016-03-08", behaviour="in_situ")]):
        answers = ask(*facts)
        assert set(answers) == ALL
        assert all((answer.result is None) != (answer.refusal is None) for answer in answers.values())


def test_the_npi_is_computed_from_the_report_and_never_taken_from_elsewhere():
    assert ask(*operated())["npi"].result.value == pytest.approx(0.2 * 2.6 + 2 + 2)


def test_predict_takes_the_age_at_diagnosis():
    inputs = read_inputs(WOMAN, history(*operated()), "left", TODAY)
    assert inputs.age == 55


def test_a_single_small_node_deposit_counts_as_micrometastasis():
    smoke = fact("smoking_status", "2016-03-01", status="never")
    macro = ask(*operated(nodes_positive="1", node_met_mm="6"), smoke)["predict_v3"].result
    micro = ask(*operated(nodes_positive="1", node_met_mm="1.5"), smoke)["predict_v3"].result
    assert micro.value > macro.value


@pytest.mark.parametrize(
    ("facts", "code", "refused_as"),
    [
        ([fact("death", "2018-01-09", cause="other")], "predict_v3", "deceased"),
        (
            [fact("recurrence", "2018-01-09", extent="local", adjudication="confirmed")],
            "predict_v2",
            "recurred",
        ),
        ([fact("tnm", "2016-04-01", classification="p", t="T2", n="N1a", m="M1")], "npi", "metastatic"),
        (
            [fact("therapy_started", "2016-03-12", modality="chemotherapy", intent="neoadjuvant")],
            "predict_v3",
            "neoadjuvant",
        ),
        ([], "rcb", "no_neoadjuvant"),
        ([], "cps_eg", "no_neoadjuvant"),
        ([fact("menopausal_status", "2016-03-01", status="pre")], "cts5", "premenopausal"),
    ],
)
def test_out_of_scope_people_get_the_reason(facts, code, refused_as):
    refusal = ask(*operated(), *facts)[code].refusal
    assert isinstance(refusal, OutOfScope)
    assert refusal.code == refused_as


@pytest.mark.parametrize("code", ["predict_v2", "predict_v3", "cts5"])
def test_men_get_the_reason(code):
    refusal = ask(*operated(), person=replace(WOMAN, sex="male"))[code].refusal
    assert isinstance(refusal, OutOfScope)
    assert refusal.code == "male"


def test_both_breasts_are_answered_side_by_side_and_predict_declines():
    found = figures(
        WOMAN,
        history(*operated("left"), *operated("right", er_percent="0", pr_percent="0")),
        LABORATORY,
        pack=no_pack,
        today=TODAY,
    )
    subtypes = {answer.side: answer.result.category for answer in found if answer.code == "subtype"}
    assert subtypes == {"left": "luminal-b-her2-neg", "right": "triple-negative"}
    declined = [answer.refusal.code for answer in found if answer.code == "predict_v3"]
    assert declined == ["bilateral", "bilateral"]


@pytest.mark.parametrize(
    ("missing", "code", "kind", "field"),
    [
        ("ki67_percent", "subtype", "surgical_pathology", "ki67_percent"),
        ("size_mm", "npi", "surgical_pathology", "size_mm"),
        ("grade", "npi", "surgical_pathology", "grade"),
        ("nodes_positive", "predict_v2", "surgical_pathology", "nodes_positive"),
    ],
)
def test_a_missing_value_names_the_report_to_complete(missing, code, kind, field):
    facts = operated(**{missing: None})
    answer = ask(*facts)[code]
    assert isinstance(answer.refusal, MissingInput)
    assert answer.entry == Entry(kind, field, facts[-1].id)


def test_a_missing_observation_names_the_form_for_a_new_one():
    answer = ask(*operated())["predict_v3"]
    assert answer.entry == Entry("smoking_status", "status", None)


def test_her2_2_plus_in_the_specimen_does_not_undo_the_ish_of_the_biopsy():
    biopsy = fact(
        "biopsy_pathology", "2016-03-08", "left", histology="nst", her2_ihc="2+", her2_ish="negative"
    )
    assert ask(biopsy, *operated(her2_ihc="2+"))["her2"].result.category == "neg"


def test_a_reported_status_alone_is_no_her2_result():
    answer = ask(*operated(her2_ihc=None, her2_status="negative"))["her2"]
    assert answer.refusal.code == "reported_only"


def neoadjuvant(**report):
    """Chemotherapy first, then surgery."""
    return [
        fact("diagnosis", "2016-03-08", "left", behaviour="invasive"),
        fact(
            "biopsy_pathology",
            "2016-03-08",
            "left",
            histology="nst",
            grade="3",
            nuclear_grade="3",
            er_percent="0",
        ),
        fact("tnm", "2016-03-10", "left", classification="c", t="T3", n="N1", m="M0"),
        fact("therapy_started", "2016-03-20", modality="chemotherapy", intent="neoadjuvant"),
        fact(
            "therapy_ended", "2016-08-20", modality="chemotherapy", intent="neoadjuvant", reason="completed"
        ),
        fact("operation", "2016-09-20", "left", breast="mastectomy", axilla="alnd"),
        fact("surgical_pathology", "2016-09-27", "left", histology="nst", **report),
    ]


def test_after_neoadjuvant_treatment_residual_burden_and_cps_eg_answer():
    report = {
        "size_mm": "12",
        "nodes_examined": "15",
        "nodes_positive": "1",
        "node_met_mm": "4",
        "bed_d1_mm": "20",
        "bed_d2_mm": "15",
        "cellularity_percent": "30",
        "in_situ_percent": "10",
    }
    answers = ask(*neoadjuvant(**report))
    assert answers["rcb"].result.category == "RCB-II"
    # cT3 N1 IIIA 1, ypT1c N1a IIA 1, ER-negative 1, nuclear grade 3 1
    assert answers["cps_eg"].result.value == 4


def test_a_complete_response_counts_without_a_stage_group():
    report = {
        "size_mm": "0",
        "nodes_examined": "15",
        "nodes_positive": "0",
        "bed_d1_mm": "0",
        "bed_d2_mm": "0",
        "cellularity_percent": "0",
        "in_situ_percent": "0",
    }
    answers = ask(*neoadjuvant(**report))
    assert answers["rcb"].result.category == "RCB-0"
    assert answers["cps_eg"].result.value == 3
    assert answers["anatomic_stage"].refusal.code == "pcr"


@pytest.mark.parametrize(
    ("seen", "today", "expected"),
    [
        ("2022-01-10", date(2022, 2, 1), True),
        ("2018-01-10", date(2022, 2, 1), None),
        ("2018-01-10", date(2018, 2, 1), False),
    ],
)
def test_five_event_free_years_need_somebody_who_saw_her(seen, today, expected):
    begun = fact("therapy_started", "2016-11-01", modality="endocrine", intent="adjuvant")
    visit = fact("follow_up", seen, way="visit", status="disease_free")
    inputs = read_inputs(WOMAN, history(*operated(), begun, visit), "left", today)
    assert inputs.event_free_five_years is expected


@pytest.mark.parametrize(
    ("ended", "again", "expected"),
    [
        ("2017-02-01", None, False),  # stopped after three months
        ("2017-02-01", "2017-02-01", True),  # another drug from the same day on
        ("2017-02-01", "2018-05-02", True),  # taken up again
        ("2021-11-02", None, True),
        ("2021-11", None, True),  # only the month is known
    ],
)
def test_five_years_of_treatment_are_not_five_years_since_it_was_begun(ended, again, expected):
    begun = [
        fact("therapy_started", day, modality="endocrine", intent="adjuvant")
        for day in ("2016-11-01", again)
        if day
    ]
    end = fact("therapy_ended", ended, modality="endocrine", intent="adjuvant", reason="completed")
    visit = fact("follow_up", "2022-01-10", way="visit", status="disease_free")
    inputs = read_inputs(WOMAN, history(*operated(), *begun, end, visit), "left", date(2022, 2, 1))
    assert inputs.event_free_five_years is expected


def test_her2_is_read_from_the_same_specimen_as_the_subtype():
    biopsy = fact("biopsy_pathology", "2016-02-20", "left", histology="nst", her2_ihc="3+")
    answers = ask(*operated(her2_ihc=None, her2_status="negative"), biopsy)
    assert answers["her2"].refusal.code == "reported_only"
    assert answers["subtype"].result.category == "luminal-b-her2-neg"


def test_the_prognostic_stage_is_read_from_the_hospitals_own_tables():
    folder = Path(reference_path("clinical/ajcc8-data-pack"))
    answers = ask(*operated(), pack=lambda: load_pack(folder))
    assert answers["pathological_prognostic_stage"].result.category is not None
    assert "prognostic_stage" not in answers


def test_a_stage_that_a_registry_reported_tells_that_there_was_no_metastasis():
    facts = [f for f in operated() if f.kind != "tnm"]
    unsaid = {"absent": "unknown"}
    reported = fact("tnm", "2016-03-10", "left", classification=unsaid, stage_group="II")
    assert read_inputs(WOMAN, history(*facts), "left", TODAY).m1_at_diagnosis is None
    assert read_inputs(WOMAN, history(*facts, reported), "left", TODAY).m1_at_diagnosis is False
