"""What both PREDICT versions share: treatments, and competing risks from annual hazards to percentages.

Benefits are cumulative in a fixed order, the published one: version 2.2 hormone, chemotherapy, trastuzumab,
bisphosphonate; version 3.2 the same after radiotherapy. A step shows what it adds to the steps before it, so
the same treatment is worth less late in the order than alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.predict.person import Covariates, Person
from quancheng.oncology.calculators.result import Coded, Figure, Input, MissingInput, OutOfScope, Result

YEARS = 15
HORIZONS = (5, 10, 15)

# Log hazard ratios for death from breast cancer, the same in 2.2 and 3.2.
CHEMO_SECOND_GENERATION = -0.248
CHEMO_THIRD_GENERATION = -0.446
HORMONE = -0.3857
TRASTUZUMAB = -0.3567
BISPHOSPHONATE = -0.198


class Chemo(Coded):
    """Chemotherapy regimen by generation; third is a taxane or a high-dose anthracycline."""

    NONE = "0", _("No chemotherapy")
    SECOND = "2", _("Second generation")
    THIRD = "3", _("Third generation (taxane or high-dose anthracycline)")


class Part(Coded):
    """A step of the cumulative benefit."""

    SURGERY = "surgery", _("Surgery only")
    RADIOTHERAPY = "radiotherapy", _("Radiotherapy")
    HORMONE = "hormone", _("Endocrine treatment")
    CHEMO = "chemotherapy", _("Chemotherapy")
    TRASTUZUMAB = "trastuzumab", _("Trastuzumab")
    BISPHOSPHONATE = "bisphosphonate", _("Bisphosphonate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """The adjuvant treatments to weigh. `heart_gy`: mean heart dose, read with radiotherapy in 3.2."""

    hormone: bool = False
    extended_hormone: bool = False
    chemo: Chemo = Chemo.NONE
    trastuzumab: bool = False
    bisphosphonate: bool = False
    radiotherapy: bool = False
    heart_gy: float | None = None


class Effect(NamedTuple):
    """What one treatment does: log hazard ratio for breast death in each year, and for other death."""

    part: Part
    breast: tuple[float, ...]
    other: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """Percentages after 1 to 15 years with this treatment and all before it; `benefit` is what it adds."""

    part: Part
    survival: tuple[float, ...]
    breast_death: tuple[float, ...]
    other_death: tuple[float, ...]
    benefit: tuple[float, ...]

    def survival_at(self, year: int) -> float:
        """Overall survival in percent at the end of a year from 1 to 15."""
        return self.survival[year - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction(Result[Part]):
    """Steps in cumulative order; `value` is ten-year survival in percent with every chosen treatment.

    `pi` and `mi` are the models' prognostic indices for breast-cancer death and for other death.
    """

    pi: float
    mi: float
    steps: tuple[Step, ...]


class Hazards(NamedTuple):
    """A model's annual baseline hazards, and the person's indices: breast by year, other constant."""

    breast: tuple[float, ...]
    other: tuple[float, ...]
    pi: tuple[float, ...]
    mi: float


def yearly(cumulative: Callable[[int], float]) -> tuple[float, ...]:
    """Annual increments over years 1 to 15 of a cumulative baseline."""
    totals = [0.0, *(cumulative(year) for year in range(1, YEARS + 1))]
    return tuple(after - before for before, after in pairwise(totals))


def constant(log_hazard_ratio: float) -> tuple[float, ...]:
    """The same effect in every year."""
    return (log_hazard_ratio,) * YEARS


def steps(hazards: Hazards, effects: Iterable[Effect]) -> tuple[Step, ...]:
    """Surgery only, then each treatment on top of the ones before it."""
    found = [_step(Part.SURGERY, hazards, constant(0.0), 0.0, before=None)]
    breast, other = constant(0.0), 0.0
    for effect in effects:
        breast = tuple(a + b for a, b in zip(breast, effect.breast, strict=True))
        other += effect.other
        found.append(_step(effect.part, hazards, breast, other, before=found[-1]))
    return tuple(found)


def systemic_effects(
    treatment: Treatment, cov: Covariates, person: Person, *, late_hormone: float, chemo_other: float
) -> list[Effect]:
    """Hormone, chemotherapy, trastuzumab, bisphosphonate: those chosen and of use to her, in that order.

    `late_hormone` is what continuing to year 10 adds in years 11-15; `chemo_other` the log hazard ratio of
    other death.

    Endocrine treatment, extended or not, does nothing in ER-negative disease. The published 2.2 script lets
    its `h10` columns lower the late hazard even then (-0.26); that is a slip which 3.2 corrected, and it is
    not repeated here.
    """
    effects = []
    if (treatment.hormone or treatment.extended_hormone) and cov.er:
        late = late_hormone if treatment.extended_hormone else 0.0
        effects.append(Effect(Part.HORMONE, (HORMONE,) * 10 + (HORMONE + late,) * 5))
    if treatment.chemo is not Chemo.NONE:
        second = treatment.chemo is Chemo.SECOND
        size = CHEMO_SECOND_GENERATION if second else CHEMO_THIRD_GENERATION
        effects.append(Effect(Part.CHEMO, constant(size), chemo_other))
    if treatment.trastuzumab and cov.her2:
        effects.append(Effect(Part.TRASTUZUMAB, constant(TRASTUZUMAB)))
    if treatment.bisphosphonate:
        _check_postmenopausal(person)
        effects.append(Effect(Part.BISPHOSPHONATE, constant(BISPHOSPHONATE)))
    return effects


def treatment_inputs(treatment: Treatment) -> tuple[Input, ...]:
    """The lines that show the treatments beside the prediction."""
    return (
        Input("hormone", _("Endocrine treatment"), treatment.hormone or treatment.extended_hormone),
        Input("extended_hormone", _("Endocrine treatment for ten years"), treatment.extended_hormone),
        Input("chemo", _("Chemotherapy"), treatment.chemo),
        Input("trastuzumab", _("Trastuzumab"), treatment.trastuzumab),
        Input("bisphosphonate", _("Bisphosphonate"), treatment.bisphosphonate),
    )


def horizon_figures(found: Sequence[Step]) -> tuple[Figure, ...]:
    """Survival at 5, 10 and 15 years after each step."""
    return tuple(
        Figure(f"{step.part}_{year}", step.part.label, step.survival_at(year), "%")
        for step in found
        for year in HORIZONS
    )


def common_limits(cov: Covariates, treatment: Treatment) -> list[str]:
    """The limits that hold for both versions, with those that this person's unknowns add."""
    limits = [
        _("An average over many women with these features, not a forecast for one of them."),
        _("Made and checked on British cohorts; how well it fits this centre's patients is not known."),
    ]
    if cov.grade is None:
        limits.append(_("The grade is not known: an average was used."))
    if cov.her2 is None or (cov.er and cov.ki67 is None):
        limits.append(_("HER2 or Ki-67 is not known: the result is less precise."))
    if (treatment.hormone or treatment.extended_hormone) and not cov.er:
        limits.append(_("Endocrine treatment was left out: the tumour is ER-negative."))
    if treatment.trastuzumab and not cov.her2:
        limits.append(_("Trastuzumab was left out: the tumour is not known to be HER2-positive."))
    return limits


