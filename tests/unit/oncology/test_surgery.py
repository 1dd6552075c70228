"""Several surgical reports of one side: size, nodes, grade and what follows from them."""

from datetime import date

import pytest

from quancheng.oncology.calculators.prognostic_stage import load_pack
from quancheng.oncology.calculators.result import MissingInput
from quancheng.oncology.rules.figures import Entry, figures
from quancheng.oncology.rules.report_tnm import open_question, report_tn
from quancheng.oncology.rules.summary import stage_of, summarise
from quancheng.oncology.rules.surgery import surgical_findings
from tests.unit.oncology.cases import LABORATORY, WOMAN, fact, history, operated


def report(on: str, side: str = "left", **values):
    return fact("surgical_pathology", on, side, **{"histology": "nst"} | values)


def nodes(on: str, examined: str | None, positive: str, *specimen: str, met: str | None = None):
    """A report that counts nodes; a positive one has a deposit of 5 mm unless said otherwise."""
    size = met or ("5" if positive != "0" else None)
    values = {"nodes_examined": examined, "nodes_positive": positive, "node_met_mm": size}
    stated = {code: value for code, value in values.items() if value is not None}
    return report(on, specimen=list(specimen), **stated)


@pytest.mark.parametrize(
    ("first", "second", "positive"),
    [
        # AJCC 8: sentinel nodes and completion dissection are counted together.
        (("2016-03-28", "2", "1"), ("2016-04-20", "14", "0"), 1),
        (("2016-03-28", "2", "1", "sentinel"), ("2016-04-20", "14", "3", "axillary"), 4),
        (("2016-03-28", "2", "1", "sentinel"), ("2016-03-28", "14", "0", "axillary"), 1),
        (("2016-03-28", "6", "1"), ("2016-04-20", "3", "1"), 2),
        # None in the first: whether the second repeats it or not, it comes to the same.
        (("2016-03-28", "2", "0"), ("2016-04-20", "14", "3"), 3),
        (("2016-03-28", "2", "0"), ("2016-03-28", "14", "0"), 0),
        (("2016-03-28", None, "0"), ("2016-04-20", None, "0"), 0),
        # A re-excision without nodes.
        (("2016-03-28", "2", "1"), ("2016-04-20", "0", "0"), 1),
        # It may be cumulative, or the same report once more: nobody may say.
        (("2016-03-28", "2", "1"), ("2016-04-20", "16", "1"), None),
        (("2016-03-28", "2", "1"), ("2016-04-20", "14", "3"), None),
        (("2016-03-28", "2", "1"), ("2016-04-20", "2", "0"), None),
        (("2016-03-28", "2", "1"), ("2016-03-28", "14", "0"), None),
        (("2016-03-28", None, "2"), ("2016-04-20", None, "0"), None),
        (("2016-03-28", "2", "1", "sentinel"), ("2016-04-20", "16", "4", "sentinel", "axillary"), None),
    ],
)
def test_positive_nodes_of_two_reports(first, second, positive):
    found = surgical_findings(history(nodes(*first), nodes(*second)), "left")
    assert found.nodes_positive == positive
    assert found.nodes_uncertain is (positive is None)


def test_one_report_stands_as_it_is():
    found = surgical_findings(history(*operated()), "left")
    assert (found.size_mm, found.nodes_examined, found.nodes_positive, found.node_met_mm) == (26, 18, 2, 6)


SENTINEL = {"size_mm": "25", "nodes_examined": "2", "nodes_positive": "1", "node_met_mm": "4"}
DISSECTION = nodes("2016-04-20", "14", "0")


def test_a_clear_dissection_does_not_undo_the_positive_sentinel_node():
    found = history(*operated(**SENTINEL), DISSECTION)
    assert report_tn(found, "left") == ("T2", "N1a")
    assert stage_of(found) == ("pT2 pN1a M0", "IIB")
    assert answers(found)["npi"].result.value == pytest.approx(0.2 * 2.5 + 2 + 2)


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ({"size_mm": "3"}, ("T2", "N1a")),
        ({"histology": "dcis"}, ("T2", "N1a")),
        # What a report of carcinoma in situ measures is not invasive.
        ({"histology": "dcis", "size_mm": "60"}, ("T2", "N1a")),
        ({"size_mm": "55"}, ("T3", "N1a")),
    ],
)
def test_the_largest_invasive_focus_decides(again, expected):
    found = history(*operated(), report("2016-04-20", **again))
    assert report_tn(found, "left") == expected


