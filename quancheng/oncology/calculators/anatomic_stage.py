"""The AJCC 8 anatomic stage group from T, N and M.

Source: AJCC Cancer Staging Manual, 8th edition, chapter 48 (corrected 2018-01-25); the groups are those of
AJCC 7. T1 includes T1mi; N1mi is a row of its own with T0-1 and staged as N1 with T2-4; N0(i+) is N0; M1 is
IV whatever T and N. After neoadjuvant treatment: M1 before it stays IV, and a complete response (ypT0/is
ypN0) has no stage group. Not for: prognosis by biology (that is the prognostic stage), carcinoma in situ with
positive nodes, other organs.
"""

from __future__ import annotations

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.result import Coded, Input, MissingInput, OutOfScope, Result
from quancheng.oncology.calculators.tnm import Timing, Tnm


class StageGroup(Coded):
    """An AJCC 8 stage group."""

    ZERO = "0", _("Stage 0")
    IA = "IA", _("Stage IA")
    IB = "IB", _("Stage IB")
    IIA = "IIA", _("Stage IIA")
    IIB = "IIB", _("Stage IIB")
    IIIA = "IIIA", _("Stage IIIA")
    IIIB = "IIIB", _("Stage IIIB")
    IIIC = "IIIC", _("Stage IIIC")
    IV = "IV", _("Stage IV")


SOURCE = "AJCC Cancer Staging Manual, 8th ed., chapter 48 Breast (corrected 2018-01-25)"
VERSION = "AJCC 8"

_NODES = ("N0", "N1mi", "N1", "N2", "N3")
_BY_NODES = {
    "Tis": ("0", "", "", "", ""),
    "T0": ("", "IB", "IIA", "IIIA", "IIIC"),
    "T1": ("IA", "IB", "IIA", "IIIA", "IIIC"),
    "T2": ("IIA", "IIB", "IIB", "IIIA", "IIIC"),
    "T3": ("IIB", "IIIA", "IIIA", "IIIA", "IIIC"),
    "T4": ("IIIB", "IIIB", "IIIB", "IIIB", "IIIC"),
}


def is_complete_response(tnm: Tnm) -> bool:
    """Whether this is a pathological complete response: ypT0 or ypTis with ypN0, no isolated cells."""
    no_invasion = tnm.groups[0] in ("T0", "Tis")
    return tnm.timing is Timing.POST_THERAPY_PATHOLOGICAL and no_invasion and tnm.n == "N0"


def anatomic_stage(tnm: Tnm, *, m1_before_treatment: bool = False) -> Result[StageGroup]:
    """The anatomic stage group; OutOfScope with the reason where AJCC assigns none.

    `m1_before_treatment`: distant metastasis was present before neoadjuvant treatment; the stage then stays
    IV, whatever is left afterwards.
    """
    return Result(
        calculator="anatomic_stage",
        title=_("Anatomic stage"),
        category=_group(tnm, m1_before_treatment=m1_before_treatment),
        inputs=tnm_inputs(tnm),
        source=SOURCE,
        version=VERSION,
        limits=_limits(tnm),
    )


def tnm_inputs(tnm: Tnm) -> tuple[Input, ...]:
    """The lines that show a TNM beside a stage."""
    return (
        Input("timing", _("TNM classification"), tnm.timing),
        Input("t", _("T category"), tnm.t),
        Input("n", _("N category"), tnm.n),
        Input("m", _("M category"), tnm.m),
    )


def _group(tnm: Tnm, *, m1_before_treatment: bool) -> StageGroup:
    t, n, m = tnm.groups
    if m == "M1" or m1_before_treatment:
        return StageGroup.IV
    if is_complete_response(tnm):
        raise OutOfScope(
            _("Pathological complete response: AJCC 8 assigns no stage group after it."),
            field="t",
            code="pcr",
        )
    _check_assessed(t, n)
    found = _BY_NODES[t][_NODES.index(n)]
    if found:
        return StageGroup(found)
    if t == "Tis":
        raise OutOfScope(
            _("Carcinoma in situ with positive nodes has no stage group: look for the invasive tumour."),
            field="t",
            code="in_situ_with_nodes",
        )
    raise OutOfScope(_("T0 N0 M0 has no stage group: no tumour is described."), field="t", code="no_tumour")


def _check_assessed(t: str, n: str) -> None:
    if t == "TX":
        raise MissingInput(
            _("TX: without the primary tumour's size there is no stage."), field="t", code="tx"
        )
    if n == "NX":
        raise MissingInput(
            _("NX: without the state of the lymph nodes there is no stage."), field="n", code="nx"
        )


def _limits(tnm: Tnm) -> tuple[str, ...]:
    limits = [_("Extent of disease only: grade, ER, PR and HER2 are not part of it.")]
    if tnm.after_neoadjuvant:
        limits.append(
            _("After neoadjuvant treatment it describes what is left, not the disease at diagnosis.")
        )
    if tnm.timing is None:
        limits.append(_("Whether this TNM is clinical or pathological was not said."))
    return tuple(limits)
