"""TNM as written in reports: what is read, what is reduced, and what cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.oncology.calculators.result import InvalidInput, MissingInput
from quancheng.oncology.calculators.tnm import Timing, read_tnm
from quancheng.oncology.calculators.tnm_from_report import (
    Deposit,
    InternalMammary,
    deposit_from_size,
    pn_from_counts,
    t_from_mm,
)


@pytest.mark.parametrize(
    ("t", "n", "m", "groups", "timing"),
    [
        ("T1c", "N1mi", "M0", ("T1", "N1mi", "M0"), None),
        ("T4d", "N0(i+)", "M0", ("T4", "N0", "M0"), None),
        ("pT1mi", "pN0(i+)(sn)", "cM0", ("T1", "N0", "M0"), Timing.PATHOLOGICAL),
        ("cT2", "cN3b", "cM1", ("T2", "N3", "M1"), Timing.CLINICAL),
        ("pT1c(m)", "pN2a", "pM1", ("T1", "N2", "M1"), Timing.PATHOLOGICAL),
        ("ypT0", "ypN0", "M0", ("T0", "N0", "M0"), Timing.POST_THERAPY_PATHOLOGICAL),
        ("ycT1", "ycN0", "cM0", ("T1", "N0", "M0"), Timing.POST_THERAPY_CLINICAL),
        ("Tis(DCIS)", "N0", "M0(i+)", ("Tis", "N0", "M0"), None),
        ("TX", "NX", "M1", ("TX", "NX", "M1"), None),
        ("pTis(Paget)", "cN0", "cM0", ("Tis", "N0", "M0"), Timing.PATHOLOGICAL),
    ],
)
def test_reduces_a_category_to_its_row(
    t: str, n: str, m: str, groups: tuple[str, str, str], timing: Timing | None
) -> None:
    found = read_tnm(t=t, n=n, m=m)
    assert (found.groups, found.timing) == (groups, timing)


@pytest.mark.parametrize("text", ["p t1c", "ＰＴ１Ｃ", " pT1c (m) ", "PT1C", "pT1c(3)"])
def test_spaces_case_and_full_width_do_not_matter(text: str) -> None:
    assert read_tnm(t=text, n="pN0", m="cM0").t == "T1c"


def test_says_the_tnm_back_with_its_prefix() -> None:
    assert str(read_tnm(t="T1c", n="N1a", m="M0", timing=Timing.PATHOLOGICAL)) == "pT1c pN1a M0"


@pytest.mark.parametrize(
    ("t", "n", "m", "field"),
    [
        ("T5", "N0", "M0", "t"),
        ("T2a", "N0", "M0", "t"),
        ("T1d", "N0", "M0", "t"),
        ("T1", "N4", "M0", "n"),
        ("T1", "N2c", "M0", "n"),
        ("T1", "N1d", "M0", "n"),
        ("T1", "N0", "M2", "m"),
        ("T1", "N0", "MX", "m"),
        ("pT1", "pN0", "pM0", "m"),
        ("cT1", "cN1a", "cM0", "n"),
        ("cT1", "cN0(i+)", "cM0", "n"),
        ("ycT1", "ycN1b", "cM0", "n"),
        ("pT2", "cN1", "cM0", "n"),
        ("cT2", "pN1a", "cM0", "n"),
        ("N1", "T1", "M0", "t"),
        ("1", "0", "0", "t"),
    ],
)
def test_refuses_a_tnm_that_cannot_be(t: str, n: str, m: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_tnm(t=t, n=n, m=m)
    assert refusal.value.field == field


def test_mx_and_pm0_are_told_what_to_enter_instead() -> None:
    for m in ("MX", "pM0"):
        with pytest.raises(InvalidInput, match="cM0"):
            read_tnm(t="pT1", n="pN0", m=m)


@pytest.mark.parametrize("field", ["t", "n", "m"])
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_refuses_a_missing_category(field: str, nothing: str | None) -> None:
    given_: dict[str, str | None] = {"t": "T1", "n": "N0", "m": "M0", field: nothing}
    with pytest.raises(MissingInput) as refusal:
        read_tnm(**given_)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_prefix_must_agree_with_the_timing_that_was_told() -> None:
    with pytest.raises(InvalidInput):
        read_tnm(t="cT1", n="cN0", m="M0", timing=Timing.PATHOLOGICAL)


# AJCC 8, chapter 48: nearest millimetre, but above 1.0 mm never T1mi.
@pytest.mark.parametrize(
    ("mm", "t"),
    [
        (0.3, "T1mi"), (1.0, "T1mi"), (1.01, "T1a"), (1.1, "T1a"), (1.4, "T1a"), (1.9, "T1a"), (5, "T1a"),
        (5.4, "T1a"), (5.5, "T1b"), (10, "T1b"), (10.4, "T1b"), (10.5, "T1c"), (20, "T1c"), (20.4, "T1c"),
        (20.5, "T2"), (50, "T2"), (50.4, "T2"), (50.5, "T3"), (51, "T3"), (300, "T3"),
    ],
)  # fmt: skip
def test_takes_t_from_millimetres(mm: float, t: str) -> None:
    assert str(t_from_mm(mm)) == t


def test_several_tumours_use_the_largest() -> None:
    assert str(t_from_mm(8, 23, 12)) == "T2(m)"
    assert str(t_from_mm(23, 8)) == "T2(m)"


@pytest.mark.parametrize(
    ("chest_wall", "skin", "inflammatory", "t"),
    [
        (True, False, False, "T4a"),
        (False, True, False, "T4b"),
        (True, True, False, "T4c"),
        (True, True, True, "T4d"),
    ],
)
def test_chest_wall_and_skin_make_t4(chest_wall: bool, skin: bool, inflammatory: bool, t: str) -> None:
    assert str(t_from_mm(12, chest_wall=chest_wall, skin=skin, inflammatory=inflammatory)) == t


def test_dermal_invasion_alone_is_not_t4() -> None:
    assert str(t_from_mm(12, dermal_invasion=True)) == "T1c"


@pytest.mark.parametrize("sizes", [(), (None,), (12, None)])
def test_no_size_gives_no_t(sizes: tuple[float | None, ...]) -> None:
    with pytest.raises(MissingInput):
        t_from_mm(*sizes)


@pytest.mark.parametrize("mm", [0, -1, 501])
def test_refuses_a_size_that_cannot_be(mm: float) -> None:
    with pytest.raises(InvalidInput):
        t_from_mm(mm)


@given(st.floats(0.01, 500), st.floats(0.01, 500))
def test_a_larger_tumour_never_has_a_smaller_t(one: float, two: float) -> None:
    order = ["T1mi", "T1a", "T1b", "T1c", "T2", "T3"]
    small, large = sorted((one, two))
    assert order.index(t_from_mm(small).name) <= order.index(t_from_mm(large).name)


@pytest.mark.parametrize(
    ("mm", "cells", "deposit"),
    [
        (0.2, None, Deposit.ISOLATED_CELLS),
        (0.2, 200, Deposit.ISOLATED_CELLS),
        (0.2, 201, Deposit.MICRO),
        (0.201, None, Deposit.MICRO),
        (2.0, None, Deposit.MICRO),
        (2.01, None, Deposit.MACRO),
    ],
)
def test_tells_isolated_cells_from_metastasis(mm: float, cells: int | None, deposit: Deposit) -> None:
    assert deposit_from_size(mm, cells=cells) is deposit


@pytest.mark.parametrize(
    ("examined", "positive", "largest", "n"),
    [
        (12, 0, Deposit.NONE, "N0"),
        (12, 0, None, "N0"),
        (3, 0, Deposit.ISOLATED_CELLS, "N0(i+)"),
        (3, 1, Deposit.MICRO, "N1mi"),
        (20, 5, Deposit.MICRO, "N1mi"),
        (15, 1, Deposit.MACRO, "N1a"),
        (15, 3, Deposit.MACRO, "N1a"),
        (15, 4, Deposit.MACRO, "N2a"),
        (15, 9, Deposit.MACRO, "N2a"),
        (15, 10, Deposit.MACRO, "N3a"),
        (0, 0, None, "NX"),
    ],
)
def test_takes_pn_from_node_counts(examined: int, positive: int, largest: Deposit | None, n: str) -> None:
    assert pn_from_counts(examined=examined, positive=positive, largest=largest) == n


@pytest.mark.parametrize(
    ("positive", "largest", "internal_mammary", "n"),
    [
        (0, Deposit.NONE, InternalMammary.SENTINEL, "N1b"),
        (2, Deposit.MACRO, InternalMammary.SENTINEL, "N1c"),
        (3, Deposit.MACRO, InternalMammary.SENTINEL, "N1c"),
        (4, Deposit.MACRO, InternalMammary.SENTINEL, "N3b"),
        (0, Deposit.NONE, InternalMammary.CLINICAL, "N2b"),
        (2, Deposit.MACRO, InternalMammary.CLINICAL, "N3b"),
        (10, Deposit.MACRO, InternalMammary.CLINICAL, "N3a"),
        (1, Deposit.MICRO, InternalMammary.SENTINEL, "N1b"),
    ],
)
def test_internal_mammary_nodes_raise_pn(
    positive: int, largest: Deposit, internal_mammary: InternalMammary, n: str
) -> None:
    assert (
        pn_from_counts(examined=15, positive=positive, largest=largest, internal_mammary=internal_mammary)
        == n
    )


def test_nodes_below_and_above_the_clavicle_are_n3() -> None:
    assert pn_from_counts(examined=15, positive=1, largest=Deposit.MACRO, infraclavicular=True) == "N3a"
    assert pn_from_counts(examined=15, positive=1, largest=Deposit.MACRO, supraclavicular=True) == "N3c"


@pytest.mark.parametrize(
    ("examined", "positive", "largest"),
    [
        (3, 4, Deposit.MACRO),
        (3, 1, Deposit.ISOLATED_CELLS),
        (3, 0, Deposit.MACRO),
        (3, 1, Deposit.NONE),
        (0, 0, Deposit.ISOLATED_CELLS),
        (-1, 0, None),
        (3, -1, None),
    ],
)
def test_refuses_counts_that_contradict_each_other(
    examined: int, positive: int, largest: Deposit | None
) -> None:
    with pytest.raises(InvalidInput):
        pn_from_counts(examined=examined, positive=positive, largest=largest)


@pytest.mark.parametrize(("examined", "positive"), [(None, 0), (3, None), (3, 1)])
def test_refuses_counts_that_are_missing(examined: int | None, positive: int | None) -> None:
    with pytest.raises(MissingInput):
        pn_from_counts(examined=examined, positive=positive, largest=None)
