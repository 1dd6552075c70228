"""People and treatments for the PREDICT tests, and one row of the reference file as both."""

from typing import Any

from quancheng.oncology.calculators.predict.person import Detection, Person, Sex, Smoking
from quancheng.oncology.calculators.predict.shared import Chemo, Part, Prediction, Treatment
from quancheng.oncology.calculators.receptors import Receptor
from tests.reference import Row

WOMAN: dict[str, Any] = {
    "sex": Sex.FEMALE,
    "invasive": True,
    "operated": True,
    "neoadjuvant": False,
    "bilateral": False,
    "metastatic": False,
    "age": 57,
    "size_mm": 29,
    "positive_nodes": 5,
    "grade": 1,
    "er": Receptor.POSITIVE,
    "her2": Receptor.POSITIVE,
    "ki67": Receptor.POSITIVE,
    "pr": Receptor.POSITIVE,
    "detection": Detection.SYMPTOMS,
    "postmenopausal": True,
    "smoking": Smoking.NOT_CURRENT,
}
EVERYTHING = Treatment(
    hormone=True, chemo=Chemo.THIRD, trastuzumab=True, bisphosphonate=True, radiotherapy=True, heart_gy=2
)
NOTHING = Treatment()
ORDER = [
    Part.SURGERY,
    Part.RADIOTHERAPY,
    Part.HORMONE,
    Part.CHEMO,
    Part.TRASTUZUMAB,
    Part.BISPHOSPHONATE,
]
_MARKER = {"1": Receptor.POSITIVE, "0": Receptor.NEGATIVE, "9": None}


def person(**changes: Any) -> Person:
    """The woman of the first published case, with changes."""
    return Person(**{**WOMAN, **changes})


def person_of(row: Row) -> Person:
    """The person of a reference row."""
    return person(
        age=float(row["age"]),
        size_mm=float(row["size_mm"]),
        positive_nodes=int(row["nodes"]),
        grade=None if row["grade"] == "9" else int(row["grade"]),
        er=_MARKER[row["er"]],
        her2=_MARKER[row["her2"]],
        ki67=_MARKER[row["ki67"]],
        pr=_MARKER[row["pr"]],
        detection={"0": Detection.SYMPTOMS, "1": Detection.SCREENING, "2": None}[row["screen"]],
        smoking=Smoking.CURRENT if row["smoker"] == "1" else Smoking.NOT_CURRENT,
    )


def treatment_of(row: Row) -> Treatment:
    """The treatments of a reference row."""
    return Treatment(
        hormone=row["hormone"] == "1",
        chemo=Chemo(row["chemo_gen"]),
        trastuzumab=row["trastuzumab"] == "1",
        bisphosphonate=row["bisphosphonate"] == "1",
        radiotherapy=row["radiotherapy"] == "1",
        heart_gy=float(row["heart_gy"]),
    )


def survival_up_to(found: Prediction, part: Part, year: int) -> float:
    """Survival with this treatment and those before it, whichever of them were of use."""
    reached = [step for step in found.steps if ORDER.index(step.part) <= ORDER.index(part)]
    return reached[-1].survival_at(year)
