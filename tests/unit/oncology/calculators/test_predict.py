"""PREDICT 2.2 and 3.2 beside the published program, and what each treatment may and may not do."""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.oncology.calculators.predict import v2, v3
from quancheng.oncology.calculators.predict.person import Detection, Person, Smoking
from quancheng.oncology.calculators.predict.shared import Chemo, Part, Prediction, Treatment
from quancheng.oncology.calculators.receptors import Receptor
from quancheng.oncology.calculators.result import MissingInput, OutOfScope
from tests.reference import Row, reference_cases
from tests.unit.oncology.calculators.predict_cases import (
    EVERYTHING,
    NOTHING,
    ORDER,
    WOMAN,
    person,
    person_of,
    survival_up_to,
    treatment_of,
)

Predict = Callable[[Person, Treatment], Prediction]
BOTH = pytest.mark.parametrize("predict", [v2.predict, v3.predict], ids=["2.2", "3.2"])
COLUMNS = {
    Part.SURGERY: "os_pct_surgery_only",
    Part.HORMONE: "os_pct_H(v3.2: RT+H)",
    Part.CHEMO: "os_pct_HC(v3.2: RT+)",
    Part.TRASTUZUMAB: "os_pct_HCT(v3.2: RT+)",
    Part.BISPHOSPHONATE: "os_pct_HCTB(v3.2: RT+)",
}
PRECISION = 6e-5  # the published figures have four decimals


# Published R code (WintonCentre/predict-v30-r), run: P1, 57 y, 29 mm, G1, 5 nodes, ER+ HER2+ Ki-67+.
@pytest.mark.parametrize(
    ("predict", "expected"),
    [
        (v2.predict, [64.2411, 72.3743, 79.2801, 83.2323, 84.9467]),
        (v3.predict, [76.1907, 84.5498, 88.0742, 90.3514, 91.3232]),
    ],
    ids=["2.2", "3.2"],
)
def test_agrees_with_the_published_program(predict: Predict, expected: list[float]) -> None:
    found = predict(person(), EVERYTHING)
    assert [survival_up_to(found, part, 10) for part in COLUMNS] == pytest.approx(expected, abs=PRECISION)
    assert found.value == pytest.approx(expected[-1], abs=PRECISION)


# The same program, ER-negative: P4, 40 y, 30 mm, G3, no nodes, HER2-, third-generation chemo.
@pytest.mark.parametrize(
    ("predict", "surgery", "treated"),
    [(v2.predict, 70.0412, 78.3865), (v3.predict, 72.0830, 82.7938)],
    ids=["2.2", "3.2"],
)
def test_agrees_with_the_published_program_in_er_negative_disease(
    predict: Predict, surgery: float, treated: float
) -> None:
    negative = dict.fromkeys(("er", "her2", "pr"), Receptor.NEGATIVE)
    woman = person(age=40, size_mm=30, grade=3, positive_nodes=0, ki67=None, postmenopausal=False, **negative)
    found = predict(woman, Treatment(chemo=Chemo.THIRD, radiotherapy=True, heart_gy=2))
    assert found.steps[0].survival_at(15) == pytest.approx(surgery, abs=PRECISION)
    assert found.steps[-1].survival_at(15) == pytest.approx(treated, abs=PRECISION)


# What the first case leaves out: HER2- and Ki-67-, screening, unknowns, smoking, ER- HER2+
# and nodes. P6, P7, P8: index of 2.2 and of 3.2, survival at ten years with surgery only.
@pytest.mark.parametrize(
    ("changes", "indices", "survivals"),
    [
        (
            {"age": 70, "size_mm": 12, "positive_nodes": 0, "detection": Detection.SCREENING}
            | {"her2": Receptor.NEGATIVE, "ki67": Receptor.NEGATIVE},
            (-0.6511, 1.9709),
            (77.9671, 85.8035),
        ),
        (
            {"age": 48, "size_mm": 22, "positive_nodes": 3, "detection": None, "grade": None}
            | {"her2": None, "ki67": None, "pr": None},
            (1.8225, 4.3341),
            (69.9409, 80.5260),
        ),
        (
            {"age": 60, "size_mm": 45, "positive_nodes": 10, "grade": None, "smoking": Smoking.CURRENT}
            | {"er": Receptor.NEGATIVE, "pr": Receptor.NEGATIVE, "ki67": None},
            (1.3531, 4.0780),
            (38.6525, 18.5667),
        ),
    ],
    ids=["P6", "P7", "P8"],
)
def test_agrees_with_the_published_program_on_other_people(
    changes: dict[str, Any], indices: tuple[float, float], survivals: tuple[float, float]
) -> None:
    found = [predict(person(**changes), NOTHING) for predict in (v2.predict, v3.predict)]
    assert [one.pi for one in found] == pytest.approx(indices, abs=PRECISION)
    assert [one.steps[0].survival_at(10) for one in found] == pytest.approx(survivals, abs=PRECISION)


