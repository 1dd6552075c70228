"""Whose receptors stand in the header: the primary's, while a breast specimen of it exists."""

from datetime import date

import pytest

from quancheng.oncology.rules.figures.inputs import read_inputs, receptor_on_any
from quancheng.oncology.rules.primary import primary_specimens
from quancheng.oncology.rules.summary import summarise
from quancheng.oncology.rules.tissues import other_tissues, questions
from tests.unit.oncology.cases import LABORATORY, WOMAN, fact, history, operated

NEGATIVE = {"er_percent": "0", "pr_percent": "0", "her2_ihc": "3+", "ki67_percent": "70", "grade": "3"}


def biopsy(on: str, side: str = "left", **values):
    return fact("biopsy_pathology", on, side, **{"histology": "nst", "specimen": "core_needle"} | values)


def summary(*facts):
    return summarise(WOMAN, history(*facts), LABORATORY)


CORE = biopsy("2016-03-08", er_percent="90", pr_percent="40", her2_ihc="1+", ki67_percent="15", grade="2")
BEGUN = fact("therapy_started", "2016-03-20", modality="chemotherapy", intent="neoadjuvant")
RELAPSE = fact("recurrence", "2018-01-04", extent="distant", adjudication="confirmed")


@pytest.mark.parametrize(
    "first", [[CORE], [CORE, BEGUN], operated()], ids=["biopsy", "neoadjuvant", "operated"]
)
@pytest.mark.parametrize(
    "later",
    [
        [biopsy("2016-03-15", specimen="node", **NEGATIVE)],
        [biopsy("2018-01-09", specimen="metastasis", **NEGATIVE)],
        [RELAPSE, biopsy("2018-01-09", specimen="core_needle", **NEGATIVE)],
        [
            fact(
                "surgical_pathology", "2016-04-20", "left", histology="nst", specimen=["axillary"], **NEGATIVE
            )
        ],
        [
            fact(
                "surgical_pathology",
                "2018-04-20",
                "left",
                histology="nst",
                specimen=["recurrence"],
                **NEGATIVE,
            )
        ],
    ],
    ids=["node", "metastasis", "after a recurrence", "dissected nodes", "operated recurrence"],
)
def test_other_tissue_leaves_the_primary_as_it_is_and_is_told_beside_it(first, later):
    before, after = summary(*first), summary(*first, *later)
    for name in ("er", "pr", "her2", "ki67", "grade", "subtype", "behaviour", "side"):
        assert getattr(after, name) == getattr(before, name), name
    (other,) = other_tissues(history(*first, *later))
    assert (other.er, other.pr, other.her2, other.ki67, other.stands_in) == ("0%", "0%", "pos", 70, False)


def test_the_inputs_of_cps_eg_are_the_primarys():
    primary = biopsy("2016-03-08", er_percent="90", nuclear_grade="1")
    later = biopsy("2016-05-09", specimen="metastasis", er_percent="0", nuclear_grade="3")
    inputs = read_inputs(WOMAN, history(primary, BEGUN, later), "left", date(2018, 10, 22))
    assert (inputs.er, inputs.nuclear_grade) == (90.0, 1)


@pytest.mark.parametrize(
    ("facts", "er", "specimen"),
    [
        ([biopsy("2016-03-08", specimen="node", er_percent="30")], "30%", "node"),
        ([biopsy("2016-03-08", specimen="metastasis", er_percent="20")], "20%", "metastasis"),
        (
            [
                biopsy("2016-03-08", specimen="node", er_percent="30"),
                biopsy("2016-03-09", specimen="metastasis", er_percent="20"),
            ],
            "30%",
            "node",
        ),
    ],
)
def test_where_no_breast_specimen_exists_the_nearest_tissue_stands_in_and_says_so(facts, er, specimen):
    assert summary(*facts).er == er
    (leading,) = [item for item in other_tissues(history(*facts)) if item.stands_in]
    assert leading.fact.value("specimen") == specimen


def test_a_node_or_metastasis_of_the_other_side_is_no_cancer_of_both_breasts():
    across = biopsy("2016-03-15", "right", specimen="node", er_percent="0")
    assert summary(CORE, across).side == "left"
    assert summary(across).side == "right"
    assert [item.er for item in other_tissues(history(CORE, across))] == ["0%"]


@pytest.mark.parametrize(
    ("older", "newer", "er"),
    [
        ({"er_percent": "90"}, {"er_status": "negative"}, "negative"),
        ({"er_status": "negative"}, {"er_percent": "90"}, "90%"),
        ({"er_percent": "90"}, {}, "90%"),
        ({"er_percent": "90"}, {"er_percent": {"absent": "pending"}}, "90%"),
        ({"er_percent": "0"}, {"er_percent": "60", "er_status": "positive"}, "60%"),
    ],
)
def test_the_newest_report_that_states_a_receptor_wins_whether_percent_or_status(older, newer, er):
    report = fact("surgical_pathology", "2016-03-28", "left", histology="nst", **newer)
    assert summary(biopsy("2016-03-08", **older), report).er == er


def test_positive_on_any_specimen_of_the_primary_prevails_for_the_prognostic_stage():
    report = fact("surgical_pathology", "2016-03-28", "left", histology="nst", er_status="negative")
    away = biopsy("2016-03-09", specimen="metastasis", pr_percent="50")
    specimens = primary_specimens(history(CORE, report, away), "left")
    assert receptor_on_any(specimens, "er") == "pos"
    negative = biopsy("2016-03-08", pr_percent="0")
    assert receptor_on_any(primary_specimens(history(negative, away), "left"), "pr") == "neg"


def test_reports_that_leave_the_stage_open_ask_until_somebody_staged():
    second = fact(
        "surgical_pathology", "2016-04-20", "left", histology="nst", nodes_examined="20", nodes_positive="2",
        node_met_mm="6",
    )  # fmt: skip
    ((side, question),) = questions(history(*operated(), second))
    assert (side, question.code) == ("left", "uncertain_nodes")
    staged = fact("tnm", "2016-04-25", "left", classification="p", t="T2", n="N1a", m="M0")
    assert questions(history(*operated(), second, staged)) == []
