"""The AJCC 8 clinical and pathological prognostic stage, read from a data pack that the hospital supplies.

The tables belong to the AJCC and are not part of this software: a hospital with its own licence puts a folder
with `ajcc8_clinical_prognostic.csv` and `ajcc8_pathological_prognostic.csv` in place and switches it on.
Without it every call refuses with that reason.

Columns: T,N,M,grade,HER2,ER,PR,stage; `any` matches everything; the pathological file has one more column
whose name starts with `stage_if_oncotype_lt11`. Source of the rules: AJCC Cancer Staging Manual, 8th edition,
chapter 48 (corrected 2018-01-25): Nottingham grade; ER and PR positive from 1 %, positive on any specimen
prevails; ISH equivocal counts as HER2-negative; pathological only when surgery came first; neither after
neoadjuvant treatment; Oncotype DX below 11 counts for T1-2 N0 M0, ER-positive, HER2-negative only.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.anatomic_stage import StageGroup, is_complete_response, tnm_inputs
from quancheng.oncology.calculators.fields import GRADE, Field
from quancheng.oncology.calculators.receptors import Receptor
from quancheng.oncology.calculators.result import Input, MissingInput, OutOfScope, Result
from quancheng.oncology.calculators.tnm import Timing, Tnm

CLINICAL_FILE = "ajcc8_clinical_prognostic.csv"
PATHOLOGICAL_FILE = "ajcc8_pathological_prognostic.csv"
_KEY = ("T", "N", "M", "grade", "HER2", "ER", "PR")
_ONCOTYPE_COLUMN = "stage_if_oncotype_lt11"
SOURCE = "AJCC Cancer Staging Manual, 8th ed., ch. 48 (corrected 2018-01-25), tables licensed by the hospital"
VERSION = "AJCC 8"

ONCOTYPE = Field(
    "oncotype", _("Oncotype DX recurrence score"), _("The Oncotype DX recurrence score is not recorded."),
    _(
        "The Oncotype DX recurrence score must be a whole number from %(low)s to %(high)s; %(value)s "
        "was given."
    ),
    0, 100, whole=True,
)  # fmt: skip

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataPack:
    """The hospital's tables: key (T, N, M, grade, HER2, ER, PR) to stage group."""

    clinical: Mapping[Key, StageGroup]
    pathological: Mapping[Key, StageGroup]
    with_low_oncotype: Mapping[Key, StageGroup]


@dataclass(frozen=True, slots=True, kw_only=True)
class Biology:
    """What the prognostic stage reads besides TNM; None is unknown."""

    grade: int | None
    er: Receptor | None
    pr: Receptor | None
    her2: Receptor | None


class NoDataPack(OutOfScope):
    """The hospital has not switched the prognostic stage on, or its folder cannot be read."""


def load_pack(folder: Path | None) -> DataPack:
    """The tables in `folder`; NoDataPack with the reason when there are none or they are not whole."""
    if folder is None:
        raise NoDataPack(
            _(
                "The AJCC prognostic stage needs the hospital's own licence and data pack; none is "
                "switched on."
            ),
            code="no_pack",
        )
    clinical = _read(folder / CLINICAL_FILE)
    pathological = _read(folder / PATHOLOGICAL_FILE)
    oncotype = next((name for name in pathological[0] if name.startswith(_ONCOTYPE_COLUMN)), "")
    if not oncotype:
        raise _unreadable(PATHOLOGICAL_FILE)
    return DataPack(
        clinical=_table(clinical, "stage", CLINICAL_FILE),
        pathological=_table(pathological, "stage", PATHOLOGICAL_FILE),
        with_low_oncotype=_table(pathological, oncotype, PATHOLOGICAL_FILE),
    )


def clinical_prognostic_stage(pack: DataPack, tnm: Tnm, biology: Biology) -> Result[StageGroup]:
    """The clinical prognostic stage: every patient, from cTNM and biopsy, before any treatment."""
    if tnm.timing is not Timing.CLINICAL:
        raise _wrong_timing(
            tnm, _("The clinical prognostic stage needs the clinical TNM from before treatment.")
        )
    return Result(
        calculator="clinical_prognostic_stage",
        title=_("Clinical prognostic stage"),
        category=_look_up(pack.clinical, tnm, biology),
        inputs=_inputs(tnm, biology),
        source=SOURCE,
        version=VERSION,
        limits=(_LIMIT,),
    )


