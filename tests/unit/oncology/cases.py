"""Short ways to write down a history for tests of rules."""

from datetime import date
from typing import Any

from quancheng.oncology.facts import KINDS
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.summary import Laboratory, Person

WOMAN = Person(sex="female", birth_on=date(1960, 5, 1))
LABORATORY = Laboratory()
_next_id = iter(range(1, 100_000))


def fact(kind: str, on: str | None = None, side: str = "", **body: Any) -> ClinicalFact:
    """A current fact, its values read as the entry form reads them; "2018" and "2018-03" are dates too."""
    day = date.fromisoformat(f"{on}-01-01"[:10]) if on else None
    precision = {4: "year", 7: "month"}.get(len(on or ""), "day")
    return ClinicalFact(kind, side, day, KINDS[kind].read(body), None, next(_next_id), precision)


def operated(side: str = "left", **report: Any) -> list[ClinicalFact]:
    """Diagnosis, clinical stage, operation and report of a cancer operated first."""
    values = {
        "histology": "nst",
        "grade": "2",
        "size_mm": "26",
        "nodes_examined": "18",
        "nodes_positive": "2",
        "node_met_mm": "6",
        "er_percent": "90",
        "pr_percent": "15",
        "her2_ihc": "1+",
        "ki67_percent": "30",
    } | report
    values = {name: value for name, value in values.items() if value is not None}
    return [
        fact("diagnosis", "2016-03-08", side, behaviour="invasive", detected_by="symptom"),
        fact("tnm", "2016-03-10", side, classification="c", t="T2", n="N1", m="M0"),
        fact("operation", "2016-03-22", side, breast="conserving"),
        fact("surgical_pathology", "2016-03-28", side, **values),
    ]


def history(*facts: ClinicalFact) -> History:
    """The history of these facts."""
    return History(facts)
