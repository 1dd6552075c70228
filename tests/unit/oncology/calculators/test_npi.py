"""NPI: the formula, its groups at the boundaries, and METABRIC's wrong column."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.oncology.calculators.npi import NpiGroup, npi, npi_group, npi_value
from quancheng.oncology.calculators.result import InvalidInput, MissingInput, OutOfScope, Result
from tests.reference import Row, reference_rows
from tests.unit.oncology.calculators.scores import given_input, group_code, score_cases

# Galea 1992; groups Blamey 2007: size in mm, grade, positive nodes -> index, group.
PUBLISHED = [
    (5, 1, 0, 2.1, "EPG"),
    (20, 1, 0, 2.4, "EPG"),
    (20, 2, 0, 3.4, "GPG"),
    (20, 3, 0, 4.4, "MPG-I"),
    (25, 2, 1, 4.5, "MPG-II"),
    (20, 2, 4, 5.4, "MPG-II"),
    (20, 3, 4, 6.4, "PPG"),
    (22, 3, 10, 6.44, "VPG"),
    (10, 2, 3, 4.2, "MPG-I"),
]


def index(size: float | None, grade: int | None, nodes: int | None) -> Result[NpiGroup]:
    return npi(size_mm=size, grade=grade, positive_nodes=nodes, neoadjuvant=False, metastatic=False)


@pytest.mark.parametrize(("size", "grade", "nodes", "value", "group"), PUBLISHED)
def test_follows_the_formula(size: float, grade: int, nodes: int, value: float, group: str) -> None:
    found = index(size, grade, nodes)
    assert found.value == value
    assert str(found.category) == group


@pytest.mark.parametrize("row", score_cases("NPI"))
def test_agrees_with_the_reference_cases(row: Row) -> None:
    found = npi(**given_input(row), neoadjuvant=False, metastatic=False)
    assert found.value == pytest.approx(float(row["value"]), abs=5e-4)
    assert str(found.category) == group_code(row)


@pytest.mark.parametrize(
    ("value", "group"),
    [(2.4, "EPG"), (2.41, "GPG"), (3.4, "GPG"), (3.4000000000000004, "GPG"), (3.41, "MPG-I"), (4.4, "MPG-I"),
     (4.41, "MPG-II"), (5.4, "MPG-II"), (5.41, "PPG"), (6.4, "PPG"), (6.41, "VPG")],
)  # fmt: skip
def test_a_boundary_belongs_to_the_better_group_despite_binary_noise(value: float, group: str) -> None:
    assert str(npi_group(value)) == group


def test_is_not_for_neoadjuvant_treatment_or_metastasis() -> None:
    with pytest.raises(OutOfScope, match="neoadjuvant"):
        npi(size_mm=20, grade=2, positive_nodes=0, neoadjuvant=True, metastatic=False)
    with pytest.raises(OutOfScope, match="metastatic"):
        npi(size_mm=20, grade=2, positive_nodes=0, neoadjuvant=False, metastatic=True)


@pytest.mark.parametrize(("neoadjuvant", "metastatic"), [(None, False), (False, None)])
def test_does_not_guess_the_scope(neoadjuvant: bool | None, metastatic: bool | None) -> None:
    with pytest.raises(MissingInput):
        npi(size_mm=20, grade=2, positive_nodes=0, neoadjuvant=neoadjuvant, metastatic=metastatic)


@given(
    st.one_of(st.none(), st.floats(0.1, 500)),
    st.one_of(st.none(), st.integers(1, 3)),
    st.one_of(st.none(), st.integers(0, 100)),
)
def test_never_gives_a_number_without_all_inputs(
    size: float | None, grade: int | None, nodes: int | None
) -> None:
    if None in (size, grade, nodes):
        with pytest.raises(MissingInput):
            index(size, grade, nodes)
    else:
        assert index(size, grade, nodes).value == pytest.approx(
            0.02 * (size or 0) + (grade or 0) + (1 if nodes == 0 else 2 if (nodes or 0) < 4 else 3), abs=1e-6
        )


@pytest.mark.parametrize(
    ("size", "grade", "nodes"), [(0, 1, 0), (501, 1, 0), (20, 0, 0), (20, 4, 0), (20, 1, -1)]
)
def test_refuses_what_cannot_be(size: float, grade: int, nodes: int) -> None:
    with pytest.raises(InvalidInput):
        index(size, grade, nodes)


@given(st.floats(0.1, 250), st.floats(0, 250), st.integers(1, 3), st.integers(0, 50), st.integers(0, 50))
def test_a_worse_tumour_never_has_a_better_index(
    size: float, more: float, grade: int, nodes: int, more_nodes: int
) -> None:
    worse = npi_value(size_mm=size + more, grade=grade, positive_nodes=nodes + more_nodes)
    assert worse >= npi_value(size_mm=size, grade=grade, positive_nodes=nodes)


def test_metabrics_own_column_is_no_oracle() -> None:
    """In 1,832 of its 2,040 complete rows the size counts a tenth; right in 161, neither in 47."""
    tally = Counter[str]()
    for row in reference_rows("data/metabric_clinical.tsv", delimiter="\t"):
        try:
            size, grade = float(row["Tumor Size"]), int(row["Neoplasm Histologic Grade"])
            nodes = int(row["Lymph nodes examined positive"])
            column = float(row["Nottingham prognostic index"])
        except ValueError:
            continue  # NA: not a complete row
        right, a_tenth = (
            npi_value(size_mm=mm, grade=grade, positive_nodes=nodes) for mm in (size, size / 10)
        )
        if abs(right - column) < 1e-3:
            tally["right"] += 1
        else:
            tally["a tenth" if abs(a_tenth - column) < 1e-3 else "neither"] += 1
    assert tally == {"a tenth": 1832, "right": 161, "neither": 47}
