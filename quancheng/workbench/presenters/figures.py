"""Figures in words: the answer, what it was computed from, its source and limits; or the reason why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quancheng.oncology import presenters as oncology
from quancheng.oncology.calculators.her2 import Her2Result
from quancheng.oncology.calculators.predict.shared import HORIZONS, Prediction
from quancheng.oncology.calculators.result import Coded, Figure, Input, Result, Value
from quancheng.oncology.rules.figures import Answer, Entry
from quancheng.ui.addresses import address
from quancheng.ui.words import gettext

_UNITS = {"m2": "m²", "a": ""}
_DIGITS = {"npi": 2, "rcb": 2, "cts5": 2, "bsa": 2, "cps_eg": 0, "predict_v2": 1, "predict_v3": 1}
# In the order of a tumour board: what it is, how far it went, what to expect, what treatment left.
_GROUPS = (
    ("biology", ("her2", "subtype")),
    (
        "stage",
        (
            "anatomic_stage",
            "prognostic_stage",
            "clinical_prognostic_stage",
            "pathological_prognostic_stage",
        ),
    ),
    ("prognosis", ("npi", "predict_v3", "predict_v2", "cts5")),
    ("response", ("rcb", "cps_eg")),
    ("body", ("bsa",)),
)
# The right breast stands on the left of the page, so it comes first.
_SIDE_ORDER = {"right": 0, "left": 1, "": 2}


@dataclass(frozen=True, slots=True)
class Course:
    """One row of a PREDICT table: the treatment, and survival with what it adds, after 5, 10 and 15 years."""

    name: str
    survival: tuple[str, ...]
    benefit: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One answer in words."""

    code: str
    title: str
    side: str
    value: str
    unit: str
    words: str
    inputs: tuple[tuple[str, str, bool], ...]
    figures: tuple[tuple[str, str], ...]
    courses: tuple[Course, ...]
    limits: tuple[str, ...]
    source: str
    version: str
    to_confirm: str


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """A figure without an answer: why, and where the missing value is entered."""

    title: str
    side: str
    why: str
    missing: bool
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that are read together."""

    title: str
    cards: tuple[Card, ...]

    @property
    def predicts(self) -> bool:
        """Whether treatments can be weighed here."""
        return any(card.courses for card in self.cards)


def group_titles() -> dict[str, str]:
    """The headings of the page."""
    return {
        "biology": gettext("Biology"),
        "stage": gettext("Stage"),
        "prognosis": gettext("Prognosis"),
        "response": gettext("Response to neoadjuvant treatment"),
        "body": gettext("Body measures"),
    }


def groups(answers: Sequence[Answer]) -> list[Group]:
    """The answers there are, grouped; groups without an answer are left out."""
    found = []
    for name, codes in _GROUPS:
        cards = [_card(a) for a in _ordered(answers) if a.code in codes and a.result is not None]
        if cards:
            found.append(Group(group_titles()[name], tuple(cards)))
    return found


def not_answered(answers: Sequence[Answer], public_id: str, may_record: bool) -> list[NotAnswered]:
    """The figures without an answer, those first that one entry would bring."""
    found = [
        NotAnswered(
            gettext(answer.title),
            oncology.side_words(answer.side),
            answer.refusal.sentence(gettext),
            answer.is_missing,
            entry_address(answer.entry, public_id) if may_record and answer.entry else "",
        )
        for answer in _ordered(answers)
        if answer.refusal is not None
    ]
    return sorted(found, key=lambda item: not item.missing)


def _ordered(answers: Iterable[Answer]) -> list[Answer]:
    return sorted(answers, key=lambda answer: _SIDE_ORDER.get(answer.side, 2))


def entry_address(entry: Entry, public_id: str) -> str:
    """The form, at the field: a report that exists is completed, everything else entered anew."""
    if entry.fact_id is not None:
        page = address("workbench:fact_correct", public_id, entry.fact_id)
    else:
        page = address("workbench:fact_add", public_id, entry.kind)
    return f"{page}#id_{entry.field}"


def _card(answer: Answer) -> Card:
    result = answer.result
    assert result is not None  # noqa: S101 - `groups` asks only for answers
    is_prediction = isinstance(result, Prediction)
    return Card(
        code=answer.code,
        title=gettext(result.title),
        side=oncology.side_words(answer.side),
        value="" if result.value is None else f"{result.value:.{_DIGITS.get(answer.code, 2)}f}",
        unit=_UNITS.get(result.unit, result.unit),
        words=_words(result),
        inputs=tuple(_input(item) for item in result.inputs),
        figures=() if is_prediction else tuple(_figure(item, answer.code) for item in result.figures),
        courses=_courses(result) if isinstance(result, Prediction) else (),
        limits=tuple(gettext(limit) for limit in result.limits),
        source=result.source,
        # The rule and the formula stand among the inputs by their names.
        version="" if answer.code in {"subtype", "bsa"} else result.version,
        to_confirm=gettext(result.to_confirm) if result.to_confirm else "",
    )


def _words(result: Result[Coded]) -> str:
    if isinstance(result, Prediction):
        return gettext("alive after ten years with every treatment chosen below")
    words = [gettext(result.label)] if result.label else []
    if isinstance(result, Her2Result):
        words += [gettext(result.level.label)] if result.level and result.level.label != result.label else []
        words += [gettext(result.pending.label)] if result.pending else []
    return " · ".join(words)


def _input(item: Input) -> tuple[str, str, bool]:
    unknown = item.value is None
    words = gettext("not recorded") if unknown else value_words(item.value)
    unit = "" if unknown or isinstance(item.value, Coded) else _UNITS.get(item.unit, item.unit)
    return gettext(item.label), oncology.with_unit(words, unit), unknown


def value_words(value: Value) -> str:
    """A code by its name, yes or no, a number without needless zeros."""
    if isinstance(value, Coded):
        return gettext(value.label)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _figure(item: Figure, code: str) -> tuple[str, str]:
    number = isinstance(item.value, float)
    words = f"{item.value:.{_DIGITS.get(code, 2) or 0}f}" if number else value_words(item.value)
    return gettext(item.label), oncology.with_unit(words, _UNITS.get(item.unit, item.unit))


def _courses(result: Prediction) -> tuple[Course, ...]:
    return tuple(
        Course(
            name=gettext(step.part.label),
            survival=tuple(f"{step.survival_at(year):.1f}" for year in HORIZONS),
            benefit=tuple(f"{step.benefit[year - 1]:+.1f}" if place else "" for year in HORIZONS),
        )
        for place, step in enumerate(result.steps)
    )
