"""CTS5: the right formula, its cuts and its scope."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.oncology.calculators.cts5 import LateRisk, cts5, cts5_group, cts5_value
from quancheng.oncology.calculators.receptors import Receptor
from quancheng.oncology.calculators.result import InvalidInput, MissingInput, OutOfScope
from tests.reference import Row
from tests.unit.oncology.calculators.scores import given_input, group_code, score_cases

SCOPE: dict[str, Any] = {"postmenopausal": True, "event_free_five_years": True, "er": Receptor.POSITIVE}
WOMAN: dict[str, Any] = {"age": 65, "size_mm": 25, "grade": 2, "positive_nodes": 1}


# Dowsett 2018, J Clin Oncol 36:1941: the published formula, computed by hand.
@pytest.mark.parametrize(
    ("age", "size", "grade", "nodes", "value", "risk"),
    [
        (55, 10, 1, 0, 2.1143, LateRisk.LOW),
        (65, 25, 2, 1, 3.9503, LateRisk.HIGH),
        (70, 45, 3, 10, 5.9065, LateRisk.HIGH),
        (62, 20, 2, 2, 4.1008, LateRisk.HIGH),
        (60, 20, 2, 0, 3.1913, LateRisk.INTERMEDIATE),
        (58, 30, 3, 3, 4.8290, LateRisk.HIGH),
        (60, 10, 1, 4, 3.5123, LateRisk.INTERMEDIATE),
        (60, 10, 1, 9, 3.5123, LateRisk.INTERMEDIATE),
    ],
)
def test_follows_the_published_formula(
    age: float, size: float, grade: int, nodes: int, value: float, risk: LateRisk
) -> None:
    found = cts5(**SCOPE, age=age, size_mm=size, grade=grade, positive_nodes=nodes)
    assert found.value == pytest.approx(value, abs=6e-5)
    assert found.category is risk


def test_is_not_the_wrong_formula_of_a_calculator_site() -> None:
    wrong = 0.471 * 1 + 0.980 * (0.164 * 25 - 0.003 * 25**2 + 0.312 * 2 + 0.030 * 65)
    assert abs(cts5_value(**WOMAN) - wrong) > 0.5


@pytest.mark.parametrize("row", score_cases("CTS5"))
def test_agrees_with_the_reference_cases(row: Row) -> None:
    found = cts5(**SCOPE, **given_input(row))
    assert found.value == pytest.approx(float(row["value"]), abs=6e-5)
    assert str(found.category) == group_code(row)


@pytest.mark.parametrize(
    ("value", "risk"),
    [
        (3.1299, LateRisk.LOW),
        (3.13, LateRisk.INTERMEDIATE),
        (3.1299999999, LateRisk.INTERMEDIATE),
        (3.86, LateRisk.INTERMEDIATE),
        (3.8600000000000003, LateRisk.INTERMEDIATE),
        (3.8601, LateRisk.HIGH),
    ],
)
def test_puts_a_cut_into_the_middle_group(value: float, risk: LateRisk) -> None:
    assert cts5_group(value) is risk


def test_a_size_above_30_mm_counts_as_30() -> None:
    assert cts5_value(**{**WOMAN, "size_mm": 80}) == cts5_value(**{**WOMAN, "size_mm": 30})


@pytest.mark.parametrize(
    "outside",
    [{"postmenopausal": False}, {"event_free_five_years": False}, {"er": Receptor.NEGATIVE}, {"er": 0.5}],
    ids=str,
)
def test_gives_the_reason_outside_its_scope(outside: dict[str, Any]) -> None:
    with pytest.raises(OutOfScope):
        cts5(**{**SCOPE, **outside}, **WOMAN)


@pytest.mark.parametrize("name", [*SCOPE, *WOMAN])
def test_never_gives_a_number_without_all_inputs(name: str) -> None:
    with pytest.raises(MissingInput):
        cts5(**{**SCOPE, **WOMAN, name: None})


@pytest.mark.parametrize(
    "wrong", [{"size_mm": 0}, {"grade": 4}, {"positive_nodes": -1}, {"age": 130}], ids=str
)
def test_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        cts5(**SCOPE, **{**WOMAN, **wrong})


@given(
    st.floats(45, 90),
    st.floats(0, 10),
    st.floats(1, 100),
    st.floats(0, 100),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_a_worse_tumour_never_lowers_the_risk(
    age: float, older: float, size: float, larger: float, nodes: int, more: int
) -> None:
    base = cts5_value(age=age, size_mm=size, grade=2, positive_nodes=nodes)
    assert cts5_value(age=age + older, size_mm=size, grade=2, positive_nodes=nodes) >= base
    assert cts5_value(age=age, size_mm=size + larger, grade=2, positive_nodes=nodes) >= base - 1e-12
    assert cts5_value(age=age, size_mm=size, grade=2, positive_nodes=nodes + more) >= base
    assert cts5_value(age=age, size_mm=size, grade=3, positive_nodes=nodes) > base
