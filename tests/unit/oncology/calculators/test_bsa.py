"""Body surface area by each formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.oncology.calculators.bsa import BsaFormula, bsa
from quancheng.oncology.calculators.result import InvalidInput, MissingInput
from tests.reference import Row, reference_cases


def area(height: float, weight: float, formula: BsaFormula) -> float:
    found = bsa(height_cm=height, weight_kg=weight, formula=formula)
    assert found.category is formula
    assert found.value is not None
    return found.value


# Each from its published formula, by hand, for 160 cm / 60 kg and 150 cm / 45 kg.
@pytest.mark.parametrize(
    ("formula", "first", "second"),
    [
        (BsaFormula.MOSTELLER, 1.6330, 1.3693),
        (BsaFormula.DUBOIS, 1.6221, 1.3698),
        (BsaFormula.HAYCOCK, 1.6405, 1.3699),
        (BsaFormula.GEHAN_GEORGE, 1.6489, 1.3837),
        (BsaFormula.XU_WENSHENG, 1.5911, 1.3381),
    ],
    ids=str,
)
def test_follows_each_formula(formula: BsaFormula, first: float, second: float) -> None:
    assert area(160, 60, formula) == pytest.approx(first, abs=6e-5)
    assert area(150, 45, formula) == pytest.approx(second, abs=6e-5)


@pytest.mark.parametrize("formula", BsaFormula, ids=str)
@pytest.mark.parametrize(
    "row",
    reference_cases(
        "clinical/bsa_reference_cases.csv", lambda r: f"computed {r['height_cm']} cm {r['weight_kg']} kg"
    ),
)
def test_agrees_with_the_reference_cases(row: Row, formula: BsaFormula) -> None:
    found = area(float(row["height_cm"]), float(row["weight_kg"]), formula)
    assert found == pytest.approx(float(row[str(formula)]), abs=6e-5)


def test_each_formula_cites_its_own_source() -> None:
    assert len({bsa(height_cm=160, weight_kg=60, formula=formula).source for formula in BsaFormula}) == 5


@pytest.mark.parametrize(
    ("height", "weight"), [(1.6, 60), (60, 160), (160, 0), (160, 6), (300, 60), (160, 400)]
)
def test_refuses_metres_swapped_values_and_slips(height: float, weight: float) -> None:
    with pytest.raises(InvalidInput):
        bsa(height_cm=height, weight_kg=weight)


@pytest.mark.parametrize(("height", "weight"), [(None, 60), (160, None), (None, None)])
def test_never_gives_a_number_without_all_inputs(height: float | None, weight: float | None) -> None:
    with pytest.raises(MissingInput):
        bsa(height_cm=height, weight_kg=weight)


@given(
    st.sampled_from(BsaFormula), st.floats(100, 240), st.floats(20, 340), st.floats(0, 10), st.floats(0, 10)
)
def test_taller_and_heavier_is_more(
    formula: BsaFormula, height: float, weight: float, taller: float, heavier: float
) -> None:
    base = area(height, weight, formula)
    assert 0.5 < base < 6
    assert area(height + taller, weight, formula) >= base
    assert area(height, weight + heavier, formula) >= base
