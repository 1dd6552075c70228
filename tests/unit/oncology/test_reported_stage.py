"""A reported stage beside T, N and M: refused only where no edition and no prognostic table gives it."""

import pytest

from quancheng.kernel.refused import Refused
from quancheng.oncology.facts import KINDS
from tests.reference import Row, reference_rows

# Refused for themselves, whatever the stage: such a tumour is invasive.
IN_SITU_WITH_NODES = {("Tis", n) for n in ("N1mi", "N1", "N2", "N3")}
PACK = "clinical/ajcc8-data-pack/ajcc8_{}_prognostic.csv"


def staged(**values: str) -> None:
    """Reads a TNM as the entry form and the import do."""
    KINDS["tnm"].read(values)


@pytest.mark.parametrize(("table", "classification"), [("clinical", "c"), ("pathological", "p")])
def test_no_stage_of_the_prognostic_tables_is_refused(table: str, classification: str) -> None:
    cells: list[Row] = reference_rows(PACK.format(table))
    seen = {(row["T"], row["N"], row["M"], row[name]) for row in cells for name in row if "stage" in name}
    assert len(seen) > 50
    for t, n, m, stage in seen:
        if t != "any":
            staged(classification=classification, t=t, n=n, m=m, stage_group=stage)


def test_no_anatomic_stage_is_refused() -> None:
    for row in reference_rows("clinical/ajcc8_anatomic.csv"):
        if row["anatomic_stage"] != "NA" and (row["T"], row["N"]) not in IN_SITU_WITH_NODES:
            staged(classification="p", t=row["T"], n=row["N"], m=row["M"], stage_group=row["anatomic_stage"])


@pytest.mark.parametrize("stage", ["0", "I", "IA", "II", "IIA", "IIB", "IIIA", "IIIB", "IIIC"])
def test_with_metastases_it_is_stage_iv_only(stage: str) -> None:
    with pytest.raises(Refused) as refused:
        staged(classification="c", t="T2", n="N1", m="M1", stage_group=stage)
    assert refused.value.field == "stage_group"
    assert "leave the reported stage empty" in refused.value.sentence()


def test_without_m_it_may_be_stage_iv() -> None:
    staged(classification="p", t="T1c", n="N0", stage_group="IV")
