"""Dates that cannot be, and pTNM from the report."""

from datetime import date
from typing import Any

import pytest

from quancheng.kernel.refused import Refused
from quancheng.oncology.facts.schema import Body
from quancheng.oncology.rules.history import ClinicalFact
from quancheng.oncology.rules.order import check_order
from quancheng.oncology.rules.recording import NewFact
from quancheng.oncology.rules.report_tnm import report_tn
from quancheng.oncology.rules.summary import stage_of
from tests.unit.oncology.cases import fact, history, operated

DEATH = fact("death", "2018-01-09", cause="breast_cancer")
DIAGNOSIS = fact("diagnosis", "2016-03-08", behaviour="invasive")
STARTED = fact("therapy_started", "2016-04-12", modality="chemotherapy", intent="adjuvant")


def new(kind: str, on: date, precision: str = "day", **body: Any) -> NewFact:
    return NewFact(kind=kind, on=on, precision=precision, body=body)


@pytest.mark.parametrize(
    ("known", "wrong", "code"),
    [
        (DEATH, new("follow_up", date(2018, 3, 1)), "after_death"),
        (DEATH, new("operation", date(2018, 1, 10)), "after_death"),
        (STARTED, new("death", date(2016, 4, 11)), "death_before_facts"),
        (DIAGNOSIS, new("operation", date(2015, 6, 1)), "before_diagnosis"),
        (
            STARTED,
            new("therapy_ended", date(2016, 4, 1), modality="chemotherapy", intent="adjuvant"),
            "end_before_start",
        ),
    ],
)
def test_a_date_that_cannot_be_is_refused(known, wrong, code):
    with pytest.raises(Refused) as refused:
        check_order(wrong, history(known))
    assert refused.value.code == code
    assert refused.value.field == "on"


@pytest.mark.parametrize(
    ("known", "right"),
    [
        (DEATH, new("surgical_pathology", date(2018, 2, 1))),
        (DEATH, new("follow_up", date(2018, 1, 9))),
        (DEATH, new("follow_up", date(2018, 1, 1), "month")),
        (STARTED, new("death", date(2016, 1, 1), "year")),
        (DIAGNOSIS, new("operation", date(2016, 2, 20))),
        (STARTED, new("therapy_ended", date(2016, 4, 1), modality="endocrine", intent="adjuvant")),
        (DIAGNOSIS, NewFact(kind="operation", offset_days=-400)),
    ],
)
def test_what_a_clinic_can_have_done_is_let_pass(known, right):
    check_order(right, history(known))


def days(kind: str, offset: int, **body: Any) -> NewFact:
    return NewFact(kind=kind, offset_days=offset, body=body)


CHEMOTHERAPY = {"modality": "chemotherapy", "intent": "adjuvant"}


@pytest.mark.parametrize(
    ("known", "wrong", "code"),
    [
        (days("death", -365), days("follow_up", 6088), "after_death"),
        (days("follow_up", 6088), days("death", -365), "death_before_facts"),
        (days("diagnosis", 0), days("operation", -91), "before_diagnosis"),
        (
            days("therapy_started", 40, **CHEMOTHERAPY),
            days("therapy_ended", 39, **CHEMOTHERAPY),
            "end_before_start",
        ),
    ],
)
def test_days_from_diagnosis_that_cannot_be_are_refused(known, wrong, code):
    stored = ClinicalFact(known.kind, "", None, Body(known.body), known.offset_days, 1)
    for recorded, others in ((history(stored), ()), (history(), (wrong, known))):
        with pytest.raises(Refused) as refused:
            check_order(wrong, recorded, others)
        assert (refused.value.code, refused.value.field) == (code, "offset_days")


@pytest.mark.parametrize(
    ("known", "right"),
    [
        (days("death", 365), days("follow_up", 365)),
        (days("diagnosis", 0), days("operation", -90)),
        (days("death", 365), new("follow_up", date(2018, 3, 1))),
        (days("death", 365), NewFact(kind="follow_up")),
        (NewFact(kind="death"), days("follow_up", 365)),
    ],
)
def test_days_that_can_be_or_cannot_be_compared_are_let_pass(known, right):
    check_order(right, history(), [known, right])


def test_facts_recorded_in_the_same_breath_are_checked_against_each_other():
    died, seen = new("death", date(2018, 1, 9)), new("follow_up", date(2018, 2, 9))
    with pytest.raises(Refused):
        check_order(seen, history(), [died, seen])


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ({"size_mm": "15", "nodes_positive": "0", "node_met_mm": None}, ("T1c", "N0")),
        ({"size_mm": "1.2", "nodes_positive": "0", "node_met_mm": None}, ("T1a", "N0")),
        ({"nodes_positive": "4"}, ("T2", "N2a")),
        ({"nodes_positive": "1", "node_met_mm": "1.1"}, ("T2", "N1mi")),
        ({"histology": "dcis", "nodes_positive": "0", "node_met_mm": None}, ("Tis", "N0")),
        ({"node_met_mm": None}, None),
        ({"size_mm": None}, None),
    ],
)
def test_t_and_n_follow_from_size_and_nodes(report, expected):
    assert report_tn(history(*operated(**report)), "left") == expected


def test_nothing_is_proposed_where_the_report_cannot_know():
    grown = fact("tnm", "2016-03-11", "left", classification="c", t="T4b", n="N1", m="M0")
    assert report_tn(history(*operated(), grown), "left") is None


def test_what_a_person_staged_goes_before_what_the_report_says():
    assert stage_of(history(*operated())) == ("pT2 pN1a M0", "IIB")
    staged = fact("tnm", "2016-04-01", "left", classification="p", t="T3", n="N1a", m="M0")
    assert stage_of(history(*operated(), staged)) == ("pT3 pN1a M0", "IIIA")


def test_after_neoadjuvant_treatment_the_stage_at_diagnosis_stands():
    begun = fact("therapy_started", "2016-03-12", modality="chemotherapy", intent="neoadjuvant")
    assert stage_of(history(*operated(), begun)) == ("cT2 cN1 M0", "IIB")
