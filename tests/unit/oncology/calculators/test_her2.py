"""HER2 status and level, held to the dual-probe groups of ASCO/CAP 2018."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.oncology.calculators.her2 import (
    Her2Level,
    Her2Status,
    Ihc,
    Ish,
    Pending,
    her2_status,
    ish_group,
)
from quancheng.oncology.calculators.result import InvalidInput, MissingInput
from tests.reference import Row, reference_cases

POS, NEG, EQUIVOCAL, UNKNOWN = Her2Status

# ASCO/CAP 2018 (Wolff, J Clin Oncol 2018;36:2105): ratio, copies, IHC -> group, status, what is still needed.
PUBLISHED = [
    (2.5, 8.0, Ihc.TWO, 1, POS, None),
    (2.0, 4.0, Ihc.TWO, 1, POS, None),
    (2.2, 3.5, Ihc.TWO, 2, NEG, Pending.RECOUNT),
    (2.2, 3.5, Ihc.ONE, 2, NEG, None),
    (2.2, 3.5, Ihc.THREE, 2, POS, None),
    (1.8, 6.0, Ihc.TWO, 3, POS, Pending.RECOUNT),
    (1.8, 6.2, Ihc.ONE, 3, NEG, None),
    (1.8, 6.2, Ihc.THREE, 3, POS, None),
    (1.6, 4.0, Ihc.TWO, 4, NEG, Pending.RECOUNT),
    (1.6, 5.99, Ihc.THREE, 4, POS, None),
    (1.99, 3.99, Ihc.TWO, 5, NEG, None),
]


@pytest.mark.parametrize(("ratio", "copies", "ihc", "group", "status", "pending"), PUBLISHED)
def test_reads_a_dual_probe_group_beside_ihc(
    ratio: float, copies: float, ihc: Ihc, group: int, status: Her2Status, pending: Pending | None
) -> None:
    found = her2_status(ihc=ihc, ratio=ratio, copies=copies)
    assert (found.ish_group, found.category, found.pending) == (group, status, pending)


@pytest.mark.parametrize(
    "row",
    reference_cases(
        "clinical/her2_ish_reference_cases.csv",
        lambda r: f"ASCO/CAP 2018 {r['ratio']}/{r['her2_copies_per_cell']} IHC {r['IHC']}",
    ),
)
def test_agrees_with_the_reference_cases(row: Row) -> None:
    found = her2_status(
        ihc=Ihc(row["IHC"]), ratio=float(row["ratio"]), copies=float(row["her2_copies_per_cell"])
    )
    assert found.ish_group == int(row["group"])
    assert str(found.category) == row["result"][:3]
    assert (found.pending is Pending.RECOUNT) == ("recount" in row["result"])


@pytest.mark.parametrize(
    ("ihc", "status"), [(Ihc.THREE, POS), (Ihc.TWO, EQUIVOCAL), (Ihc.ONE, NEG), (Ihc.ZERO, NEG)]
)
def test_ihc_alone_decides_except_at_two_plus(ihc: Ihc, status: Her2Status) -> None:
    found = her2_status(ihc=ihc)
    assert found.category is status
    assert found.pending is (Pending.ISH if ihc is Ihc.TWO else None)


@pytest.mark.parametrize(
    ("ish", "status"), [(Ish.POSITIVE, POS), (Ish.NEGATIVE, NEG), (Ish.EQUIVOCAL, EQUIVOCAL)]
)
@pytest.mark.parametrize("ihc", [Ihc.TWO, None])
def test_a_reported_ish_settles_two_plus(ihc: Ihc | None, ish: Ish, status: Her2Status) -> None:
    assert her2_status(ihc=ihc, ish=ish).category is status


def test_nothing_known_is_not_negative() -> None:
    found = her2_status(ihc=None)
    assert (found.category, found.level) == (UNKNOWN, None)


@pytest.mark.parametrize(("ratio", "copies"), [(2.2, 3.5), (1.8, 6.2), (1.6, 4.8)])
def test_groups_two_to_four_wait_for_ihc(ratio: float, copies: float) -> None:
    found = her2_status(ihc=None, ratio=ratio, copies=copies)
    assert (found.category, found.pending) == (EQUIVOCAL, Pending.IHC)


def test_a_recount_is_not_asked_for_twice() -> None:
    assert her2_status(ihc=Ihc.TWO, ratio=1.8, copies=6.2, recounted=True).pending is None


@pytest.mark.parametrize(
    ("ihc", "ish", "faint", "level"),
    [
        (Ihc.ONE, None, None, Her2Level.LOW),
        (Ihc.TWO, Ish.NEGATIVE, None, Her2Level.LOW),
        (Ihc.ZERO, None, 10.0, Her2Level.ULTRALOW),
        (Ihc.ZERO, None, 0.1, Her2Level.ULTRALOW),
        (Ihc.ZERO, None, 0.0, Her2Level.NULL),
        (Ihc.ZERO, None, None, Her2Level.ZERO),
        (Ihc.THREE, None, None, Her2Level.POSITIVE),
        (Ihc.TWO, Ish.POSITIVE, None, Her2Level.POSITIVE),
        (Ihc.TWO, None, None, None),
        (None, Ish.NEGATIVE, None, None),
    ],
)
def test_tells_low_from_ultralow(
    ihc: Ihc | None, ish: Ish | None, faint: float | None, level: Her2Level | None
) -> None:
    assert her2_status(ihc=ihc, ish=ish, faint_pct=faint).level is level


def test_faint_staining_above_ten_percent_is_not_ihc_zero() -> None:
    with pytest.raises(InvalidInput):
        her2_status(ihc=Ihc.ZERO, faint_pct=11)


def test_half_a_count_is_refused_unless_the_laboratory_has_read_it() -> None:
    with pytest.raises(MissingInput) as refusal:
        her2_status(ihc=Ihc.TWO, ratio=2.5)
    assert refusal.value.field == "her2_copies"
    assert her2_status(ihc=Ihc.TWO, ratio=2.5, ish=Ish.POSITIVE).category is POS


@pytest.mark.parametrize(("ish", "ratio", "copies"), [(Ish.NEGATIVE, 2.5, 8.0), (Ish.POSITIVE, 1.2, 2.9)])
def test_refuses_a_reading_that_contradicts_the_counts(ish: Ish, ratio: float, copies: float) -> None:
    with pytest.raises(InvalidInput, match="contradicts"):
        her2_status(ihc=Ihc.TWO, ish=ish, ratio=ratio, copies=copies)


@pytest.mark.parametrize(("ratio", "copies"), [(0, 4), (-1, 4), (2, 0), (51, 4), (2, 101)])
def test_refuses_counts_that_cannot_be(ratio: float, copies: float) -> None:
    with pytest.raises(InvalidInput):
        ish_group(ratio, copies)


DISAGREE, COMMENT, NO_LEVEL = "disagree", "with comment", "HER2-low cannot be told"


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"ihc": Ihc.ZERO, "ratio": 2.5, "copies": 8}, {DISAGREE}),
        ({"ihc": Ihc.ONE, "ish": Ish.POSITIVE}, {DISAGREE}),
        ({"ihc": Ihc.THREE, "ratio": 1.2, "copies": 2.9}, {DISAGREE}),
        ({"ihc": Ihc.THREE, "ish": Ish.NEGATIVE}, {DISAGREE}),
        ({"ihc": Ihc.THREE, "ratio": 1.6, "copies": 5}, set()),
        ({"ihc": Ihc.THREE, "ratio": 2.5, "copies": 8}, set()),
        ({"ihc": Ihc.TWO, "ratio": 2.2, "copies": 3.5}, {COMMENT}),
        ({"ihc": Ihc.TWO, "ratio": 1.6, "copies": 5}, {COMMENT}),
        ({"ihc": Ihc.ONE, "ratio": 1.8, "copies": 6.2}, set()),
        ({"ihc": Ihc.TWO, "ratio": 1.2, "copies": 2.9}, set()),
        ({"ihc": Ihc.THREE, "ratio": 2.2, "copies": 3.5}, set()),
        ({"ihc": None, "ish": Ish.NEGATIVE}, {NO_LEVEL}),
        ({"ihc": None, "ish": Ish.POSITIVE}, set()),
        ({"ihc": None}, set()),
        ({"ihc": Ihc.ONE}, set()),
        ({"ihc": Ihc.ZERO}, set()),
        ({"ihc": Ihc.THREE}, set()),
    ],
    ids=str,
)
def test_the_limits_say_what_a_doctor_must_know(given_: dict[str, Any], said: set[str]) -> None:
    limits = " ".join(her2_status(**given_).limits)
    assert {note for note in (DISAGREE, COMMENT, NO_LEVEL) if note in limits} == said


@given(st.floats(0.01, 50), st.floats(0.01, 100), st.sampled_from(Ihc))
def test_three_plus_is_positive_whatever_ish_says_and_the_group_is_one_of_five(
    ratio: float, copies: float, ihc: Ihc
) -> None:
    found = her2_status(ihc=ihc, ratio=ratio, copies=copies)
    assert found.ish_group in {1, 2, 3, 4, 5}
    assert found.category in {POS, NEG}
    if ihc is Ihc.THREE or found.ish_group == 1:
        assert found.category is POS
