"""pT and pN as the surgical pathology reports give them, for people whose stage nobody has entered yet.

Source: AJCC 8, chapter 48, by `calculators.tnm_from_report`. Proposed from size and node counts alone, over
all reports of the first course of surgery (`rules.surgery`): skin and chest wall, internal mammary and
supraclavicular nodes are not in the report's fields, so where the clinical T is T4 or a clinical N speaks of
them nothing is proposed. After neoadjuvant treatment it is yp.
"""

from quancheng.kernel.refused import Refused, msg
from quancheng.oncology.calculators.result import MissingInput
from quancheng.oncology.calculators.tnm_from_report import (
    Deposit,
    deposit_from_size,
    pn_from_counts,
    t_from_mm,
)
from quancheng.oncology.rules.history import History
from quancheng.oncology.rules.primary import is_neoadjuvant
from quancheng.oncology.rules.surgery import SurgicalFindings, surgical_findings

_BEYOND_THE_AXILLA = {"N2b", "N3a", "N3b", "N3c"}


def report_tn(history: History, side: str = "") -> tuple[str, str] | None:
    """T and N without prefix, or None where the reports do not decide both."""
    if not history.of("surgical_pathology") or _needs_a_person(history, side):
        return None
    found = surgical_findings(history, side)
    try:
        t, n = _t(found, history), _n(found)
    except Refused:
        return None
    return (t, n) if t and n else None


def open_question(history: History, side: str = "") -> MissingInput | None:
    """Why the reports, read together, do not decide, and what a person can do about it."""
    found = surgical_findings(history, side)
    if found.nodes_uncertain:
        return MissingInput(
            msg(
                "More than one report counts lymph nodes, and it is not certain whether the counts add up. "
                "Record the pathological TNM, or state in each report which specimen it is; withdraw one "
                "that was entered twice."
            ),
            field="t",
            code="uncertain_nodes",
        )
    if found.biopsy_was_invasive:
        return MissingInput(
            msg(
                "The biopsy was invasive and the surgical specimen shows carcinoma in situ only: the report "
                "does not decide T. Record the pathological TNM."
            ),
            field="t",
            code="invasive_in_biopsy_only",
        )
    return None


def _needs_a_person(history: History, side: str) -> bool:
    for fact in history.of("tnm"):
        if not fact.concerns(side):
            continue
        t, n = fact.value("t"), fact.value("n")
        if (t and t.startswith("T4")) or n in _BEYOND_THE_AXILLA:
            return True
    return False


def _t(found: SurgicalFindings, history: History) -> str:
    after = is_neoadjuvant(history)
    if found.in_situ_only:
        # A node metastasis comes from invasive tissue that the specimen did not show, or no longer shows.
        unseen = found.biopsy_was_invasive or (bool(found.nodes_positive) and not after)
        return "" if unseen else "Tis"
    if found.size_mm == 0 and after:
        return "T0"
    return t_from_mm(found.size_mm).name if found.size_mm else ""


def _n(found: SurgicalFindings) -> str:
    positive, largest = found.nodes_positive, found.node_met_mm
    if positive is None:
        return ""
    # Who counted positive nodes has examined some; registries give the one number without the other.
    seen = max(positive, 1) if found.nodes_examined is None else found.nodes_examined
    deposit = deposit_from_size(largest) if largest else None
    if positive == 0 and deposit is not Deposit.ISOLATED_CELLS:
        deposit = None
    return pn_from_counts(examined=seen, positive=positive, largest=deposit)
