"""What the calculators read, gathered from the facts of one side. What is not recorded stays None."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quancheng.kernel.dates import age_on
from quancheng.oncology.calculators.her2 import Her2Status
from quancheng.oncology.calculators.predict.person import Detection, Sex, Smoking
from quancheng.oncology.calculators.predict.person import Person as PredictPerson
from quancheng.oncology.calculators.receptors import POSITIVE_FROM_PCT, Marker, Receptor, prevailing
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.markers import her2_of, marker, marker_in
from quancheng.oncology.rules.primary import (
    behaviour_of,
    course_reports,
    is_neoadjuvant,
    primary_specimens,
    stated,
)
from quancheng.oncology.rules.summary import Person
from quancheng.oncology.rules.surgery import MICRO_MM, highest_grade, surgical_findings

FIVE_YEARS = timedelta(days=1826)
_DETECTION = {"screening": Detection.SCREENING, "symptom": Detection.SYMPTOMS}
_MENOPAUSE = {"post": True, "peri": False, "pre": False}
_SMOKING = {"current": Smoking.CURRENT, "former": Smoking.NOT_CURRENT, "never": Smoking.NOT_CURRENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseInputs:
    """The inputs of one side's calculators."""

    side: str
    specimens: tuple[ClinicalFact, ...]
    er: Marker
    pr: Marker
    her2: Her2Status | None
    ki67: float | None
    grade: int | None
    nuclear_grade: int | None
    size_mm: float | None
    positive_nodes: int | None
    nodes_uncertain: bool
    node_met_mm: float | None
    bed_d1_mm: float | None
    bed_d2_mm: float | None
    cellularity: float | None
    in_situ: float | None
    invasive: bool | None
    operated: bool
    neoadjuvant: bool
    bilateral: bool
    m1_at_diagnosis: bool | None
    recurred: bool
    deceased: bool
    age: float | None
    sex: Sex | None
    detection: Detection | None
    postmenopausal: bool | None
    smoking: Smoking | None
    event_free_five_years: bool | None
    height_cm: float | None
    weight_kg: float | None
    oncotype: int | None


class _Reader:
    """Reads single values of one side."""

    def __init__(self, history: History, side: str) -> None:
        self.history, self.side = history, side
        self.specimens = tuple(primary_specimens(history, side))

    def number(self, code: str, kind: str) -> float | None:
        """The newest number of that name."""
        found = self.history.latest_value(code, (kind,), self.side)
        return float(found[0]) if found else None

    def text(self, code: str, kind: str) -> str | None:
        """The newest code of that name."""
        found = self.history.latest_value(code, (kind,), self.side)
        return str(found[0]) if found else None

    def in_specimen(self, code: str) -> float | None:
        """The number as the primary's specimens give it."""
        found = stated(self.specimens, code)
        return None if found is None else float(found)


def read_inputs(person: Person, history: History, side: str, today: date) -> CaseInputs:
    """Everything the calculators may ask of this side."""
    read = _Reader(history, side)
    return CaseInputs(
        side=side,
        specimens=read.specimens,
        **_tumour(read),
        **_bed(read),
        **_course(read, today),
        **_herself(read, person),
    )


def _tumour(read: _Reader) -> dict[str, Any]:
    """What the pathologist saw."""
    history, side, specimens = read.history, read.side, read.specimens
    surgery = surgical_findings(history, side)
    positive, node_met = surgery.nodes_positive, surgery.node_met_mm
    nuclear = read.in_specimen("nuclear_grade")
    return {
        "er": marker(specimens, "er"),
        "pr": marker(specimens, "pr"),
        "her2": her2_of(specimens)[0],
        "ki67": read.in_specimen("ki67_percent"),
        "grade": int(highest_grade(specimens) or 0) or None,
        "nuclear_grade": None if nuclear is None else int(nuclear),
        "size_mm": surgery.size_mm,
        "positive_nodes": positive,
        "nodes_uncertain": surgery.nodes_uncertain,
        "node_met_mm": 0.0 if positive == 0 and node_met is None else node_met,
        "invasive": {"invasive": True, "in_situ": False}.get(behaviour_of(history, specimens, side)),
        "oncotype": _oncotype(history),
    }


def _bed(read: _Reader) -> dict[str, Any]:
    """What neoadjuvant treatment left, carcinoma in situ included."""
    reports = list(reversed(course_reports(read.history, read.side)))
    return {
        "bed_d1_mm": stated(reports, "bed_d1_mm"),
        "bed_d2_mm": stated(reports, "bed_d2_mm"),
        "cellularity": stated(reports, "cellularity_percent"),
        "in_situ": stated(reports, "in_situ_percent"),
    }


def _course(read: _Reader, today: date) -> dict[str, Any]:
    """What was done, and what happened since."""
    history = read.history
    return {
        "operated": _operated(history, read.side),
        "neoadjuvant": is_neoadjuvant(history),
        "bilateral": len(history.sides()) == 2,
        "m1_at_diagnosis": _metastatic(history),
        "recurred": bool(_confirmed(history)),
        "deceased": history.first("death") is not None,
        "event_free_five_years": _event_free(history, today),
        "detection": _DETECTION.get(read.text("detected_by", "diagnosis") or ""),
    }


