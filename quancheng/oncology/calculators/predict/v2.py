"""PREDICT Breast 2.2.

Source: Candido dos Reis FJ et al., Breast Cancer Res 2017;19:58 (version 2), and the published code of
version 2.2 (WintonCentre/predict-v30-r, script of 2020-02-02, MIT; agrees with nhs.predict 1.4.0). Inputs:
age in years 25-85, size in mm, positive nodes 0-100, Nottingham grade, ER (required), HER2, Ki-67, detection.
Radiotherapy is not modelled (the published switch is off). Superseded by version 3 (predict/v3.py).

Kept as published: an unknown grade is 2.13 in ER-positive disease and counts as grade 1 in ER-negative
disease, where only grades 2 and 3 add to the index; the limits say so. Not kept: see
`shared.systemic_effects` on extended endocrine treatment in ER-negative disease.
"""

from __future__ import annotations

import math

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.predict.person import (
    GRADE_UNKNOWN,
    Covariates,
    Person,
    covariates,
    person_inputs,
)
from quancheng.oncology.calculators.predict.shared import (
    Hazards,
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

SOURCE = (
    "PREDICT Breast 2.2: Candido dos Reis FJ et al., Breast Cancer Res 2017;19:58; code of 2020-02-02 (MIT)"
)
VERSION = "2.2"
_LATE_HORMONE = -0.26


def predict(person: Person, treatment: Treatment) -> Prediction:
    """Survival with surgery and each chosen treatment over 15 years; refuses people out of scope."""
    cov = covariates(person)
    pi, mi = prognostic_index(cov), other_index(cov)
    hazards = Hazards(
        yearly(_breast_er_positive if cov.er else _breast_er_negative), yearly(_other), constant(pi), mi
    )
    effects = systemic_effects(treatment, cov, person, late_hormone=_LATE_HORMONE, chemo_other=0.0)
    found = steps(hazards, effects)
    return Prediction(
        calculator="predict_v2",
        title=_("PREDICT Breast 2.2"),
        value=found[-1].survival_at(10),
        unit="%",
        pi=pi,
        mi=mi,
        steps=found,
        figures=horizon_figures(found),
        inputs=(*person_inputs(person), *treatment_inputs(treatment)),
        source=SOURCE,
        version=VERSION,
        limits=_limits(cov, treatment),
    )


def prognostic_index(cov: Covariates) -> float:
    """The log relative hazard of death from breast cancer."""
    return _er_positive_index(cov) if cov.er else _er_negative_index(cov)


def other_index(cov: Covariates) -> float:
    """The log relative hazard of death from other causes."""
    return 0.0698252 * ((cov.age / 10) ** 2 - 34.23391957)


def _er_positive_index(cov: Covariates) -> float:
    a = cov.age / 10
    grade = GRADE_UNKNOWN if cov.grade is None else cov.grade
    return (
        34.53642 * (a**-2 - 0.0287449295)
        - 34.20342 * (a**-2 * math.log(a) - 0.0510121013)
        + 0.7530729 * (math.log(cov.size / 100) + 1.545233938)
        + 0.7060723 * (math.log((cov.nodes + 1) / 10) + 1.387566896)
        + 0.746655 * grade
        - 0.22763366 * cov.screen
        + _her2(cov)
        + {True: 0.14904, False: -0.11333, None: 0.0}[cov.ki67]
    )


def _er_negative_index(cov: Covariates) -> float:
    return (
        0.0089827 * (cov.age - 56.3254902)
        + 2.093446 * (math.sqrt(cov.size / 100) - 0.5090456276)
        + 0.6260541 * (math.log((cov.nodes + 1) / 10) + 1.086916249)
        + 1.129091 * (1 if cov.grade in (2, 3) else 0)
        + _her2(cov)
    )


def _her2(cov: Covariates) -> float:
    return {True: 0.2413, False: -0.0762, None: 0.0}[cov.her2]


def _breast_er_positive(t: int) -> float:
    return math.exp(0.7424402 - 7.527762 / math.sqrt(t) - 1.812513 * math.log(t) / math.sqrt(t))


def _breast_er_negative(t: int) -> float:
    return math.exp(-1.156036 + 0.4707332 / t**2 - 3.51355 / t)


def _other(t: int) -> float:
    return math.exp(-6.052919 + 1.079863 * math.log(t) + 0.3255321 * math.sqrt(t))


def _limits(cov: Covariates, treatment: Treatment) -> tuple[str, ...]:
    limits = common_limits(cov, treatment)
    limits.append(_("Version 2.2 is superseded by version 3 and does not model radiotherapy."))
    if cov.grade is None and not cov.er:
        limits.append(
            _("Unknown grade counts as grade 1 in ER-negative disease: the result is too favourable.")
        )
    return tuple(limits)
