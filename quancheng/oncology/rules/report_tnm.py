"""pT and pN as the surgical pathology report gives them, for people whose stage nobody has entered yet.

Source: AJCC 8, chapter 48, by `calculators.tnm_from_report`. Proposed from size and node counts alone: skin
and chest wall, internal mammary and supraclavicular nodes are not in the report's fields, so where the
clinical T is T4 or a clinical N speaks of them nothing is proposed. After neoadjuvant treatment it is yp.
"""

from quancheng.kernel.refused import Refused
from quancheng.oncology.calculators.tnm_from_report import (
    Deposit,
    deposit_from_size,
    pn_from_counts,
    t_from_mm,
)
from quancheng.oncology.rules.history import History

_REPORT = ("surgical_pathology",)
_IN_SITU = {"dcis", "lcis", "paget"}
_BEYOND_THE_AXILLA = {"N2b", "N3a", "N3b", "N3c"}


def report_tn(history: History, side: str = "") -> tuple[str, str] | None:
    """T and N without prefix, or None where the report does not decide both."""
    if not history.of("surgical_pathology") or _needs_a_person(history, side):
        return None
    try:
        t, n = _t(history, side), _n(history, side)
    except Refused:
        return None
    return (t, n) if t and n else None


def _needs_a_person(history: History, side: str) -> bool:
    for fact in history.of("tnm"):
        if side and fact.side and fact.side != side:
            continue
        t, n = fact.value("t"), fact.value("n")
        if (t and t.startswith("T4")) or n in _BEYOND_THE_AXILLA:
            return True
    return False


def _value(history: History, code: str, side: str) -> object:
    found = history.latest_value(code, _REPORT, side)
    return found[0] if found else None


def _t(history: History, side: str) -> str:
    size = _value(history, "size_mm", side)
    if _value(history, "histology", side) in _IN_SITU:
        return "Tis"
    if size == 0 and _after_neoadjuvant(history):
        return "T0"
    if not isinstance(size, int | float) or size == 0:
        return ""
    return t_from_mm(float(size)).name


def _after_neoadjuvant(history: History) -> bool:
    return any(fact.value("intent") == "neoadjuvant" for fact in history.of("therapy_started"))


def _n(history: History, side: str) -> str:
    positive = _value(history, "nodes_positive", side)
    if not isinstance(positive, int):
        return ""
    examined, largest = _value(history, "nodes_examined", side), _value(history, "node_met_mm", side)
    # Who counted positive nodes has examined some; registries give the one number without the other.
    seen = examined if isinstance(examined, int) else max(positive, 1)
    deposit = deposit_from_size(float(largest)) if isinstance(largest, int | float) and largest else None
    if positive == 0 and deposit is not Deposit.ISOLATED_CELLS:
        deposit = None
    return pn_from_counts(examined=seen, positive=positive, largest=deposit)
