"""The surrogate subtype under each rule; an unknown marker gives none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quancheng.oncology.calculators.her2 import Her2Level, Her2Status, Ihc, Ish, her2_status
from quancheng.oncology.calculators.receptors import Marker, Receptor
from quancheng.oncology.calculators.result import InvalidInput, MissingInput
from quancheng.oncology.calculators.subtype import LuminalRule, Subtype, subtype
from tests.reference import Row, reference_cases

A, B = Subtype.LUMINAL_A, Subtype.LUMINAL_B_HER2_NEGATIVE
NEG, POS, EQUIVOCAL = Her2Status.NEGATIVE, Her2Status.POSITIVE, Her2Status.EQUIVOCAL
COLUMNS = {
    LuminalRule.ST_GALLEN_2013: "subtype_StGallen2013_Ki20",
    LuminalRule.MAISONNEUVE_2014: "subtype_Maisonneuve2014",
    LuminalRule.KI67_14: "subtype_Ki14",
}
# What the case file calls each level.
LEVELS = {
    "negative(low)": (NEG, Her2Level.LOW),
    "negative(0)": (NEG, Her2Level.ZERO),
    "positive": (POS, Her2Level.POSITIVE),
    "equivocal-need ISH": (EQUIVOCAL, None),
}

# Goldhirsch 2013 (cut 20 %), Maisonneuve 2014, Goldhirsch 2013 with the older cut of 14 %:
# PR, Ki-67 -> one answer for each rule.
PUBLISHED = [
    (80.0, 10.0, A, A, A),
    (80.0, 17.0, A, A, B),
    (15.0, 10.0, B, A, B),
    (0.0, 17.0, B, B, B),
    (20.0, 19.9, A, A, B),
    (19.0, 14.0, B, B, B),
    (80.0, 20.0, B, B, B),
    (80.0, 13.9, A, A, A),
    (80.0, 14.0, A, A, B),
]


@pytest.mark.parametrize(("pr", "ki67", "st_gallen", "maisonneuve", "ki67_14"), PUBLISHED)
def test_tells_luminal_a_from_b_by_the_chosen_rule(
    pr: float, ki67: float, st_gallen: Subtype, maisonneuve: Subtype, ki67_14: Subtype
) -> None:
    found = [subtype(er=90, pr=pr, her2=NEG, ki67_pct=ki67, rule=rule).category for rule in LuminalRule]
    assert found == [st_gallen, maisonneuve, ki67_14]


@pytest.mark.parametrize("rule", LuminalRule, ids=str)
@pytest.mark.parametrize(
    "row",
    reference_cases(
        "clinical/subtype_reference_cases.csv",
        lambda r: (
            f"ER {r['ER_pct']} PR {r['PR_pct']} IHC {r['HER2_IHC']} ISH {r['ISH'] or '-'} Ki {r['Ki67_pct']}"
        ),
    ),
)
def test_agrees_with_the_reference_cases(row: Row, rule: LuminalRule) -> None:
    her2 = her2_status(ihc=Ihc(row["HER2_IHC"]), ish=Ish(row["ISH"]) if row["ISH"] else None)
    assert (her2.category, her2.level) == LEVELS[row["HER2_status"]]
    found = subtype(
        er=float(row["ER_pct"]),
        pr=float(row["PR_pct"]),
        her2=her2.category,
        ki67_pct=float(row["Ki67_pct"]),
        rule=rule,
    )
    assert found.label.lower() == row[COLUMNS[rule]].lower()
    assert found.er_low == ("ER-low" in row["flag"])


@pytest.mark.parametrize(
    ("er", "pr", "her2", "expected"),
    [
        (80.0, 50.0, POS, Subtype.LUMINAL_B_HER2_POSITIVE),
        (0.0, 5.0, POS, Subtype.LUMINAL_B_HER2_POSITIVE),
        (0.0, 0.0, POS, Subtype.HER2_POSITIVE),
        (0.5, 0.9, NEG, Subtype.TRIPLE_NEGATIVE),
        (90.0, 80.0, EQUIVOCAL, Subtype.PENDING_ISH),
        (Receptor.NEGATIVE, Receptor.NEGATIVE, NEG, Subtype.TRIPLE_NEGATIVE),
    ],
)
def test_needs_no_ki67_where_it_does_not_decide(
    er: Marker, pr: Marker, her2: Her2Status, expected: Subtype
) -> None:
    assert subtype(er=er, pr=pr, her2=her2, ki67_pct=None).category is expected


@pytest.mark.parametrize("rule", LuminalRule, ids=str)
@pytest.mark.parametrize(
    ("er", "pr", "her2", "ki67", "field"),
    [
        (None, 80.0, NEG, 10.0, "er"),
        (90.0, None, NEG, 10.0, "pr"),
        (90.0, 80.0, None, 10.0, "her2"),
        (90.0, 80.0, Her2Status.UNKNOWN, 10.0, "her2"),
        (90.0, 80.0, NEG, None, "ki67"),
    ],
)
def test_an_unknown_marker_gives_no_subtype(
    er: Marker, pr: Marker, her2: Her2Status | None, ki67: float | None, field: str, rule: LuminalRule
) -> None:
    with pytest.raises(MissingInput) as refusal:
        subtype(er=er, pr=pr, her2=her2, ki67_pct=ki67, rule=rule)
    assert refusal.value.field == field


def test_the_ki67_cut_is_the_laboratorys_own() -> None:
    def found(cut: float) -> Subtype | None:
        return subtype(er=90, pr=80, her2=NEG, ki67_pct=17, ki67_cut=cut).category

    assert found(20) is A
    assert found(14) is B
    assert found(17) is B
    assert found(30) is A


def test_the_cut_is_shown_only_where_it_is_used() -> None:
    def names(rule: LuminalRule) -> list[str]:
        return [line.name for line in subtype(er=90, pr=80, her2=NEG, ki67_pct=17, rule=rule).inputs]

    assert "ki67_cut" in names(LuminalRule.ST_GALLEN_2013)
    assert "ki67_cut" not in names(LuminalRule.MAISONNEUVE_2014)


def test_positive_without_percentage_cannot_pass_the_pr_cut() -> None:
    with pytest.raises(MissingInput, match="percentage"):
        subtype(er=Receptor.POSITIVE, pr=Receptor.POSITIVE, her2=NEG, ki67_pct=17)
    assert subtype(er=Receptor.POSITIVE, pr=Receptor.POSITIVE, her2=NEG, ki67_pct=30).category is B


@pytest.mark.parametrize(
    ("er", "low"), [(0.9, False), (1, True), (10, True), (10.05, False), (Receptor.POSITIVE, False)]
)
def test_flags_er_low_from_one_to_ten_percent(er: Marker, low: bool) -> None:
    found = subtype(er=er, pr=0, her2=NEG, ki67_pct=60)
    assert found.er_low is low
    assert any("ER-low" in limit for limit in found.limits) is low


def test_luminal_a_needs_er_not_only_pr() -> None:
    for rule in LuminalRule:
        assert subtype(er=0, pr=50, her2=NEG, ki67_pct=5, rule=rule).category is B


@pytest.mark.parametrize(("er", "pr", "ki67"), [(140.0, 80.0, 10.0), (90.0, -1.0, 10.0), (90.0, 80.0, 140.0)])
def test_refuses_a_percentage_that_cannot_be(er: float, pr: float, ki67: float) -> None:
    with pytest.raises(InvalidInput):
        subtype(er=er, pr=pr, her2=NEG, ki67_pct=ki67)


def test_ki67_of_140_is_refused_even_where_it_would_not_decide() -> None:
    with pytest.raises(InvalidInput):
        subtype(er=0, pr=0, her2=NEG, ki67_pct=140)


@given(
    st.sampled_from(LuminalRule),
    st.floats(1, 100),
    st.floats(0, 100),
    st.floats(0, 100),
    st.floats(0, 100),
)
def test_more_ki67_never_turns_b_into_a(
    rule: LuminalRule, er: float, pr: float, one: float, two: float
) -> None:
    low, high = sorted((one, two))
    if subtype(er=er, pr=pr, her2=NEG, ki67_pct=high, rule=rule).category is A:
        assert subtype(er=er, pr=pr, her2=NEG, ki67_pct=low, rule=rule).category is A
