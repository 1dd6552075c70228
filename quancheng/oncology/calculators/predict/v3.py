"""PREDICT Breast 3.2.

Source: Grootes I et al., npj Breast Cancer 2024;10:6 (version 3), and the published code of version 3.2
(WintonCentre/predict-v30-r, `benefits32` with `coefficients_v3.csv`, MIT). Inputs: those of 2.2 and PR,
smoking, radiotherapy with the mean heart dose in Gy. The year of diagnosis is fixed at 2017, as on the public
site. Unknown grade is 2.13 in both ER strata.

The published code adds the heart dose to every radiotherapy column even for people without radiotherapy; here
the dose is read only when radiotherapy is chosen.
"""

from __future__ import annotations

import math

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import Field
from quancheng.oncology.calculators.predict.person import (
    GRADE_UNKNOWN,
    Covariates,
    Person,
    Smoking,
    covariates,
    person_inputs,
)
from quancheng.oncology.calculators.predict.shared import (
    YEARS,
    Effect,
    Hazards,
    Part,
    Prediction,
    Treatment,
    common_limits,
    constant,
    horizon_figures,
    steps,
    systemic_effects,
    treatment_inputs,
    yearly,
)
from quancheng.oncology.calculators.result import Input, MissingInput

SOURCE = "PREDICT Breast 3.2: Grootes I et al., npj Breast Cancer 2024;10:6; code benefits32 (MIT)"
VERSION = "3.2"

HEART_GY = Field(
    "heart_gy", _("Mean heart dose"), _("The mean heart dose of the radiotherapy is not recorded."),
    _("The mean heart dose must be %(low)s to %(high)s Gy; %(value)s was given."), 0, 50, "Gy",
)  # fmt: skip

_YEAR = 2017 - 2000
_LATE_HORMONE = -0.301
_RADIOTHERAPY_BREAST = math.log(0.82)
_RADIOTHERAPY_OTHER_PER_GY = math.log(1.02)
_CHEMO_OTHER = math.log(1.2)
# A tenth of the cohort smoked; smoking doubles a quarter of the other deaths: 1.25.
_SMOKING = {Smoking.CURRENT: math.log(1.25 / 1.025), Smoking.NOT_CURRENT: math.log(1 / 1.025)}

# HER2 in ER-positive disease wears off: log hazard ratios of years 1, 2, ...; 0 afterwards.
_HER2_POSITIVE = (0.608, 0.532, 0.457, 0.382, 0.307, 0.231, 0.156, 0.081, 0.006)
_HER2_NEGATIVE = (-0.053, -0.046, -0.040, -0.033, -0.027, -0.020, -0.014, -0.007)


def predict(person: Person, treatment: Treatment) -> Prediction:
    """Survival with surgery and each chosen treatment over 15 years; refuses people out of scope."""
    cov = covariates(person)
    if person.smoking is None:
        raise MissingInput(_("Whether she smokes now is not recorded."), field="smoking", code="missing")
    pi, mi = prognostic_index(cov), other_index(cov, person.smoking)
    hazards = Hazards(yearly(_breast_er_positive if cov.er else _breast_er_negative), yearly(_other), pi, mi)
    effects = [
        *_radiotherapy(treatment),
        *systemic_effects(treatment, cov, person, late_hormone=_LATE_HORMONE, chemo_other=_CHEMO_OTHER),
    ]
    found = steps(hazards, effects)
    return Prediction(
        calculator="predict_v3",
        title=_("PREDICT Breast 3.2"),
        value=found[-1].survival_at(10),
        unit="%",
        pi=pi[0],
        mi=mi,
        steps=found,
        figures=horizon_figures(found),
        inputs=_inputs(person, treatment),
        source=SOURCE,
        version=VERSION,
        limits=_limits(cov, treatment),
    )