def test_a_re_excision_with_carcinoma_in_situ_leaves_subtype_and_stage():
    again = report("2016-04-20", histology="dcis", grade="3", er_percent="0")
    summary = summarise(WOMAN, history(*operated(), again), LABORATORY)
    assert (summary.histology, summary.behaviour) == ("nst", "invasive")
    assert (summary.grade, summary.er) == ("2", "90%")
    assert (summary.subtype, summary.stage_group) == ("luminal-b-her2-neg", "IIB")


def test_a_re_excision_does_not_lower_the_grade():
    again = report("2016-04-20", size_mm="3", grade="1")
    assert summarise(WOMAN, history(*operated(grade="3"), again), LABORATORY).grade == "3"


def test_invasive_tissue_in_the_specimen_goes_before_a_diagnosis_of_carcinoma_in_situ():
    facts = [
        fact("diagnosis", "2016-03-08", "left", behaviour="in_situ"),
        fact("biopsy_pathology", "2016-03-08", "left", histology="dcis", er_percent="10"),
    ]
    before = summarise(WOMAN, history(*facts), LABORATORY)
    assert (before.behaviour, before.histology) == ("in_situ", "dcis")
    after = summarise(WOMAN, history(*facts, *operated()[1:]), LABORATORY)
    assert (after.behaviour, after.subtype) == ("invasive", "luminal-b-her2-neg")


def test_where_only_the_biopsy_was_invasive_a_person_says_t():
    biopsy = fact("biopsy_pathology", "2016-03-08", "left", histology="nst")
    found = history(biopsy, *operated(histology="dcis", size_mm=None, nodes_positive="0", node_met_mm=None))
    assert report_tn(found, "left") is None
    assert open_question(found, "left").code == "invasive_in_biopsy_only"


@pytest.mark.parametrize(
    ("first_met", "second_met", "n"),
    [("1.5", "1.0", "N1mi"), ("1.5", "4", "N1a"), ("5", None, "N1a"), ("1.5", None, None)],
)
def test_the_largest_deposit_decides_and_one_that_nobody_measured_leaves_it_open(first_met, second_met, n):
    second = {"node_met_mm": second_met} if second_met else {}
    facts = [
        report("2016-03-28", size_mm="25", specimen=["conserving", "sentinel"], nodes_examined="2",
               nodes_positive="1", node_met_mm=first_met),
        report("2016-04-20", specimen=["axillary"], nodes_examined="9", nodes_positive="1", **second),
    ]  # fmt: skip
    assert report_tn(history(*facts), "left") == (("T2", n) if n else None)


@pytest.mark.parametrize(
    "later",
    [
        [
            fact("recurrence", "2016-07-01", "left", extent="local", adjudication="confirmed"),
            report("2016-07-04", size_mm="60", nodes_examined="9", nodes_positive="9", node_met_mm="9"),
        ],
        [report("2019-07-04", size_mm="60", nodes_examined="9", nodes_positive="9", node_met_mm="9")],
        [report("2016-05-04", specimen=["recurrence"], size_mm="60")],
        [report("2016-05-04", "right", size_mm="60", nodes_examined="9", nodes_positive="0")],
    ],
    ids=["after a recurrence", "years later", "tissue of a recurrence", "the other breast"],
)
def test_what_is_not_of_the_primary_course_does_not_count(later):
    assert report_tn(history(*operated(), *later), "left") == ("T2", "N1a")


@pytest.mark.parametrize("operated_on", ["2015-01-01", "2015-11-01"])
def test_a_report_counts_where_only_year_or_month_of_the_operation_is_known(operated_on):
    facts = [
        fact("operation", operated_on, "left", breast="mastectomy"),
        fact("biopsy_pathology", "2015-11-20", "left", histology="nst", er_percent="90"),
        report("2015-12-02", size_mm="22", nodes_examined="12", nodes_positive="0"),
    ]
    assert report_tn(history(*facts), "left") == ("T2", "N0")
    assert summarise(WOMAN, history(*facts), LABORATORY).er == "90%"
    assert summarise(WOMAN, history(*facts[:2]), LABORATORY).er == "90%"


