"""ER, PR and HER2 as the specimens give them; `specimens` stand in the order in which they decide."""

from collections.abc import Sequence

from quancheng.kernel.refused import Refused
from quancheng.oncology.calculators.her2 import Her2Level, Her2Status, Ihc, Ish, her2_status
from quancheng.oncology.calculators.receptors import Marker, Receptor
from quancheng.oncology.rules.history import ClinicalFact

_RECEPTOR = {"positive": Receptor.POSITIVE, "negative": Receptor.NEGATIVE}
ISH = {"positive": Ish.POSITIVE, "negative": Ish.NEGATIVE, "equivocal": Ish.EQUIVOCAL}


def marker(specimens: Sequence[ClinicalFact], name: str) -> Marker:
    """ER or PR from the first specimen that states it: as percentage, else as positive or negative."""
    return next((found for fact in specimens if (found := marker_in(fact, name)) is not None), None)


def marker_in(fact: ClinicalFact, name: str) -> Marker:
    """ER or PR of one specimen."""
    percent, status = fact.value(f"{name}_percent"), fact.value(f"{name}_status")
    if percent is not None:
        return float(percent)
    return _RECEPTOR[status] if status else None


def her2_of(specimens: Sequence[ClinicalFact]) -> tuple[Her2Status | None, Her2Level | None]:
    """HER2 status and level from the first specimen that decides it; None where none says anything.

    A second specimen of 2+ without ISH does not undo the ISH that was done on the first.
    """
    undecided: tuple[Her2Status, Her2Level | None] | None = None
    for fact in specimens:
        status = _her2_in(fact)
        if status is not None and status[0] in (Her2Status.POSITIVE, Her2Status.NEGATIVE):
            return status
        undecided = undecided or status
    return undecided or (None, None)


def _her2_in(fact: ClinicalFact) -> tuple[Her2Status, Her2Level | None] | None:
    ihc, ish = fact.value("her2_ihc"), fact.value("her2_ish")
    ratio, copies = fact.value("her2_ratio"), fact.value("her2_copies")
    if ihc is None and ish is None and ratio is None:
        stated = fact.value("her2_status")
        known = {"positive": Her2Status.POSITIVE, "negative": Her2Status.NEGATIVE}
        return (known[stated], None) if stated else None
    try:
        result = her2_status(
            ihc=Ihc(ihc) if ihc else None, ish=ISH[ish] if ish else None, ratio=ratio, copies=copies
        )
    except Refused:
        return None
    return (result.category, result.level) if result.category else None


def marker_words(value: Marker) -> str:
    """90%, positive, negative, or nothing."""
    if value is None:
        return ""
    if isinstance(value, Receptor):
        return "positive" if value is Receptor.POSITIVE else "negative"
    return f"{value:g}%"


def her2_words(status: Her2Status | None, level: Her2Level | None) -> str:
    """The code of HER2 as a summary keeps it."""
    if status is None:
        return ""
    return "low" if level is Her2Level.LOW else str(status.value)
