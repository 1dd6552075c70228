"""The prognostic stage from a data pack: switched off without one, limited as AJCC limits it."""

import csv
from itertools import product
from pathlib import Path

import pytest

from quancheng.oncology.calculators.anatomic_stage import StageGroup
from quancheng.oncology.calculators.prognostic_stage import (
    CLINICAL_FILE,
    PATHOLOGICAL_FILE,
    Biology,
    DataPack,
    NoDataPack,
    clinical_prognostic_stage,
    load_pack,
    pathological_prognostic_stage,
)
from quancheng.oncology.calculators.receptors import Receptor
from quancheng.oncology.calculators.result import InvalidInput, MissingInput, OutOfScope
from quancheng.oncology.calculators.tnm import Timing, Tnm, read_tnm
from tests.reference import Row, reference_cases, reference_path, reference_rows

POS, NEG = Receptor.POSITIVE, Receptor.NEGATIVE
LUMINAL = Biology(grade=2, er=POS, pr=POS, her2=NEG)
HEADER = ["T", "N", "M", "grade", "HER2", "ER", "PR", "stage"]
ONCOTYPE_HEADER = "stage_if_oncotype_lt11"


@pytest.fixture
def invented(tmp_path: Path) -> DataPack:
    """A pack whose stages are invented, to show which table and column was read (no AJCC content)."""
    cells = [
        [t, n, "M0", "G2", her2, er, "pos"]
        for t, n, her2, er in product(
            ["T0", "T1", "T2", "T3"], ["N0", "N1mi", "N1"], ["pos", "neg"], ["pos", "neg"]
        )
    ]
    write(tmp_path / CLINICAL_FILE, HEADER, [[*cell, "IIIA"] for cell in cells])
    write(tmp_path / PATHOLOGICAL_FILE, [*HEADER, ONCOTYPE_HEADER], [[*cell, "IIB", "IA"] for cell in cells])
    return load_pack(tmp_path)


@pytest.fixture(scope="module")
def licensed() -> DataPack:
    """The pack of the reference folder, where there is one."""
    return load_pack(reference_path("clinical/ajcc8-data-pack"))


def write(path: Path, header: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def clinical(t: str, n: str, m: str = "M0") -> Tnm:
    return read_tnm(t=t, n=n, m=m, timing=Timing.CLINICAL)


def pathological(t: str, n: str, m: str = "M0") -> Tnm:
    return read_tnm(t=t, n=n, m=m, timing=Timing.PATHOLOGICAL)


def biology(row: Row) -> Biology:
    return Biology(
        grade=int(row["grade"].lstrip("G")),
        er=Receptor(row["ER"]),
        pr=Receptor(row["PR"]),
        her2=Receptor(row["HER2"]),
    )


def test_refuses_without_a_data_pack() -> None:
    with pytest.raises(NoDataPack, match="licence"):
        load_pack(None)


def test_refuses_a_folder_without_the_files(tmp_path: Path) -> None:
    with pytest.raises(NoDataPack, match=CLINICAL_FILE):
        load_pack(tmp_path)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (["T", "N", "stage"], ["T1", "N0", "IA"]),
        ([*HEADER, ONCOTYPE_HEADER], ["T1", "N0", "M0", "G1", "neg", "pos", "pos", "V", "IA"]),
        (HEADER, ["T1", "N0", "M0", "G1", "neg", "pos", "pos", "IA"]),
    ],
    ids=["columns missing", "no stage of AJCC", "no oncotype column"],
)
def test_refuses_a_pack_that_is_not_whole(tmp_path: Path, header: list[str], row: list[str]) -> None:
    write(tmp_path / CLINICAL_FILE, HEADER, [["T1", "N0", "M0", "G1", "neg", "pos", "pos", "IA"]])
    write(tmp_path / PATHOLOGICAL_FILE, header, [row])
    with pytest.raises(NoDataPack, match=PATHOLOGICAL_FILE):
        load_pack(tmp_path)