def prognostic_index(cov: Covariates) -> tuple[float, ...]:
    """The log relative hazard of breast-cancer death by year: HER2 wears off in ER-positive disease."""
    fixed = _er_positive_index(cov) if cov.er else _er_negative_index(cov)
    return tuple(fixed + her2 for her2 in _her2(cov))


def other_index(cov: Covariates, smoking: Smoking) -> float:
    """The log relative hazard of death from other causes."""
    a = (cov.age - 24) / 100
    age = 4.211443507724736 * a**3 - 31.41202815365277 * a**3 * math.log(a)
    return age - 0.021186462111818898 * _YEAR - 0.062 + _SMOKING[smoking]


def _er_positive_index(cov: Covariates) -> float:
    a = (cov.age - 24) / 100
    return (
        0.1958986203588129 / math.sqrt(a)
        + 2.929125051895787 * a**2
        + 2.27417420673498 * (1 - math.exp(-cov.size / 20))
        + 0.6724828209061207 * math.log(cov.nodes + 1)
        + 0.7050339629739382 * _grade(cov)
        - 0.32039363353015476 * cov.screen
        - 0.048251370712776756 * _YEAR
        + {True: 0.14904, False: -0.11333, None: 0.0}[cov.ki67]
        + {True: -0.0619, False: 0.2624, None: 0.0}[cov.pr]
        + 0.7
    )


def _er_negative_index(cov: Covariates) -> float:
    a = (cov.age - 24) / 100
    return (
        1.7560679383953317 * a
        + 4.555274634880487 * a * math.log(a)
        + 0.7443277265210039 * math.log(cov.size)
        + 0.6308590364310884 * math.log(cov.nodes + 1)
        + 0.3462287839000938 * _grade(cov)
        - 0.2110969326598672 * cov.screen
        - 0.045504610416172736 * _YEAR
        + {True: -0.2231, False: 0.0296, None: 0.0}[cov.pr]
        + 0.55
    )


def _grade(cov: Covariates) -> float:
    return GRADE_UNKNOWN if cov.grade is None else cov.grade


def _her2(cov: Covariates) -> tuple[float, ...]:
    if cov.her2 is None:
        return constant(0.0)
    if not cov.er:
        return constant(0.2316 if cov.her2 else -0.08589)
    early = _HER2_POSITIVE if cov.her2 else _HER2_NEGATIVE
    return early + (0.0,) * (YEARS - len(early))


def _radiotherapy(treatment: Treatment) -> list[Effect]:
    if not treatment.radiotherapy:
        return []
    heart = HEART_GY.read(treatment.heart_gy)
    return [Effect(Part.RADIOTHERAPY, constant(_RADIOTHERAPY_BREAST), _RADIOTHERAPY_OTHER_PER_GY * heart)]


def _breast_er_positive(t: int) -> float:
    x = 1 / math.sqrt(t / 10)
    return math.exp(-2.3193510039281637 - 3.622538332641392 * x - 0.542240944493945 * x * math.log(t / 10))


def _breast_er_negative(t: int) -> float:
    x = 10 / t
    return math.exp(-3.0153139765165835 - 0.5755380524044251 * x - 0.1028439317178058 * x * math.log(t / 10))


def _other(t: int) -> float:
    return math.exp(-4.845654758283992 + 1.341348310005262 * math.log(t / 10) + 0.49539394353046057 * t / 10)


def _inputs(person: Person, treatment: Treatment) -> tuple[Input, ...]:
    return (
        *person_inputs(person),
        Input("smoking", _("Smoking"), person.smoking),
        Input("radiotherapy", _("Radiotherapy"), treatment.radiotherapy),
        HEART_GY.input(treatment.heart_gy if treatment.radiotherapy else None),
        *treatment_inputs(treatment),
    )


def _limits(cov: Covariates, treatment: Treatment) -> tuple[str, ...]:
    limits = common_limits(cov, treatment)
    limits.append(_("The year of diagnosis is fixed at 2017, as on the public site."))
    if cov.pr is None:
        limits.append(_("PR is not known: the result is less precise."))
    return tuple(limits)