def pathological_prognostic_stage(
    pack: DataPack, tnm: Tnm, biology: Biology, *, surgery_first: bool | None, oncotype: int | None = None
) -> Result[StageGroup]:
    """The pathological prognostic stage: surgery was the first treatment.

    `oncotype`: Oncotype DX recurrence score; it is read only where AJCC lets it count.
    """
    if surgery_first is None:
        raise MissingInput(
            _("Whether surgery was the first treatment is not recorded."),
            field="surgery_first",
            code="missing",
        )
    if not surgery_first or tnm.timing is not Timing.PATHOLOGICAL:
        raise _wrong_timing(tnm, _("The pathological prognostic stage holds only when surgery came first."))
    low = oncotype is not None and ONCOTYPE.read_whole(oncotype) < 11
    counts = low and _oncotype_counts(tnm, biology)
    return Result(
        calculator="pathological_prognostic_stage",
        title=_("Pathological prognostic stage"),
        category=_look_up(pack.with_low_oncotype if counts else pack.pathological, tnm, biology),
        inputs=(*_inputs(tnm, biology), ONCOTYPE.input(oncotype)),
        source=SOURCE,
        version=VERSION,
        limits=(_LIMIT, _ONCOTYPE_LIMIT) if low and not counts else (_LIMIT,),
    )


_LIMIT = _("Derived from people who received the usual adjuvant treatment for their tumour.")
_ONCOTYPE_LIMIT = _(
    "Oncotype DX did not count: AJCC lets it for T1-2 N0 M0, ER-positive, HER2-negative tumours only."
)


def _oncotype_counts(tnm: Tnm, biology: Biology) -> bool:
    t, n, m = tnm.groups
    hormone_sensitive = biology.er is Receptor.POSITIVE and biology.her2 is Receptor.NEGATIVE
    return t in ("T1", "T2") and n == "N0" and m == "M0" and hormone_sensitive


def _look_up(table: Mapping[Key, StageGroup], tnm: Tnm, biology: Biology) -> StageGroup:
    groups = tnm.groups
    if groups[2] == "M1":
        return StageGroup.IV
    if groups == ("Tis", "N0", "M0"):
        return StageGroup.ZERO
    cell = table.get((*groups, *_biology_key(biology)))
    if cell is None:
        raise OutOfScope(
            _("The AJCC tables have no prognostic stage for this TNM."), field="t", code="no_cell"
        )
    return cell


def _biology_key(biology: Biology) -> Key:
    grade = f"G{GRADE.read_whole(biology.grade)}"
    if biology.her2 is None:
        raise MissingInput(_("The HER2 result is not known."), field="her2", code="missing")
    if biology.er is None:
        raise MissingInput(_("The ER result is not known."), field="er", code="missing")
    if biology.pr is None:
        raise MissingInput(_("The PR result is not known."), field="pr", code="missing")
    return grade, str(biology.her2), str(biology.er), str(biology.pr)


def _wrong_timing(tnm: Tnm, sentence: str) -> OutOfScope:
    if tnm.after_neoadjuvant or is_complete_response(tnm):
        after = _("After neoadjuvant treatment AJCC 8 assigns no prognostic stage.")
        return OutOfScope(after, field="t", code="after_neoadjuvant")
    return OutOfScope(sentence, field="t", code="timing")


def _inputs(tnm: Tnm, biology: Biology) -> tuple[Input, ...]:
    return (
        *tnm_inputs(tnm),
        GRADE.input(biology.grade),
        Input("er", _("ER"), biology.er),
        Input("pr", _("PR"), biology.pr),
        Input("her2", _("HER2"), biology.her2),
    )


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path.name) from error
    if not rows or not {*_KEY, "stage"} <= set(rows[0]):
        raise _unreadable(path.name)
    return rows


def _table(rows: list[dict[str, str]], column: str, name: str) -> dict[Key, StageGroup]:
    try:
        return {tuple(row[part] for part in _KEY): StageGroup(row[column]) for row in rows}
    except ValueError as error:
        raise _unreadable(name) from error


def _unreadable(name: str) -> NoDataPack:
    return NoDataPack(
        _("The AJCC data pack is incomplete: %(file)s is missing or not as described."),
        params={"file": name},
        code="bad_pack",
    )