def test_refuses_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / CLINICAL_FILE).write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(NoDataPack):
        load_pack(tmp_path)


def test_reads_the_clinical_table_for_clinical_tnm_and_the_other_after_surgery(invented: DataPack) -> None:
    assert clinical_prognostic_stage(invented, clinical("T1c", "N0"), LUMINAL).category is StageGroup.IIIA
    found = pathological_prognostic_stage(invented, pathological("T1c", "N0"), LUMINAL, surgery_first=True)
    assert found.category is StageGroup.IIB


@pytest.mark.parametrize("timing", [Timing.POST_THERAPY_PATHOLOGICAL, Timing.POST_THERAPY_CLINICAL])
def test_gives_none_after_neoadjuvant_treatment(invented: DataPack, timing: Timing) -> None:
    tnm = read_tnm(t="T1", n="N0", m="M0", timing=timing)
    with pytest.raises(OutOfScope, match="neoadjuvant"):
        pathological_prognostic_stage(invented, tnm, LUMINAL, surgery_first=False)
    with pytest.raises(OutOfScope, match="neoadjuvant"):
        clinical_prognostic_stage(invented, tnm, LUMINAL)


def test_the_pathological_stage_needs_surgery_first(invented: DataPack) -> None:
    with pytest.raises(OutOfScope, match="surgery came first"):
        pathological_prognostic_stage(invented, pathological("T1", "N0"), LUMINAL, surgery_first=False)
    with pytest.raises(OutOfScope, match="surgery came first"):
        pathological_prognostic_stage(invented, clinical("T1", "N0"), LUMINAL, surgery_first=True)
    with pytest.raises(MissingInput):
        pathological_prognostic_stage(invented, pathological("T1", "N0"), LUMINAL, surgery_first=None)


@pytest.mark.parametrize(
    ("t", "n", "er", "her2", "score", "counts"),
    [
        ("T1c", "N0", POS, NEG, 10, True),
        ("T2", "N0(i+)", POS, NEG, 0, True),
        ("T2", "N0", POS, NEG, 11, False),
        ("T1", "N1", POS, NEG, 5, False),
        ("T0", "N1", POS, NEG, 5, False),
        ("T1", "N1mi", POS, NEG, 5, False),
        ("T3", "N0", POS, NEG, 5, False),
        ("T1", "N0", NEG, NEG, 5, False),
        ("T1", "N0", POS, POS, 5, False),
        ("T1", "N0", POS, NEG, None, False),
    ],
)
def test_a_low_oncotype_counts_only_where_ajcc_lets_it(
    invented: DataPack, t: str, n: str, er: Receptor, her2: Receptor, score: int | None, counts: bool
) -> None:
    person = Biology(grade=2, er=er, pr=POS, her2=her2)
    found = pathological_prognostic_stage(
        invented, pathological(t, n), person, surgery_first=True, oncotype=score
    )
    assert found.category is (StageGroup.IA if counts else StageGroup.IIB)
    low_and_unused = score is not None and score < 11 and not counts
    assert any("Oncotype" in limit for limit in found.limits) is low_and_unused


def test_refuses_an_oncotype_score_that_cannot_be(invented: DataPack) -> None:
    with pytest.raises(InvalidInput):
        pathological_prognostic_stage(
            invented, pathological("T1", "N0"), LUMINAL, surgery_first=True, oncotype=101
        )


@pytest.mark.parametrize("field", ["grade", "er", "pr", "her2"])
def test_an_unknown_marker_gives_no_prognostic_stage(invented: DataPack, field: str) -> None:
    known = {"grade": 2, "er": POS, "pr": POS, "her2": NEG, field: None}
    with pytest.raises(MissingInput) as refusal:
        clinical_prognostic_stage(invented, clinical("T1", "N0"), Biology(**known))  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_metastasis_and_in_situ_need_no_biology(invented: DataPack) -> None:
    nothing = Biology(grade=None, er=None, pr=None, her2=None)
    assert clinical_prognostic_stage(invented, clinical("T3", "N1", "M1"), nothing).category is StageGroup.IV
    assert clinical_prognostic_stage(invented, clinical("Tis", "N0"), nothing).category is StageGroup.ZERO


