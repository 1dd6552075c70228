"""Receptors of nodes and metastases, and what the reports leave open, in the words of a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from quancheng.kernel.refused import Refused
from quancheng.oncology import presenters as oncology
from quancheng.oncology.rules.primary import Tissue
from quancheng.oncology.rules.tissues import OtherTissue
from quancheng.ui.words import gettext


class Found(Protocol):
    """The remarks as the query gives them."""

    @property
    def tissues(self) -> list[OtherTissue]: ...
    @property
    def questions(self) -> list[tuple[str, Refused]]: ...


@dataclass(frozen=True, slots=True)
class Remarks:
    """What stands above the facts: sentences to act on, and one line for each other tissue."""

    open: tuple[str, ...]
    stands_in: bool
    lines: tuple[str, ...]


def remarks(found: Found) -> Remarks:
    """The remarks on one patient's reports."""
    return Remarks(
        open=tuple(
            f"{oncology.side_words(side)} {question.sentence(gettext)}".strip()
            for side, question in found.questions
        ),
        stands_in=any(item.stands_in for item in found.tissues),
        lines=tuple(_lines(found.tissues)),
    )


def _lines(tissues: Iterable[OtherTissue]) -> Iterable[str]:
    names = {
        Tissue.BREAST: gettext("Breast, taken later"),
        Tissue.NODE: gettext("Lymph node"),
        Tissue.METASTASIS: gettext("Recurrence or metastasis"),
    }
    for item in tissues:
        values = {
            "ER": oncology.receptor_words(item.er),
            "PR": oncology.receptor_words(item.pr),
            "HER2": oncology.her2_words(item.her2),
            "Ki-67": "" if item.ki67 is None else f"{item.ki67:g}%",
        }
        when = oncology.when_words(item.fact.on, item.fact.precision, item.fact.offset_days)
        told = [f"{name} {words}" for name, words in values.items() if words]
        yield " · ".join([f"{names[item.tissue]} {oncology.side_words(item.fact.side)}".strip(), when, *told])
