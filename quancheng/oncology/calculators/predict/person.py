"""Who PREDICT is asked about: the inputs both versions read, and the people for whom neither answers.

Scope, from the PREDICT Breast documentation (breast.predict.nhs.uk) and the published code: women operated
for a first, invasive, unilateral, non-metastatic breast cancer, without neoadjuvant treatment; age 25-85,
size up to 500 mm, up to 100 positive nodes. The site admits a size of 0; the formulas take its logarithm, so
it is refused here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import (
    AGE,
    ER,
    GRADE,
    KI67,
    POSITIVE_NODES,
    PR,
    SIZE_MM,
    known,
)
from quancheng.oncology.calculators.receptors import Marker, Receptor, is_positive
from quancheng.oncology.calculators.result import Coded, Input, InvalidInput, MissingInput, OutOfScope

KI67_POSITIVE_ABOVE_PCT = 10.0
"""PREDICT's own cut, above 10 %: not the 14 % or 20 % that tell the luminal subtypes apart."""

GRADE_UNKNOWN = 2.13
SCREEN_UNKNOWN = 0.204


class Sex(Coded):
    """Administrative gender (FHIR)."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")


class Detection(Coded):
    """How the cancer was found."""

    SCREENING = "screening", _("Found by screening")
    SYMPTOMS = "symptoms", _("Found by symptoms")


class Smoking(Coded):
    """Smoking now, as PREDICT 3 asks it."""

    CURRENT = "current", _("Smokes now")
    NOT_CURRENT = "not-current", _("Never smoked, or stopped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """The person and her tumour; None is "unknown".

    Grade, HER2, Ki-67, PR and detection may stay unknown: the models have a value for that. Everything else
    may not. `er`, `pr` and `ki67` take a percentage or positive/negative. `smoking` is read by version 3.2
    only.
    """

    sex: Sex | None
    invasive: bool | None
    operated: bool | None
    neoadjuvant: bool | None
    bilateral: bool | None
    metastatic: bool | None
    age: float | None
    size_mm: float | None
    positive_nodes: int | None
    er: Marker
    her2: Receptor | None
    ki67: Marker
    pr: Marker = None
    grade: int | None = None
    detection: Detection | None = None
    micrometastases_only: bool = False
    postmenopausal: bool | None = None
    smoking: Smoking | None = None


class Covariates(NamedTuple):
    """A person in scope, as numbers; markers are True, False or None (unknown)."""

    age: float
    size: float
    nodes: float
    grade: int | None
    screen: float
    er: bool
    her2: bool | None
    ki67: bool | None
    pr: bool | None


def covariates(person: Person) -> Covariates:
    """The numbers of a person in scope; refuses everyone else with the reason."""
    _check_scope(person)
    return Covariates(
        age=_age(person.age),
        size=SIZE_MM.read(person.size_mm),
        nodes=_nodes(person),
        grade=None if person.grade is None else GRADE.read_whole(person.grade),
        screen=SCREEN_UNKNOWN if person.detection is None else float(person.detection is Detection.SCREENING),
        er=is_positive(ER, person.er),
        her2=None if person.her2 is None else person.her2 is Receptor.POSITIVE,
        ki67=_ki67(person.ki67),
        pr=None if person.pr is None else is_positive(PR, person.pr),
    )


def person_inputs(person: Person) -> tuple[Input, ...]:
    """The lines that show the person beside the prediction."""
    return (
        AGE.input(person.age),
        SIZE_MM.input(person.size_mm),
        POSITIVE_NODES.input(person.positive_nodes),
        Input("micrometastases_only", _("Micrometastases only"), person.micrometastases_only),
        GRADE.input(person.grade),
        ER.input(person.er),
        PR.input(person.pr),
        Input("her2", _("HER2 status"), person.her2),
        KI67.input(person.ki67),
        Input("detection", _("How it was found"), person.detection),
    )


def _check_scope(person: Person) -> None:
    if person.sex is None:
        raise MissingInput(_("The sex is not recorded."), field="sex", code="missing")
    if person.sex is Sex.MALE:
        raise OutOfScope(_("PREDICT was made from women only; it is not for men."), field="sex", code="male")
    if not known(person.invasive, _("Whether the tumour is invasive is not recorded."), "invasive"):
        raise OutOfScope(
            _("PREDICT is for invasive cancer; it is not for carcinoma in situ."),
            field="invasive",
            code="in_situ",
        )
    if known(person.metastatic, _("Whether there is distant metastasis is not recorded."), "metastatic"):
        raise OutOfScope(
            _("PREDICT is not for people with distant metastasis."), field="metastatic", code="metastatic"
        )
    if known(
        person.neoadjuvant, _("Whether there was neoadjuvant treatment is not recorded."), "neoadjuvant"
    ):
        raise OutOfScope(
            _("PREDICT is not for people who had neoadjuvant treatment: size and nodes have changed."),
            field="neoadjuvant",
            code="neoadjuvant",
        )
    if known(person.bilateral, _("Whether both breasts are affected is not recorded."), "bilateral"):
        raise OutOfScope(_("PREDICT is not for cancer of both breasts."), field="bilateral", code="bilateral")
    if not known(person.operated, _("Whether the tumour was operated on is not recorded."), "operated"):
        raise OutOfScope(
            _("PREDICT starts at surgery: it answers once the operation is done."),
            field="operated",
            code="no_surgery",
        )


def _age(age: float | None) -> float:
    years = AGE.read(age)
    if not 25 <= years <= 85:
        raise OutOfScope(
            _("PREDICT answers from 25 to 85 years of age; %(value)s was given."),
            params={"value": str(years)},
            field="age",
            code="age",
        )
    return years


def _nodes(person: Person) -> float:
    nodes = POSITIVE_NODES.read_whole(person.positive_nodes)
    if not person.micrometastases_only:
        return float(nodes)
    if nodes == 0:
        raise InvalidInput(
            _("Micrometastases are recorded, but no positive node."),
            field="positive_nodes",
            code="contradiction",
        )
    # PREDICT asks about micrometastases only when a single node is positive.
    return 0.5 if nodes == 1 else float(nodes)


def _ki67(marker: Marker) -> bool | None:
    if marker is None:
        return None
    if isinstance(marker, Receptor):
        return marker is Receptor.POSITIVE
    return KI67.read(marker) > KI67_POSITIVE_ABOVE_PCT