def test_refuses_a_tnm_that_the_tables_do_not_have(invented: DataPack) -> None:
    with pytest.raises(OutOfScope):
        clinical_prognostic_stage(invented, clinical("TX", "N0"), LUMINAL)


@pytest.mark.parametrize(
    "row",
    reference_cases(
        "clinical/ajcc8_reference_cases.csv",
        lambda r: (
            f"{r['source']}: {r['T']} {r['N']} G{r['grade']} HER2 {r['HER2']} ER {r['ER']} PR {r['PR']}"
        ),
    ),
)
def test_agrees_with_the_reference_cases(licensed: DataPack, row: Row) -> None:
    person = biology(row)
    found = clinical_prognostic_stage(licensed, clinical(row["T"], row["N"]), person)
    assert str(found.category) == row["clinical_prognostic"]
    after = pathological_prognostic_stage(
        licensed, pathological(row["T"], row["N"]), person, surgery_first=True
    )
    assert str(after.category) == row["pathological_prognostic"]


def test_agrees_with_every_cell_of_both_tables(licensed: DataPack) -> None:
    for row in reference_rows(f"clinical/ajcc8-data-pack/{CLINICAL_FILE}"):
        if row["grade"] != "any":
            found = clinical_prognostic_stage(licensed, clinical(row["T"], row["N"]), biology(row))
            assert str(found.category) == row["stage"], row
    for row in reference_rows(f"clinical/ajcc8-data-pack/{PATHOLOGICAL_FILE}"):
        if row["grade"] == "any":
            continue
        tnm = pathological(row["T"], row["N"])
        plain = pathological_prognostic_stage(licensed, tnm, biology(row), surgery_first=True)
        low = pathological_prognostic_stage(licensed, tnm, biology(row), surgery_first=True, oncotype=10)
        assert str(plain.category) == row["stage"], row
        assert str(low.category) == row["stage_if_oncotype_lt11_T1-2_N0_ERpos_HER2neg"], row


def test_keeps_to_the_chapter_as_corrected_in_2018(licensed: DataPack) -> None:
    """Slides from before the correction of 2018-01-25 say IA and IB for these two."""
    triple_positive = Biology(grade=1, er=POS, pr=POS, her2=POS)
    triple_negative = Biology(grade=3, er=NEG, pr=NEG, her2=NEG)
    tnm = clinical("T1", "N1")
    assert clinical_prognostic_stage(licensed, tnm, triple_positive).category is StageGroup.IB
    assert clinical_prognostic_stage(licensed, tnm, triple_negative).category is StageGroup.IIB


@pytest.mark.parametrize(("t", "n"), [("T0", "N2"), ("T1", "N2"), ("T2", "N2"), ("T3", "N1"), ("T3", "N2")])
def test_does_not_repeat_the_cells_that_a_public_table_has_wrong(licensed: DataPack, t: str, n: str) -> None:
    """G3 HER2- ER- PR+: one public table shows IIA; SEER and a second implementation say IIIA."""
    person = Biology(grade=3, er=NEG, pr=POS, her2=NEG)
    found = pathological_prognostic_stage(licensed, pathological(t, n), person, surgery_first=True)
    assert found.category is StageGroup.IIIA


def test_a_low_oncotype_does_not_make_t0_n1_stage_ia(licensed: DataPack) -> None:
    """SEER's tables apply Oncotype below 11 to T0-1 N1 too; the AJCC text does not."""
    person = Biology(grade=2, er=POS, pr=NEG, her2=NEG)
    tnm = pathological("T0", "N1")
    low = pathological_prognostic_stage(licensed, tnm, person, surgery_first=True, oncotype=5)
    plain = pathological_prognostic_stage(licensed, tnm, person, surgery_first=True)
    assert low.category is plain.category
    assert plain.category is not StageGroup.IA
