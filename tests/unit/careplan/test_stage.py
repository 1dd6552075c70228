"""The stage of the course, case by case."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.careplan.rules.stage import derive_stage
from quancheng.careplan.states import Stage
from quancheng.oncology.rules.history import ClinicalFact, History
from tests.unit.careplan.facts import began, day, fact, history, operated, over, plan, seen

BIOPSY = fact("biopsy_pathology", 5, "left", histology="nst", specimen="core_needle")
PATHOLOGY = fact("surgical_pathology", 48, "left", histology="nst")
FULL = plan(8, "surgery", "chemotherapy", "radiotherapy", "targeted", "endocrine")
ABSENT = {"absent": "unknown"}

CASES: list[tuple[str, list[ClinicalFact], Stage, int | None]] = [
    ("nothing known", [], Stage.NEW, None),
    ("admitted", [fact("admission", 0)], Stage.NEW, 0),
    ("diagnosed by imaging only", [fact("diagnosis", 2, "left")], Stage.NEW, 2),
    ("biopsy reported", [fact("admission", 0), BIOPSY], Stage.PRE_TREATMENT, 5),
    ("planned, biopsy done elsewhere", [fact("admission", 0), plan(8, "surgery")], Stage.PRE_TREATMENT, 8),
    ("node biopsy alone before treatment", [BIOPSY, fact("imaging", 6)], Stage.PRE_TREATMENT, 5),
    ("neoadjuvant runs", [BIOPSY, began("chemotherapy", 20, "neoadjuvant")], Stage.NEOADJUVANT, 20),
    (
        "neoadjuvant endocrine beside anti-HER2",
        [began("targeted", 22, "neoadjuvant"), began("endocrine", 20, "neoadjuvant")],
        Stage.NEOADJUVANT,
        20,
    ),
    (
        "neoadjuvant over, not operated on yet",
        [began("chemotherapy", 20, "neoadjuvant"), over("chemotherapy", 140, "neoadjuvant")],
        Stage.SURGERY,
        140,
    ),
    (
        "neoadjuvant then surgery, anti-HER2 goes on",
        [
            began("chemotherapy", 20, "neoadjuvant"),
            began("targeted", 20, "neoadjuvant"),
            over("chemotherapy", 140, "neoadjuvant"),
            operated(160),
            began("targeted", 180),
        ],
        Stage.TARGETED,
        180,
    ),
    (
        "neoadjuvant never ended but operated",
        [began("chemotherapy", 20, "neoadjuvant"), operated(160)],
        Stage.SURGERY,
        160,
    ),
    ("operated, pathology not back", [BIOPSY, FULL, operated(40)], Stage.SURGERY, 40),
    ("operated without a plan", [BIOPSY, operated(40), PATHOLOGY], Stage.SURGERY, 40),
    ("only surgery was planned", [plan(8, "surgery"), operated(40), PATHOLOGY], Stage.FOLLOW_UP, 40),
    ("seen after surgery without a plan", [operated(40), seen(130)], Stage.FOLLOW_UP, 40),
    ("chemotherapy runs", [FULL, operated(40), began("chemotherapy", 70)], Stage.ADJUVANT_CHEMOTHERAPY, 70),
    (
        "immunotherapy after surgery",
        [FULL, operated(40), began("immunotherapy", 70)],
        Stage.ADJUVANT_CHEMOTHERAPY,
        70,
    ),
    (
        "between chemotherapy and radiotherapy",
        [FULL, operated(40), began("chemotherapy", 70), over("chemotherapy", 200)],
        Stage.RADIOTHERAPY,
        200,
    ),
    (
        "radiotherapy goes before anti-HER2 and endocrine that run beside it",
        [FULL, operated(40), began("targeted", 90), began("endocrine", 210), began("radiotherapy", 215)],
        Stage.RADIOTHERAPY,
        215,
    ),
    (
        "anti-HER2 before endocrine",
        [operated(40), began("endocrine", 90), began("targeted", 95)],
        Stage.TARGETED,
        95,
    ),
    (
        "endocrine with a CDK4/6 inhibitor",
        [operated(40), began("endocrine", 90), began("cdk46", 80)],
        Stage.ENDOCRINE,
        80,
    ),
    (
        "everything over",
        [plan(8, "surgery", "endocrine"), operated(40), began("endocrine", 90), over("endocrine", 1900)],
        Stage.FOLLOW_UP,
        1900,
    ),
    (
        "an end without a stated intent ends what runs",
        [
            plan(8, "surgery", "endocrine"),
            operated(40),
            began("endocrine", 90),
            over("endocrine", 1900, ABSENT),
        ],
        Stage.FOLLOW_UP,
        1900,
    ),
    (
        "planned radiotherapy was refused",
        [
            plan(8, "surgery", "radiotherapy"),
            operated(40),
            over("radiotherapy", 80, reason="patient_choice"),
            PATHOLOGY,
        ],
        Stage.FOLLOW_UP,
        80,
    ),
    ("operated on elsewhere, only its report is known", [PATHOLOGY, seen(200)], Stage.FOLLOW_UP, 48),
    (
        "a report of sentinel nodes alone is no operation on the breast",
        [BIOPSY, fact("surgical_pathology", 9, "left", histology="nst", specimen=["sentinel"])],
        Stage.PRE_TREATMENT,
        5,
    ),
    ("de novo metastatic", [BIOPSY, fact("tnm", 9, classification="c", m="M1")], Stage.RECURRENT, 9),
    ("reported as stage IV", [fact("tnm", 9, classification="p", stage_group="IV")], Stage.RECURRENT, 9),
    (
        "cM1 disproved by a second staging",
        [
            BIOPSY,
            fact("tnm", 9, "left", classification="c", m="M1"),
            fact("tnm", 20, "left", classification="c", m="M0"),
        ],
        Stage.PRE_TREATMENT,
        5,
    ),
    (
        "M1 before neoadjuvant stays metastatic",
        [
            fact("tnm", 9, classification="c", m="M1"),
            fact("tnm", 170, classification="yp", m="M0"),
            operated(160),
        ],
        Stage.RECURRENT,
        9,
    ),
    (
        "recurrence suspected",
        [operated(40), seen(400), fact("recurrence", 500, adjudication="suspected")],
        Stage.FOLLOW_UP,
        40,
    ),
    (
        "recurrence confirmed",
        [
            operated(40),
            fact("recurrence", 500, adjudication="suspected"),
            fact("recurrence", 510, adjudication="confirmed"),
        ],
        Stage.RECURRENT,
        510,
    ),
    ("palliative intent", [operated(40), began("chemotherapy", 600, "palliative")], Stage.RECURRENT, 600),
    (
        "palliative care goes before recurrence",
        [fact("recurrence", 500, adjudication="confirmed"), fact("palliative_care", 800)],
        Stage.PALLIATIVE,
        800,
    ),
    ("lost", [operated(40), fact("lost_to_follow_up", 700)], Stage.LOST, 700),
    ("lost, then found", [operated(40), fact("lost_to_follow_up", 700), seen(900)], Stage.FOLLOW_UP, 40),
    (
        "lost on the day she was last seen",
        [operated(40), seen(700), fact("lost_to_follow_up", 700)],
        Stage.LOST,
        700,
    ),
    (
        "death goes before everything",
        [fact("lost_to_follow_up", 700), fact("death", 650)],
        Stage.DECEASED,
        650,
    ),
    (
        "bilateral at once, one operation each",
        [plan(8, "surgery"), operated(40, "left"), operated(40, "right"), PATHOLOGY],
        Stage.FOLLOW_UP,
        40,
    ),
    (
        "a cancer of the other breast years later",
        [operated(40), began("endocrine", 90), fact("biopsy_pathology", 1500, "right", histology="nst")],
        Stage.PRE_TREATMENT,
        1500,
    ),
    (
        "neoadjuvant for the second breast",
        [operated(40), fact("diagnosis", 1500, "right"), began("chemotherapy", 1520, "neoadjuvant")],
        Stage.NEOADJUVANT,
        1520,
    ),
    (
        "second breast operated on",
        [operated(40), fact("diagnosis", 1500, "right"), operated(1530, "right"), seen(1600)],
        Stage.FOLLOW_UP,
        1530,
    ),
    (
        "biopsy of a node of the other side is no new cancer",
        [operated(40), seen(90), fact("biopsy_pathology", 400, "right", specimen="node", histology="nst")],
        Stage.FOLLOW_UP,
        40,
    ),
    (
        "sentinel node before neoadjuvant is no breast operation",
        [
            fact("operation", 15, "left", breast="none", axilla="slnb"),
            began("chemotherapy", 20, "neoadjuvant"),
        ],
        Stage.NEOADJUVANT,
        20,
    ),
]


@pytest.mark.parametrize(
    ("facts", "stage", "since"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_gives_the_stage_and_since_when(facts: list[ClinicalFact], stage: Stage, since: int | None) -> None:
    found = derive_stage(history(*facts))
    assert (found.stage, found.since) == (stage, None if since is None else day(since))


def test_every_stage_has_a_case() -> None:
    assert {case[2] for case in CASES} == set(Stage)


def test_a_man_passes_the_same_stages() -> None:
    """Nothing in the rule asks for the sex; a man with tamoxifen is in endocrine therapy."""
    assert derive_stage(history(operated(40), began("endocrine", 70))).stage is Stage.ENDOCRINE


def test_names_the_fact_that_decided() -> None:
    chemotherapy = began("chemotherapy", 70)
    assert derive_stage(history(operated(40), chemotherapy)).fact_id == chemotherapy.id


def test_a_corrected_fact_leaves_no_trace() -> None:
    """Corrections replace the row, so the history without it gives the stage as if it had never been."""
    death = fact("death", 650)
    facts = [operated(40), seen(600)]
    assert derive_stage(history(*facts, death)).stage is Stage.DECEASED
    assert derive_stage(history(*facts)).stage is Stage.FOLLOW_UP


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ([fact("diagnosis", None, offset=0)], Stage.NEW),
        (
            [fact("diagnosis", None, offset=0), operated(None), fact("follow_up", None, offset=1900)],
            Stage.FOLLOW_UP,
        ),
        ([fact("diagnosis", None, offset=0), fact("death", None, offset=2500)], Stage.DECEASED),
        ([began("endocrine", None)], Stage.ENDOCRINE),
        ([fact("diagnosis", None, offset=0), fact("lost_to_follow_up", None, offset=800)], Stage.LOST),
        (
            [
                fact("lost_to_follow_up", None, offset=800),
                fact("follow_up", None, offset=900),
                operated(None),
            ],
            Stage.FOLLOW_UP,
        ),
    ],
)
def test_people_without_dates_have_a_stage_too(facts: list[ClinicalFact], stage: Stage) -> None:
    found = derive_stage(history(*facts))
    assert found.stage is stage
    assert found.since is None


@given(case=st.sampled_from(CASES), seed=st.integers(0, 10_000))
def test_the_order_of_recording_does_not_matter(
    case: tuple[str, list[ClinicalFact], Stage, int | None], seed: int
) -> None:
    shuffled = random.Random(seed).sample(case[1], len(case[1]))
    assert derive_stage(History(shuffled)) == derive_stage(History(case[1]))
