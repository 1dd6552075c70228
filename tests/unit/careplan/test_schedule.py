"""Every row of the reference follow-up schedule is shipped as a step, or the README says why it is not."""

from pathlib import Path
from typing import Any

import pytest

from quancheng.careplan.pathways import shipped
from tests.reference import Row, reference_cases, reference_rows

README = Path(__file__).parents[3] / "quancheng" / "careplan" / "README.md"
TABLE = "clinical/followup_schedule.csv"
STEPS: dict[str, dict[str, Any]] = {step["code"]: step for pathway in shipped() for step in pathway["steps"]}
Key = tuple[str, str, str]

VISIT = [[24, 3], [60, 6], [0, 12]]
NHC = [[24, 4], [60, 6], [0, 12]]
CACA = [[24, 3], [48, 4], [0, 6]]
# (programme, therapy, beginning of the item) → the steps that ship it, and how often they come.
SHIPPED: dict[Key, dict[str, list[list[int]] | None]] = {
    ("NHC", "post-treatment", "临床体检"): {"visit_nhc": NHC},
    ("NHC", "post-treatment", "乳腺超声"): {"breast_ultrasound": [[0, 6]]},
    ("NHC", "post-treatment", "乳腺X线"): {"mammography": [[0, 12]]},
    ("NHC", "post-treatment", "胸片/胸部CT"): {"chest_imaging": [[0, 12]]},
    ("NHC", "post-treatment", "腹部超声"): {"general_check": [[36, 6], [0, 12]]},
    ("NHC", "post-treatment", "骨扫描"): {"bone_scan": [[60, 12], [0, 24]]},
    ("NHC", "post-treatment", "血常规/生化/肿瘤标志物"): {"general_check": [[36, 6], [0, 12]]},
    ("NHC", "tamoxifen", "盆腔检查"): {"gynaecology_yearly": [[0, 12]]},
    ("CACA", "post-treatment", "随访"): {"visit_caca": CACA},
    ("platform-default", "post-treatment", "随访"): {"visit": VISIT},
    ("therapy", "anthracycline", "LVEF"): {
        "lvef_before": None,
        "lvef_anthracycline_end": None,
        "lvef_after_anthracycline": [[11, 12]],
    },
    ("therapy", "anti-HER2", "LVEF"): {"lvef_anti_her2": [[24, 3]], "lvef_after_anti_her2": [[24, 6]]},
    ("therapy", "AI", "骨密度"): {"dxa_first": None, "dxa_yearly": [[0, 12]]},
    ("therapy", "AI", "血脂"): {"lipids_yearly": [[0, 12]]},
    ("therapy", "OFS", "E2/FSH/LH"): {"ofs_hormones": [[0, 6]]},
    ("therapy", "tamoxifen", "妇科超声"): {"gynaecology_yearly": [[0, 12]]},
    ("therapy", "CDK4/6 abemaciclib", "CBC"): {
        f"abemaciclib_{when}": None for when in "week_2 week_4 week_6 week_8 month_3 month_4".split()
    },
    ("therapy", "CDK4/6 ribociclib", "CBC"): {
        f"ribociclib_{when}": None
        for when in "cycle_1 cycle_1_day_15 cycle_2 cycle_2_day_15 cycle_3 cycle_4 cycle_5 cycle_6".split()
    },
    ("therapy", "T-DXd", "CT chest"): {"t_dxd_ct": [[0, 2]]},
    ("therapy", "immunotherapy", "TSH"): {
        "immunotherapy_bloods": [[0, 1]],
        "immunotherapy_bloods_after": [[12, 1]],
    },
    ("lymphedema", "surveillance", "双臂周径"): {"arm_surveillance": [[24, 3], [60, 6]]},
    ("psychosocial", "all", "distress"): {"distress": [[24, 3], [0, 12]]},
}


def key_of(row: Row) -> Key | None:
    """The entry of `SHIPPED` that the row belongs to."""
    for key in SHIPPED:
        programme, therapy, item = key
        if (
            row["program"].startswith(programme)
            and row["phase_or_therapy"] == therapy
            and row["item"].startswith(item)
        ):
            return key
    return None


def named(row: Row) -> str:
    """The row in short, as the README names it."""
    return f"{row['phase_or_therapy']}: {row['item']}"


@pytest.mark.parametrize("row", reference_cases(TABLE, named))
def test_a_row_of_the_schedule_is_shipped_or_listed_with_the_reason(row: Row) -> None:
    if key_of(row) is None:
        assert f"| {named(row)} |" in README.read_text(encoding="utf-8")


def test_every_step_said_to_ship_a_row_does_so_of_a_row_that_is_there() -> None:
    assert {key_of(row) for row in reference_rows(TABLE)} - {None} == set(SHIPPED)


@pytest.mark.parametrize("key", SHIPPED, ids=" ".join)
def test_what_ships_a_row_comes_as_often_and_waits_for_confirmation(key: Key) -> None:
    for code, every in SHIPPED[key].items():
        assert STEPS[code].get("every_months") == every
        assert STEPS[code]["source"].startswith("Follow-up schedule")
        assert STEPS[code]["certainty"] in {"read", "recalled"}


@pytest.mark.parametrize("code", ["visit_nhc", "visit_caca", "bone_scan"])
def test_a_programme_that_is_an_alternative_is_shipped_switched_off(code: str) -> None:
    assert STEPS[code]["off"]


# As label and schedule say it; the day of the window's middle, in days from the first tablet.
BLOODS = {
    "abemaciclib": [14, 28, 42, 56, 86, 116],
    "ribociclib": [0, 14, 28, 42, 56, 84, 112, 140],
}


@pytest.mark.parametrize("drug", BLOODS)
def test_blood_is_asked_for_on_the_days_of_the_label(drug: str) -> None:
    rows = [step for code, step in STEPS.items() if code.startswith(f"{drug}_")]
    days = [(row["after_days"], row["after_days"] + row["window_days"]) for row in rows]
    assert len(days) == len(BLOODS[drug])
    assert all(first <= day <= last for (first, last), day in zip(days, BLOODS[drug], strict=True))