def _step(part: Part, hazards: Hazards, breast: Sequence[float], other: float, before: Step | None) -> Step:
    rates = [
        base * math.exp(pi + rx) for base, pi, rx in zip(hazards.breast, hazards.pi, breast, strict=True)
    ]
    dead_breast = [1 - math.exp(-total) for total in accumulate(rates)]
    others = [base * math.exp(hazards.mi + other) for base in hazards.other]
    dead_other = [1 - math.exp(-total) for total in accumulate(others)]
    dead_any = [1 - (1 - b) * (1 - o) for b, o in zip(dead_breast, dead_other, strict=True)]
    from_breast = _share(_annual(dead_breast), _annual(dead_other), _annual(dead_any))
    survival = tuple(100 * (1 - dead) for dead in dead_any)
    earlier = before.survival if before else survival
    return Step(
        part=part,
        survival=survival,
        breast_death=tuple(100 * total for total in from_breast),
        other_death=tuple(100 * (a - b) for a, b in zip(dead_any, from_breast, strict=True)),
        benefit=tuple(now - then for now, then in zip(survival, earlier, strict=True)),
    )


def _share(breast: list[float], other: list[float], every: list[float]) -> list[float]:
    """Cumulative breast-cancer deaths: each year's deaths divided in proportion to the two risks."""
    deaths = (a * b / (b + o) if b + o > 0 else 0.0 for a, b, o in zip(every, breast, other, strict=True))
    return list(accumulate(deaths))


def _annual(cumulative: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise([0.0, *cumulative])]


def _check_postmenopausal(person: Person) -> None:
    if person.postmenopausal is None:
        raise MissingInput(_("The menopausal state is not recorded."), field="postmenopausal", code="missing")
    if not person.postmenopausal:
        raise OutOfScope(
            _("The benefit of bisphosphonates is known for postmenopausal women only."),
            field="bisphosphonate",
            code="premenopausal",
        )
