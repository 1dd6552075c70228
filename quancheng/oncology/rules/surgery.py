"""Size and nodes over all reports of the first course of surgery of one side.

Source: AJCC Cancer Staging Manual, 8th edition, chapter 48: pT is the largest invasive focus, whatever a
re-excision still finds; pN counts every node that was removed in the primary course, sentinel nodes and
dissection together. Grade: the highest of the reports (NAACCR grade coding instructions, as recalled; to be
confirmed by the centre).

Whether two counts add up is decided only where it is certain; else there is no number, and the pages say what
to do. A second report may count the sentinel nodes again, or repeat the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.primary import (
    IN_SITU,
    NODE_SPECIMENS,
    Tissue,
    course_reports,
    is_invasive,
    is_neoadjuvant,
    primary_specimens,
    tissue_of,
)

MICRO_MM = 2.0


@dataclass(frozen=True, slots=True)
class SurgicalFindings:
    """What the first course of surgery found; None where no report says it."""

    size_mm: float | None = None
    in_situ_only: bool = False
    # The biopsy took invasive tissue and the specimen has none left: how large it was, no report tells.
    biopsy_was_invasive: bool = False
    nodes_examined: int | None = None
    nodes_positive: int | None = None
    node_met_mm: float | None = None
    nodes_uncertain: bool = False


def surgical_findings(history: History, side: str = "") -> SurgicalFindings:
    """The findings over all reports of the course."""
    reports = course_reports(history, side)
    breast = [fact for fact in reports if tissue_of(fact) is Tissue.BREAST]
    invasive = any(is_invasive(fact) for fact in breast)
    in_situ_only = not invasive and any(fact.value("histology") in IN_SITU for fact in breast)
    # What a report of carcinoma in situ measures is not invasive.
    measured = [fact for fact in breast if not invasive or fact.value("histology") not in IN_SITU]
    counted = _counting(reports)
    examined, positive, uncertain = _counts(counted)
    return SurgicalFindings(
        size_mm=_largest(measured, "size_mm"),
        in_situ_only=in_situ_only,
        biopsy_was_invasive=in_situ_only and not is_neoadjuvant(history) and _biopsied(history, side),
        nodes_examined=examined,
        nodes_positive=positive,
        node_met_mm=_deposit(counted or reports),
        nodes_uncertain=uncertain,
    )


def highest_grade(specimens: Sequence[ClinicalFact]) -> str:
    """The highest grade over the reports of the kind that decides first; a re-excision does not lower it."""
    graded = [fact for fact in specimens if fact.value("grade")]
    return max((fact.value("grade") for fact in graded if fact.kind == graded[0].kind), default="")


def _biopsied(history: History, side: str) -> bool:
    return any(is_invasive(fact) for fact in primary_specimens(history, side))


def _largest(reports: Sequence[ClinicalFact], code: str) -> float | None:
    return max((value for fact in reports if (value := fact.value(code)) is not None), default=None)


def _counting(reports: Sequence[ClinicalFact]) -> list[ClinicalFact]:
    """The reports that count nodes. "None of none" beside a real count says only that none were removed."""
    found = [fact for fact in reports if fact.value("nodes_positive") is not None]
    real = [fact for fact in found if fact.value("nodes_examined") != 0]
    return real or found[-1:]


def _counts(reports: Sequence[ClinicalFact]) -> tuple[int | None, int | None, bool]:
    """Examined, positive, and whether they are uncertain."""
    if not reports:
        return None, None, False
    positive = [fact.value("nodes_positive") for fact in reports]
    examined = [count for fact in reports if (count := fact.value("nodes_examined")) is not None]
    if all(_adds_up(first, second) for first, second in combinations(reports, 2)):
        return (sum(examined) if len(examined) == len(reports) else None), sum(positive), False
    in_order = all(_days(first, second) != 0 for first, second in combinations(reports, 2))
    # Whether the last count repeats the others or adds to them, it comes to the same.
    if not any(positive) or (in_order and not any(positive[:-1])):
        return max(examined, default=None), sum(positive), False
    return None, None, True


def _adds_up(first: ClinicalFact, second: ClinicalFact) -> bool:
    """Whether two reports certainly count different nodes; `second` is the later one.

    By their specimens where both state them. Else by the numbers: a later, different day, with another
    number of nodes examined, and with fewer examined or fewer positive than a repeated count would have.
    """
    here, there = _node_specimens(first), _node_specimens(second)
    if here and there:
        return not here & there
    before, after = first.value("nodes_examined"), second.value("nodes_examined")
    if not _days(first, second) or before is None or after is None or before == after:
        return False
    fewer_positive = second.value("nodes_positive") < first.value("nodes_positive")
    return bool(after < before or fewer_positive)


def _node_specimens(fact: ClinicalFact) -> frozenset[str]:
    return NODE_SPECIMENS & set(fact.value("specimen") or ())


def _days(first: ClinicalFact, second: ClinicalFact) -> int:
    """Days between two reports; 0 also where it is not known."""
    return second.days_since(first) or 0


def _deposit(reports: Sequence[ClinicalFact]) -> float | None:
    """The largest node deposit, unless one that nobody measured might be larger in a way that matters."""
    largest = _largest(reports, "node_met_mm")
    unmeasured = any(fact.value("nodes_positive") and fact.value("node_met_mm") is None for fact in reports)
    return None if unmeasured and (largest is None or largest <= MICRO_MM) else largest
