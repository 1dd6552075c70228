"""Where a value that a calculator misses is entered: kind of fact, field, and the report to complete."""

from dataclasses import dataclass

from quancheng.oncology.rules.history import History
from quancheng.oncology.rules.primary import Tissue, tissue_of

_REPORT, _BIOPSY = "surgical_pathology", "biopsy_pathology"
# Input of a calculator -> (kind of fact, field of it). "report" is the newest pathology report there is.
_WHERE: dict[str, tuple[str, str]] = {
    "er": ("report", "er_percent"),
    "pr": ("report", "pr_percent"),
    "ki67": ("report", "ki67_percent"),
    "her2": ("report", "her2_ihc"),
    "her2_ihc": ("report", "her2_ihc"),
    "ratio": ("report", "her2_ratio"),
    "her2_copies": ("report", "her2_copies"),
    "grade": ("report", "grade"),
    "nuclear_grade": ("report", "nuclear_grade"),
    "invasive": ("diagnosis", "behaviour"),
    "size_mm": (_REPORT, "size_mm"),
    "positive_nodes": (_REPORT, "nodes_positive"),
    "node_specimen": (_REPORT, "specimen"),
    "largest_node_met_mm": (_REPORT, "node_met_mm"),
    "d1_mm": (_REPORT, "bed_d1_mm"),
    "d2_mm": (_REPORT, "bed_d2_mm"),
    "cellularity_pct": (_REPORT, "cellularity_percent"),
    "in_situ_pct": (_REPORT, "in_situ_percent"),
    "t": ("tnm", "t"),
    "n": ("tnm", "n"),
    "m": ("tnm", "m"),
    "metastatic": ("tnm", "m"),
    "clinical": ("tnm", "t"),
    "pathological": ("tnm", "t"),
    "postmenopausal": ("menopausal_status", "status"),
    "smoking": ("smoking_status", "status"),
    "operated": ("operation", "breast"),
    "surgery_first": ("operation", "breast"),
    "event_free": ("follow_up", "status"),
    "height_cm": ("body_measures", "height_cm"),
    "weight_kg": ("body_measures", "weight_kg"),
}
# A later visit or measurement is a new fact; a report that lacks a value is the same report, completed.
_COMPLETED = {_REPORT, _BIOPSY, "diagnosis"}


@dataclass(frozen=True, slots=True)
class Entry:
    """The form that brings a missing value; `fact_id` is the report to complete, if there is one."""

    kind: str
    field: str
    fact_id: int | None = None


def entry_for(field: str | None, history: History, side: str) -> Entry | None:
    """Where the input of that name is entered; None for what no form of facts holds (the age, the sex)."""
    if field not in _WHERE:
        return None
    kind, code = _WHERE[field]
    if kind == "report":
        kind = _REPORT if _newest(history, _REPORT, side) is not None else _BIOPSY
    return Entry(kind, code, _newest(history, kind, side) if kind in _COMPLETED else None)


def _newest(history: History, kind: str, side: str) -> int | None:
    """The newest of the kind; a report of the breast before one of a node or metastasis."""
    found = [fact for fact in reversed(history.of(kind)) if fact.concerns(side)]
    of_breast = [fact for fact in found if tissue_of(fact) is Tissue.BREAST]
    return next((fact.id for fact in of_breast or found), None)