@pytest.mark.parametrize(
    "row",
    reference_cases(
        "clinical/predict_reference_cases.csv",
        lambda r: f"WintonCentre R code v{r['model']} {r['case']} {r['year']} y",
    ),
)
def test_agrees_with_the_reference_cases(row: Row) -> None:
    predict = v2.predict if row["model"] == "2.2" else v3.predict
    year = int(row["year"])
    found = predict(person_of(row), treatment_of(row))
    for part, column in COLUMNS.items():
        assert survival_up_to(found, part, year) == pytest.approx(float(row[column]), abs=PRECISION), column
    assert (found.pi, found.mi) == pytest.approx((float(row["pi"]), float(row["mi"])), abs=PRECISION)
    surgery = found.steps[0]
    deaths = (surgery.breast_death[year - 1], surgery.other_death[year - 1])
    expected = (float(row["cum_breast_death_pct_surgery"]), float(row["cum_other_death_pct_surgery"]))
    assert deaths == pytest.approx(expected, abs=PRECISION)


@pytest.mark.parametrize(
    "row",
    reference_cases("clinical/predict_v3_coefficients.csv", lambda r: f"coefficients_v3 {r['variable']}"),
)
def test_the_program_text_of_v3_holds_every_published_coefficient(row: Row) -> None:
    assert v3.__file__ is not None
    assert row["beta"].lstrip("-") in Path(v3.__file__).read_text(encoding="utf-8")


@BOTH
@pytest.mark.parametrize("extended", [False, True])
def test_endocrine_treatment_does_nothing_in_er_negative_disease(predict: Predict, extended: bool) -> None:
    """The published 2.2 script lowers the hazard of years 11-15 even here; that slip is not repeated."""
    woman = person(er=Receptor.NEGATIVE)
    treated = predict(woman, Treatment(hormone=True, extended_hormone=extended))
    assert treated.steps == predict(woman, NOTHING).steps
    assert any("ER-negative" in limit for limit in treated.limits)


def hazard(survival: tuple[float, ...], year: int) -> float:
    """The hazard of death from any cause in one year, from a survival curve."""
    return -math.log(survival[year - 1] / survival[year - 2])


@pytest.mark.parametrize(("predict", "late"), [(v2.predict, -0.26), (v3.predict, -0.301)], ids=["2.2", "3.2"])
def test_extended_endocrine_treatment_lowers_the_hazard_from_year_eleven(
    predict: Predict, late: float
) -> None:
    """The other deaths are the same in all arms, so differences of hazards isolate breast-cancer death."""
    none = predict(person(), NOTHING).steps[0].survival
    five = predict(person(), Treatment(hormone=True)).steps[-1].survival
    ten = predict(person(), Treatment(extended_hormone=True)).steps[-1].survival
    assert five[:10] == ten[:10]
    for year in range(11, 16):
        breast = (hazard(none, year) - hazard(five, year)) / (1 - math.exp(-0.3857))
        saved = hazard(none, year) - hazard(ten, year)
        assert saved == pytest.approx(breast * (1 - math.exp(-0.3857 + late)), rel=1e-9)


def test_unknown_grade_counts_as_grade_one_in_er_negative_disease_as_published_in_2_2() -> None:
    woman = {"er": Receptor.NEGATIVE}
    unknown = v2.predict(person(grade=None, **woman), NOTHING)
    assert unknown.pi == v2.predict(person(grade=1, **woman), NOTHING).pi
    assert unknown.pi < v2.predict(person(grade=2, **woman), NOTHING).pi
    assert any("too favourable" in limit for limit in unknown.limits)
    between = [v3.predict(person(grade=grade, **woman), NOTHING).pi for grade in (2, None, 3)]
    assert between == sorted(between)
    assert len(set(between)) == 3


@pytest.mark.parametrize(
    ("er", "positive", "negative"),
    [(Receptor.POSITIVE, -0.0619, 0.2624), (Receptor.NEGATIVE, -0.2231, 0.0296)],
    ids=["ER+", "ER-"],
)
def test_an_unknown_pr_adds_nothing_and_is_said(er: Receptor, positive: float, negative: float) -> None:
    found = {pr: v3.predict(person(er=er, pr=pr), NOTHING) for pr in (None, *Receptor)}
    assert found[Receptor.POSITIVE].pi - found[None].pi == pytest.approx(positive)
    assert found[Receptor.NEGATIVE].pi - found[None].pi == pytest.approx(negative)
    said = {pr: any("PR is not known" in limit for limit in found[pr].limits) for pr in found}
    assert said == {None: True, Receptor.POSITIVE: False, Receptor.NEGATIVE: False}


@BOTH
def test_shows_survival_at_five_ten_and_fifteen_years_after_each_step(predict: Predict) -> None:
    found = predict(person(), Treatment(hormone=True))
    assert [(figure.name, figure.value) for figure in found.figures] == [
        (f"{step.part}_{year}", step.survival[year - 1]) for step in found.steps for year in (5, 10, 15)
    ]


def test_the_heart_dose_does_nothing_without_radiotherapy() -> None:
    with_dose = Treatment(hormone=True, heart_gy=20)
    assert v3.predict(person(), with_dose).steps == v3.predict(person(), Treatment(hormone=True)).steps