def _herself(read: _Reader, person: Person) -> dict[str, Any]:
    """The person herself."""
    return {
        "age": _age(person, read.history),
        "sex": {"female": Sex.FEMALE, "male": Sex.MALE}.get(person.sex),
        "postmenopausal": _MENOPAUSE.get(read.text("status", "menopausal_status") or ""),
        "smoking": _SMOKING.get(read.text("status", "smoking_status") or ""),
        "height_cm": read.number("height_cm", "body_measures"),
        "weight_kg": read.number("weight_kg", "body_measures"),
    }


def _operated(history: History, side: str) -> bool:
    operations = [f for f in history.of("operation") if f.value("breast") not in (None, "none")]
    facts = [*operations, *history.of("surgical_pathology")]
    return any(fact.concerns(side) for fact in facts)


def _metastatic(history: History) -> bool | None:
    """Distant metastasis at diagnosis: M of any TNM, else what a reported stage group implies."""
    said = [fact.value("m") for fact in history.of("tnm") if fact.value("m")]
    if said:
        return "M1" in said
    groups = [fact.value("stage_group") for fact in history.of("tnm") if fact.value("stage_group")]
    return None if not groups else "IV" in groups


def _confirmed(history: History) -> list[ClinicalFact]:
    return [fact for fact in history.of("recurrence") if fact.value("adjudication") == "confirmed"]


def _age(person: Person, history: History) -> float | None:
    """Age at diagnosis, in years."""
    if person.age_at_diagnosis is not None:
        return float(person.age_at_diagnosis)
    first = (
        history.first("diagnosis") or history.first("biopsy_pathology") or history.first("surgical_pathology")
    )
    if person.birth_on is None or first is None or first.on is None:
        return None
    return float(age_on(person.birth_on, first.on))


def _event_free(history: History, today: date) -> bool | None:
    """Five years of endocrine treatment without recurrence; None where nobody has seen her for so long."""
    begun = [fact for fact in history.of("therapy_started") if fact.value("modality") == "endocrine"]
    if _confirmed(history):
        return False
    if not begun or begun[0].on is None:
        return None
    until = begun[0].on + FIVE_YEARS
    if today < until or _stopped_before(until, history, begun):
        return False
    seen = [fact.on for fact in history if fact.on is not None]
    return True if max(seen) >= until else None


def _stopped_before(until: date, history: History, begun: Sequence[ClinicalFact]) -> bool:
    """Whether endocrine treatment ended for good before that day; a change of drug is no end."""
    ended = [
        fact for fact in history.of("therapy_ended") if fact.value("modality") == "endocrine" and fact.date
    ]
    if not ended:
        return False
    last_end, last_start = ended[-1].date, begun[-1].on
    assert last_end is not None  # noqa: S101 - undated ones were left out
    again = last_start is not None and last_start >= last_end.earliest
    return not again and last_end.latest < until


def _oncotype(history: History) -> int | None:
    scores = [
        fact.value("score")
        for fact in history.of("genetic_test")
        if fact.value("test") == "oncotype21" and fact.value("score") is not None
    ]
    return int(scores[-1]) if scores else None


def receptor_on_any(specimens: Sequence[ClinicalFact], name: str) -> Receptor | None:
    """AJCC: positive on any specimen of the primary prevails."""
    return prevailing(*(_receptor(marker_in(fact, name)) for fact in specimens))


def _receptor(found: Marker) -> Receptor | None:
    if found is None or isinstance(found, Receptor):
        return found
    return Receptor.POSITIVE if found >= POSITIVE_FROM_PCT else Receptor.NEGATIVE


def her2_receptor(status: Her2Status | None) -> Receptor | None:
    """HER2 as the models ask for it; equivocal and unknown are None."""
    if status is Her2Status.POSITIVE:
        return Receptor.POSITIVE
    return Receptor.NEGATIVE if status is Her2Status.NEGATIVE else None


def predict_person(inputs: CaseInputs) -> PredictPerson:
    """The person as PREDICT asks about her."""
    met = inputs.node_met_mm
    return PredictPerson(
        sex=inputs.sex,
        invasive=inputs.invasive,
        operated=inputs.operated,
        neoadjuvant=inputs.neoadjuvant,
        bilateral=inputs.bilateral,
        metastatic=inputs.m1_at_diagnosis,
        age=inputs.age,
        size_mm=inputs.size_mm,
        positive_nodes=inputs.positive_nodes,
        er=inputs.er,
        her2=her2_receptor(inputs.her2),
        ki67=inputs.ki67,
        pr=inputs.pr,
        grade=inputs.grade,
        detection=inputs.detection,
        micrometastases_only=bool(inputs.positive_nodes) and met is not None and 0 < met <= MICRO_MM,
        postmenopausal=inputs.postmenopausal,
        smoking=inputs.smoking,
    )
