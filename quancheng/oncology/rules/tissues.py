"""What nodes, metastases and recurrences show, beside the primary; and what the reports leave to a person."""

from dataclasses import dataclass

from quancheng.kernel.refused import Refused
from quancheng.oncology.rules.figures.specimens import timing_of_surgery, what_is_open
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.markers import her2_of, her2_words, marker_in, marker_words
from quancheng.oncology.rules.primary import (
    SPECIMENS,
    Tissue,
    is_of_the_primary,
    stands_in,
    tissue_of,
)


@dataclass(frozen=True, slots=True)
class OtherTissue:
    """The receptors of tissue that is not the primary; `stands_in` where the primary's are read from it."""

    fact: ClinicalFact
    tissue: Tissue
    er: str
    pr: str
    her2: str
    ki67: float | None
    stands_in: bool


def other_tissues(history: History) -> list[OtherTissue]:
    """Specimens beside the primary's that tell a receptor, oldest first; a relapse is treated by them."""
    leading = {fact.id for side in _sides(history) if (fact := stands_in(history, side)) is not None}
    found = [
        _read(fact, fact.id in leading)
        for fact in history.of(*SPECIMENS)
        if not is_of_the_primary(history, fact, fact.side)
    ]
    return [item for item in found if item.stands_in or item.er or item.pr or item.her2]


def questions(history: History) -> list[tuple[str, Refused]]:
    """(side, sentence) where the surgical reports do not decide the stage and nobody has entered it."""
    timing = timing_of_surgery(history)
    asked = [(side, what_is_open(history, timing, side)) for side in _sides(history)]
    return [(side, question) for side, question in asked if question is not None]


def _sides(history: History) -> tuple[str, ...]:
    return history.sides() or ("",)


def _read(fact: ClinicalFact, leading: bool) -> OtherTissue:
    return OtherTissue(
        fact=fact,
        tissue=tissue_of(fact),
        er=marker_words(marker_in(fact, "er")),
        pr=marker_words(marker_in(fact, "pr")),
        her2=her2_words(*her2_of((fact,))),
        ki67=fact.value("ki67_percent"),
        stands_in=leading,
    )
