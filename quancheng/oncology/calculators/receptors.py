"""ER and PR as a pathology report gives them: a percentage, only positive/negative, or unknown.

Positive is >= 1 % of tumour cells (St Gallen 2013; ASCO/CAP 2020; AJCC 8). AJCC 8: positive on any specimen
prevails.
"""

from __future__ import annotations

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import Field
from quancheng.oncology.calculators.result import Coded, MissingInput

POSITIVE_FROM_PCT = 1.0


class Receptor(Coded):
    """A receptor whose percentage the report does not give."""

    POSITIVE = "pos", _("Positive")
    NEGATIVE = "neg", _("Negative")


Marker = float | Receptor | None
"""A percentage of tumour cells, or only positive/negative, or None when unknown."""


def is_positive(field: Field, marker: Marker) -> bool:
    """Whether the receptor is positive (>= 1 %); refuses when it is unknown or cannot be."""
    if isinstance(marker, Receptor):
        return marker is Receptor.POSITIVE
    return field.read(marker) >= POSITIVE_FROM_PCT


def percent(field: Field, marker: Marker, sentence: str) -> float:
    """The percentage, for rules that need more than positive/negative; a bare negative counts as 0."""
    if marker is Receptor.NEGATIVE:
        return 0.0
    if isinstance(marker, Receptor):
        raise MissingInput(sentence, field=field.name, code="percentage_missing")
    return field.read(marker)


def prevailing(*statuses: Receptor | None) -> Receptor | None:
    """One status from several specimens: positive on any prevails, unknown only when all are (AJCC 8)."""
    seen = [status for status in statuses if status is not None]
    if not seen:
        return None
    return Receptor.POSITIVE if Receptor.POSITIVE in seen else Receptor.NEGATIVE
