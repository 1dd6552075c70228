"""Which tissue is the primary tumour's, and which reports belong to its first course of surgery.

Sources: AJCC Cancer Staging Manual, 8th edition, chapters 1 and 48: the pathological stage rests on what was
removed in the primary course of treatment; what comes back later has a stage of its own. ASCO guideline on
biomarkers in metastatic breast cancer, 2022: a metastasis may have other receptors than the primary, and is
tested anew. Both as recalled, to be confirmed by the centre. Platform rules: half a year after the operation
a new specimen is not the primary's any more; and where the primary itself was never examined, the nearest
tissue there is stands in for it.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from quancheng.oncology.rules.history import ClinicalFact, History

SPECIMENS = ("surgical_pathology", "biopsy_pathology")
# Before neoadjuvant treatment the biopsy is what decides; after it the residual tumour may differ.
BIOPSY_FIRST = ("biopsy_pathology", "surgical_pathology")
IN_SITU = frozenset({"dcis", "lcis", "paget"})
NODE_SPECIMENS = frozenset({"sentinel", "axillary"})
COURSE_DAYS = 183


class Tissue(StrEnum):
    """Where a specimen was taken from."""

    BREAST = "breast"
    NODE = "node"
    METASTASIS = "metastasis"


def tissue_of(fact: ClinicalFact) -> Tissue:
    """Breast, unless the report says that it saw nodes alone or what had come back."""
    stated = fact.value("specimen") or ()
    parts = {stated} if isinstance(stated, str) else set(stated)
    if parts & {"metastasis", "recurrence"}:
        return Tissue.METASTASIS
    if parts and parts <= NODE_SPECIMENS | {"node"}:
        return Tissue.NODE
    return Tissue.BREAST


def is_neoadjuvant(history: History) -> bool:
    """Whether any treatment was begun before surgery: size, nodes and grade then describe what was left."""
    therapies = history.of("therapy_started", "therapy_ended")
    return any(fact.value("intent") == "neoadjuvant" for fact in therapies)


def course_reports(history: History, side: str = "") -> list[ClinicalFact]:
    """The surgical reports of the first course of surgery, oldest first.

    With neoadjuvant treatment those after its begin, as far as there are any: the sentinel nodes that were
    taken out before it are no part of ypN.
    """
    reports = [fact for fact in history.of("surgical_pathology") if fact.concerns(side)]
    early = [fact for fact in _early(history, reports, side) if tissue_of(fact) is not Tissue.METASTASIS]
    return _after_neoadjuvant_began(history, early)


def primary_specimens(history: History, side: str = "") -> list[ClinicalFact]:
    """The specimens that tell of the primary tumour, the one that decides first.

    Invasive tissue goes before carcinoma in situ, however new. Where no breast specimen of the primary is
    recorded: its nodes, else a metastasis; `stands_in` says which.
    """
    found = [
        fact for kind in specimen_order(history) for fact in reversed(history.of(kind)) if fact.concerns(side)
    ]
    early = _early(history, found, side)
    breast = [fact for fact in early if tissue_of(fact) is Tissue.BREAST]
    if not breast:
        return [fact for fact in early if tissue_of(fact) is Tissue.NODE] or early or found
    if any(is_invasive(fact) for fact in breast):
        return [fact for fact in breast if fact.value("histology") not in IN_SITU]
    return breast


def specimen_order(history: History) -> tuple[str, str]:
    """The kinds of report, the one that decides first."""
    return BIOPSY_FIRST if is_neoadjuvant(history) else SPECIMENS


def stands_in(history: History, side: str = "") -> ClinicalFact | None:
    """The report of a node or metastasis that stands in for the primary, which nobody examined."""
    found = primary_specimens(history, side)
    if not found or any(is_of_the_primary(history, fact, side) for fact in found):
        return None
    return found[0]


def is_of_the_primary(history: History, fact: ClinicalFact, side: str) -> bool:
    """Whether the report tells of the breast as it was before and at the first course of surgery."""
    return tissue_of(fact) is Tissue.BREAST and bool(_early(history, [fact], side))


def is_invasive(fact: ClinicalFact) -> bool:
    """Whether the report states an invasive type. A specimen of "other type" must have measured it."""
    histology = fact.value("histology")
    if histology == "other" and fact.kind == "surgical_pathology":
        return bool(fact.value("size_mm"))
    return histology is not None and histology not in IN_SITU


def behaviour_of(history: History, specimens: Sequence[ClinicalFact], side: str = "") -> str:
    """Invasive, in situ, or nothing known: a report of invasive tissue goes before an earlier diagnosis."""
    histology = stated(specimens, "histology")
    diagnosed = history.latest_value("behaviour", ("diagnosis",), side)
    # "Other type" is no evidence against what somebody wrote down.
    if diagnosed and (histology in {None, "other"} or histology in IN_SITU):
        return str(diagnosed[0])
    if histology is None:
        return ""
    return "in_situ" if histology in IN_SITU else "invasive"


def stated(specimens: Sequence[ClinicalFact], code: str) -> Any:
    """The first stated value of a field."""
    return next((value for fact in specimens if (value := fact.value(code)) is not None), None)


def _early(history: History, facts: Sequence[ClinicalFact], side: str) -> list[ClinicalFact]:
    """Those whose tissue was taken neither after a recurrence nor long after the first course of surgery."""
    operated = _first_surgery(history, side)
    recurrences = [
        fact
        for fact in history.of("recurrence")
        if fact.value("adjudication") == "confirmed" and fact.concerns(side)
    ]
    return [fact for fact in facts if not _came_later(fact, operated, recurrences)]


def _came_later(
    fact: ClinicalFact, operated: ClinicalFact | None, recurrences: Sequence[ClinicalFact]
) -> bool:
    since = _days_after(fact, operated) if operated else None
    if since is not None and since > COURSE_DAYS:
        return True
    after = [_days_since_recurrence(fact, recurrence, operated) for recurrence in recurrences]
    return any(days is not None and days >= 0 for days in after)


def _days_since_recurrence(
    fact: ClinicalFact, recurrence: ClinicalFact, operated: ClinicalFact | None
) -> int | None:
    # Nothing recurs before it was operated on: such a date is the beginning of a year or month.
    order = recurrence.days_since(operated) if operated else None
    return fact.days_since(recurrence) if order and order > 0 else _days_after(fact, recurrence)


def _days_after(fact: ClinicalFact, other: ClinicalFact) -> int | None:
    """Days since the other fact, if that was as late as its date allows: a year may be all that is known."""
    if fact.on is None or other.date is None:
        return fact.days_since(other)
    return (fact.on - other.date.latest).days


def _first_surgery(history: History, side: str) -> ClinicalFact | None:
    """The first surgical report of the course; where there is none, the first operation on the breast."""
    operations = [fact for fact in history.of("operation") if fact.value("breast") not in (None, "none")]
    for facts in (history.of("surgical_pathology"), operations):
        found = [f for f in facts if f.concerns(side) and tissue_of(f) is not Tissue.METASTASIS]
        if found:
            return _after_neoadjuvant_began(history, found)[0]
    return None


def _after_neoadjuvant_began(history: History, facts: list[ClinicalFact]) -> list[ClinicalFact]:
    begun = next(
        (fact for fact in history.of("therapy_started") if fact.value("intent") == "neoadjuvant"), None
    )
    if begun is None:
        return facts
    after = [fact for fact in facts if (days := fact.days_since(begun)) is None or days > 0]
    return after or facts