def test_a_higher_heart_dose_costs_survival() -> None:
    low, high = (
        v3.predict(person(), Treatment(radiotherapy=True, heart_gy=gray)).value or 0 for gray in (1, 10)
    )
    assert high < low


def test_chemotherapy_adds_other_deaths_to_those_who_have_it_only() -> None:
    """Not to everyone's baseline, as a public port labelled version 3 has it."""
    without = v3.predict(person(), Treatment(hormone=True))
    both = v3.predict(person(), Treatment(hormone=True, chemo=Chemo.SECOND))
    assert without.steps == both.steps[:2]
    assert both.mi == without.mi
    assert both.steps[2].other_death[9] > both.steps[1].other_death[9]


@pytest.mark.parametrize(("predict", "order"), [(v2.predict, [ORDER[0], *ORDER[2:]]), (v3.predict, ORDER)])
def test_benefits_are_cumulative_in_the_published_order(predict: Predict, order: list[Part]) -> None:
    found = predict(person(), EVERYTHING)
    assert [step.part for step in found.steps] == order
    total = sum(step.benefit[9] for step in found.steps)
    assert total == pytest.approx(found.steps[-1].survival[9] - found.steps[0].survival[9])
    alone = predict(person(), Treatment(bisphosphonate=True)).steps[-1]
    assert found.steps[-1].benefit[9] < alone.benefit[9]


@BOTH
def test_trastuzumab_does_nothing_unless_her2_is_positive(predict: Predict) -> None:
    for her2 in (Receptor.NEGATIVE, None):
        found = predict(person(her2=her2), Treatment(trastuzumab=True))
        assert [step.part for step in found.steps] == [Part.SURGERY]
        assert any("Trastuzumab" in limit for limit in found.limits)


@BOTH
def test_bisphosphonates_are_for_postmenopausal_women(predict: Predict) -> None:
    with pytest.raises(OutOfScope, match="postmenopausal"):
        predict(person(postmenopausal=False), Treatment(bisphosphonate=True))
    with pytest.raises(MissingInput):
        predict(person(postmenopausal=None), Treatment(bisphosphonate=True))


def test_version_2_does_not_model_radiotherapy_and_says_so() -> None:
    with_it = v2.predict(person(), Treatment(radiotherapy=True, heart_gy=2))
    assert with_it.steps == v2.predict(person(), NOTHING).steps
    assert any("radiotherapy" in limit for limit in with_it.limits)


def test_a_percentage_does_as_well_as_positive_or_negative() -> None:
    assert v3.predict(person(er=80, pr=40, ki67=25), NOTHING).steps == v3.predict(person(), NOTHING).steps


people = st.fixed_dictionaries(
    {
        "age": st.integers(25, 85),
        "size_mm": st.floats(0.5, 250),
        "positive_nodes": st.integers(0, 50),
        "grade": st.sampled_from([None, 1, 2, 3]),
        "er": st.sampled_from(Receptor),
        "her2": st.sampled_from([None, *Receptor]),
        "ki67": st.sampled_from([None, *Receptor]),
        "pr": st.sampled_from([None, *Receptor]),
        "detection": st.sampled_from([None, *Detection]),
    }
)


@BOTH
@given(changes=people)
def test_survival_stays_a_percentage_and_falls_with_time(predict: Predict, changes: dict[str, Any]) -> None:
    for step in predict(Person(**{**WOMAN, **changes}), EVERYTHING).steps:
        assert all(0 <= value <= 100 for value in step.survival)
        assert list(step.survival) == sorted(step.survival, reverse=True)
        for alive, breast, other in zip(step.survival, step.breast_death, step.other_death, strict=True):
            assert alive + breast + other == pytest.approx(100)
            assert breast >= -1e-9
            assert other >= -1e-9


@BOTH
@given(changes=people, larger=st.floats(1, 4), more=st.integers(0, 50))
def test_a_worse_tumour_never_lives_longer(
    predict: Predict, changes: dict[str, Any], larger: float, more: int
) -> None:
    base = predict(Person(**{**WOMAN, **changes}), NOTHING).value or 0
    bigger = {**WOMAN, **changes, "size_mm": min(500, changes["size_mm"] * larger)}
    nodes = {**WOMAN, **changes, "positive_nodes": changes["positive_nodes"] + more}
    assert (predict(Person(**bigger), NOTHING).value or 0) <= base + 1e-9
    assert (predict(Person(**nodes), NOTHING).value or 0) <= base + 1e-9


@BOTH
@given(changes=people)
def test_third_generation_chemotherapy_saves_more_from_breast_cancer_than_second(
    predict: Predict, changes: dict[str, Any]
) -> None:
    woman = Person(**{**WOMAN, **changes})
    deaths = [
        predict(woman, Treatment(chemo=chemo)).steps[-1].breast_death[14]
        for chemo in (Chemo.NONE, Chemo.SECOND, Chemo.THIRD)
    ]
    assert deaths == sorted(deaths, reverse=True)
