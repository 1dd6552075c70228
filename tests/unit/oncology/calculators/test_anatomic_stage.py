"""The AJCC 8 anatomic stage, every cell of the table, and the rules around it."""

import pytest

from quancheng.oncology.calculators.anatomic_stage import StageGroup, anatomic_stage, is_complete_response
from quancheng.oncology.calculators.result import MissingInput, OutOfScope
from quancheng.oncology.calculators.tnm import Timing, Tnm, read_tnm
from tests.reference import Row, reference_cases

# AJCC Cancer Staging Manual, 8th ed., chapter 48: one case for each group and each exception.
PUBLISHED = [
    ("Tis", "N0", "M0", "0"),
    ("T1", "N0", "M0", "IA"),
    ("T1mi", "N0", "M0", "IA"),
    ("T0", "N1mi", "M0", "IB"),
    ("T1", "N1mi", "M0", "IB"),
    ("T0", "N1", "M0", "IIA"),
    ("T1c", "N1a", "M0", "IIA"),
    ("T2", "N0", "M0", "IIA"),
    ("T2", "N1mi", "M0", "IIB"),
    ("T2", "N1", "M0", "IIB"),
    ("T3", "N0", "M0", "IIB"),
    ("T0", "N2", "M0", "IIIA"),
    ("T3", "N1mi", "M0", "IIIA"),
    ("T3", "N1", "M0", "IIIA"),
    ("T3", "N2b", "M0", "IIIA"),
    ("T4b", "N0", "M0", "IIIB"),
    ("T4d", "N2", "M0", "IIIB"),
    ("T4", "N1mi", "M0", "IIIB"),
    ("T1", "N3c", "M0", "IIIC"),
    ("T4", "N3", "M0", "IIIC"),
    ("T1", "N0", "M1", "IV"),
    ("TX", "NX", "M1", "IV"),
    ("Tis", "N1", "M1", "IV"),
    ("T1", "N0(i+)", "M0(i+)", "IA"),
]


def stage(t: str, n: str, m: str, timing: Timing | None = None) -> str:
    return str(anatomic_stage(read_tnm(t=t, n=n, m=m, timing=timing)).category)


@pytest.mark.parametrize(("t", "n", "m", "expected"), PUBLISHED)
def test_follows_the_table(t: str, n: str, m: str, expected: str) -> None:
    assert stage(t, n, m) == expected


@pytest.mark.parametrize(
    "row", reference_cases("clinical/ajcc8_anatomic.csv", lambda r: f"AJCC 8 {r['T']} {r['N']} {r['M']}")
)
def test_agrees_with_every_cell_of_the_reference_table(row: Row) -> None:
    if row["anatomic_stage"] == "NA":
        with pytest.raises(OutOfScope):
            stage(row["T"], row["N"], row["M"])
    else:
        assert stage(row["T"], row["N"], row["M"]) == row["anatomic_stage"]


@pytest.mark.parametrize(
    "row",
    reference_cases(
        "clinical/ajcc8_reference_cases.csv", lambda r: f"SEER EOD 3.2 {r['T']} {r['N']} {r['M']}"
    ),
)
def test_agrees_with_the_reference_cases(row: Row) -> None:
    assert stage(row["T"], row["N"], row["M"]) == row["anatomic"]


@pytest.mark.parametrize("t", ["T0", "Tis"])
def test_a_complete_response_has_no_stage_group(t: str) -> None:
    tnm = read_tnm(t=t, n="N0", m="M0", timing=Timing.POST_THERAPY_PATHOLOGICAL)
    assert is_complete_response(tnm)
    with pytest.raises(OutOfScope, match="complete response"):
        anatomic_stage(tnm)


def test_isolated_cells_left_after_treatment_are_no_complete_response() -> None:
    assert not is_complete_response(Tnm("T0", "N0(i+)", "M0", Timing.POST_THERAPY_PATHOLOGICAL))
    assert not is_complete_response(Tnm("T0", "N0", "M0", Timing.PATHOLOGICAL))


def test_metastasis_before_neoadjuvant_treatment_stays_stage_iv() -> None:
    tnm = read_tnm(t="ypT0", n="ypN0", m="cM0")
    assert anatomic_stage(tnm, m1_before_treatment=True).category is StageGroup.IV


@pytest.mark.parametrize(("t", "n", "field"), [("TX", "N0", "t"), ("T1", "NX", "n")])
def test_what_was_not_assessed_gives_no_stage(t: str, n: str, field: str) -> None:
    with pytest.raises(MissingInput) as refusal:
        stage(t, n, "M0")
    assert refusal.value.field == field


@pytest.mark.parametrize("n", ["N1mi", "N1", "N2", "N3"])
def test_in_situ_with_positive_nodes_is_told_to_look_for_the_invasion(n: str) -> None:
    with pytest.raises(OutOfScope, match="look for the invasive tumour"):
        stage("Tis", n, "M0")


def test_no_tumour_at_all_has_no_stage() -> None:
    with pytest.raises(OutOfScope, match="no tumour"):
        stage("T0", "N0", "M0")


def test_after_treatment_the_limits_say_what_the_stage_describes() -> None:
    found = anatomic_stage(read_tnm(t="ypT1c", n="ypN1a", m="cM0"))
    assert found.category is StageGroup.IIA
    assert any("what is left" in limit for limit in found.limits)


def test_says_when_it_is_not_known_whether_the_tnm_is_clinical_or_pathological() -> None:
    def is_said(timing: Timing | None) -> bool:
        limits = anatomic_stage(read_tnm(t="T1", n="N0", m="M0", timing=timing)).limits
        return any("clinical or pathological" in limit for limit in limits)

    assert is_said(None)
    assert not is_said(Timing.CLINICAL)


def test_more_nodes_and_more_tumour_never_lower_the_stage() -> None:
    order = [str(group) for group in StageGroup]
    rows = ["T1", "T2", "T3", "T4"]
    columns = ["N0", "N1mi", "N1", "N2", "N3"]
    table = [[order.index(stage(t, n, "M0")) for n in columns] for t in rows]
    assert all(row == sorted(row) for row in table)
    assert all(list(column) == sorted(column) for column in zip(*table, strict=True))
