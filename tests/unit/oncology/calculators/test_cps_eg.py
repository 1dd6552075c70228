"""CPS+EG: the points of Mittendorf 2011 and the OlympiA criterion."""

import pytest

from quancheng.oncology.calculators.anatomic_stage import StageGroup as S
from quancheng.oncology.calculators.cps_eg import Olympia, cps_eg
from quancheng.oncology.calculators.receptors import Marker, Receptor
from quancheng.oncology.calculators.result import InvalidInput, MissingInput, OutOfScope, Result
from tests.reference import Row
from tests.unit.oncology.calculators.scores import given_input, score_cases

POS, NEG = Receptor.POSITIVE, Receptor.NEGATIVE


def score(clinical: S | None, path: S | None, er: Marker, grade: int | None) -> Result[Olympia]:
    return cps_eg(neoadjuvant=True, clinical=clinical, pathological=path, er=er, nuclear_grade=grade)


# Mittendorf 2011, Table 1 (as reprinted in PMC11724176).
@pytest.mark.parametrize(
    ("clinical", "path", "er", "grade", "points"),
    [
        (S.IIA, S.ZERO, POS, 2, 0),
        (S.IIB, S.IIA, NEG, 3, 4),
        (S.IIIA, S.IIIA, POS, 2, 2),
        (S.IIIC, S.IIIC, NEG, 3, 6),
        (S.IIIB, S.IA, POS, 3, 3),
        (S.IB, S.IIIB, POS, 1, 1),
        (S.IA, S.IB, 0.5, 1, 1),
        (S.IIA, S.IIB, 1.0, 1, 1),
    ],
)
def test_adds_the_points(clinical: S, path: S, er: Marker, grade: int, points: int) -> None:
    assert score(clinical, path, er, grade).value == points


@pytest.mark.parametrize("row", score_cases("CPS+EG"))
def test_agrees_with_the_reference_cases(row: Row) -> None:
    given = given_input(row)
    stages = [S("IA" if given[name] == "I" else given[name]) for name in ("clinical_stage", "path_stage")]
    found = score(stages[0], stages[1], Receptor(given["ER"]), given["nuclear_grade"])
    assert found.value == float(row["value"])
    assert (found.category is Olympia.MET) == ("met" in row["class"])


@pytest.mark.parametrize(
    ("clinical", "path", "er", "grade", "expected"),
    [
        (S.IIIA, S.IIB, POS, 3, Olympia.MET),
        (S.IIIA, S.IIB, POS, 2, Olympia.NOT_MET),
        (S.IIIC, S.ZERO, POS, 3, Olympia.NOT_ASKED),
        (S.IIIC, S.IIIC, NEG, 3, Olympia.NOT_ASKED),
    ],
)
def test_opens_olympia_only_for_er_positive_residual_disease(
    clinical: S, path: S, er: Receptor, grade: int, expected: Olympia
) -> None:
    assert score(clinical, path, er, grade).category is expected


def test_a_complete_response_has_no_stage_group_and_counts_nothing() -> None:
    found = cps_eg(
        neoadjuvant=True, clinical=S.IIIA, pathological=None, er=NEG, nuclear_grade=3, complete_response=True
    )
    assert found.value == 3


def test_is_for_people_after_neoadjuvant_treatment() -> None:
    with pytest.raises(OutOfScope):
        cps_eg(neoadjuvant=False, clinical=S.IIA, pathological=S.IA, er=POS, nuclear_grade=2)


@pytest.mark.parametrize(("clinical", "path"), [(S.IV, S.IA), (S.ZERO, S.IA), (S.IIA, S.IV)])
def test_has_no_points_for_metastasis_or_in_situ(clinical: S, path: S) -> None:
    with pytest.raises(OutOfScope, match=r"stage (IV|0)"):
        score(clinical, path, POS, 2)


@pytest.mark.parametrize(
    ("clinical", "path", "er", "grade", "field"),
    [
        (None, S.IA, POS, 2, "clinical"),
        (S.IIA, None, POS, 2, "pathological"),
        (S.IIA, S.IA, None, 2, "er"),
        (S.IIA, S.IA, POS, None, "nuclear_grade"),
    ],
)
def test_never_gives_a_number_without_all_inputs(
    clinical: S | None, path: S | None, er: Marker, grade: int | None, field: str
) -> None:
    with pytest.raises(MissingInput) as refusal:
        score(clinical, path, er, grade)
    assert refusal.value.field == field


def test_whether_there_was_neoadjuvant_treatment_is_not_guessed() -> None:
    with pytest.raises(MissingInput):
        cps_eg(neoadjuvant=None, clinical=S.IIA, pathological=S.IA, er=POS, nuclear_grade=2)


def test_refuses_a_grade_that_cannot_be() -> None:
    with pytest.raises(InvalidInput):
        score(S.IIA, S.IA, POS, 4)


def test_says_that_it_needs_the_anatomic_stage() -> None:
    assert any("anatomic" in limit for limit in score(S.IIA, S.IA, POS, 2).limits)
