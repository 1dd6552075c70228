"""A fact in a few words, where a step points at it."""

from quancheng.kernel.clinical_date import ClinicalDate
from quancheng.kernel.dates import format_date
from quancheng.oncology.facts import KINDS
from quancheng.oncology.models import Fact
from quancheng.ui.words import gettext, language


def fact_words(fact: Fact) -> str:
    """手术病理 · 2018年3月5日: its kind and day, never its values."""
    label = gettext(KINDS[fact.kind].label)
    if fact.occurred_on is None:
        return label
    day = ClinicalDate(fact.occurred_on, fact.precision)  # type: ignore[arg-type]
    return f"{label} · {format_date(day, language())}"