def test_a_recurrence_of_which_only_the_year_is_known_does_not_take_the_operation_away():
    relapse = fact("recurrence", "2016", "left", extent="local", adjudication="confirmed")
    assert report_tn(history(*operated(), relapse), "left") == ("T2", "N1a")


def test_other_type_without_a_size_does_not_hide_carcinoma_in_situ():
    facts = [
        report("2016-03-28", histology="dcis", er_percent="80", nodes_examined="2", nodes_positive="0"),
        report("2016-04-20", histology="other"),
    ]
    assert report_tn(history(*facts), "left") == ("Tis", "N0")
    assert summarise(WOMAN, history(*facts), LABORATORY).er == "80%"
    rare = report("2016-05-02", histology="other", size_mm="12")
    assert report_tn(history(*facts, rare), "left") == ("T1c", "N0")


def test_a_recurrence_of_the_other_breast_or_a_suspected_one_ends_no_course():
    other = fact("recurrence", "2016-03-25", "right", extent="local", adjudication="confirmed")
    suspected = fact("recurrence", "2016-03-25", "left", extent="local", adjudication="suspected")
    assert report_tn(history(*operated(), other, suspected), "left") == ("T2", "N1a")


def test_sentinel_nodes_taken_before_neoadjuvant_treatment_are_no_part_of_yp():
    facts = [
        nodes("2016-02-20", "3", "2", "sentinel"),
        fact("therapy_started", "2016-03-01", modality="chemotherapy", intent="neoadjuvant"),
        fact("operation", "2016-09-20", "left", breast="mastectomy", axilla="alnd"),
        report("2016-09-27", size_mm="12", nodes_examined="15", nodes_positive="1", node_met_mm="4"),
    ]
    found = surgical_findings(history(*facts), "left")
    assert (found.nodes_positive, found.nodes_examined) == (1, 15)
    assert report_tn(history(*facts), "left") == ("T1c", "N1a")


def test_carcinoma_in_situ_alone_after_neoadjuvant_treatment_is_yptis():
    facts = [
        fact("biopsy_pathology", "2016-02-20", "left", histology="nst"),
        fact("therapy_started", "2016-03-01", modality="chemotherapy", intent="neoadjuvant"),
        report("2016-09-27", histology="dcis", nodes_examined="15", nodes_positive="0"),
    ]
    assert report_tn(history(*facts), "left") == ("Tis", "N0")


UNCLEAR = [*operated(**SENTINEL), nodes("2016-04-20", "16", "3")]


def answers(found):
    today = date(2018, 10, 22)
    got = figures(WOMAN, found, LABORATORY, pack=lambda: load_pack(None), today=today)
    return {answer.code: answer for answer in got}


def test_counts_that_may_repeat_each_other_give_no_number_and_say_what_to_do():
    found = answers(history(*UNCLEAR))
    for code in ("npi", "predict_v2"):
        assert isinstance(found[code].refusal, MissingInput)
        assert found[code].refusal.code == "uncertain_nodes"
        assert found[code].entry == Entry("surgical_pathology", "specimen", UNCLEAR[-1].id)
    assert found["anatomic_stage"].refusal.code == "uncertain_nodes"
    assert found["anatomic_stage"].entry.kind == "tnm"
    assert stage_of(history(*UNCLEAR)) == ("cT2 cN1 M0", "IIB")


def test_a_tnm_that_somebody_entered_prevails_over_unclear_reports():
    staged = fact("tnm", "2016-04-25", "left", classification="p", t="T2", n="N1a", m="M0")
    found = history(*UNCLEAR, staged)
    assert stage_of(found) == ("pT2 pN1a M0", "IIB")
    assert answers(found)["anatomic_stage"].result.category == "IIB"


def test_reports_of_de_identified_people_without_a_day_count_once():
    facts = [fact("surgical_pathology", None, "", histology="nst", size_mm="22", nodes_positive="3")]
    assert surgical_findings(history(*facts)).nodes_positive == 3
