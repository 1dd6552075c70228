"""What a patient's facts come to: receptors, subtype, stage, treatment received, events.

Pure: the same facts give the same summary. Nothing here is guessed; what is missing stays empty.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quancheng.kernel.dates import age_on
from quancheng.kernel.refused import Refused
from quancheng.oncology.calculators.anatomic_stage import anatomic_stage
from quancheng.oncology.calculators.her2 import Her2Status
from quancheng.oncology.calculators.receptors import Marker
from quancheng.oncology.calculators.subtype import LuminalRule, subtype
from quancheng.oncology.calculators.tnm import Timing, read_tnm
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.markers import her2_of, her2_words, marker, marker_words
from quancheng.oncology.rules.primary import behaviour_of, is_neoadjuvant, primary_specimens, stated
from quancheng.oncology.rules.report_tnm import report_tn
from quancheng.oncology.rules.surgery import highest_grade


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A centre's settings that decide a subtype."""

    ki67_cut: float = 20.0
    rule: LuminalRule = LuminalRule.ST_GALLEN_2013


@dataclass(frozen=True, slots=True)
class Person:
    """What rules need to know of the person."""

    sex: str
    birth_on: date | None = None
    age_at_diagnosis: Decimal | None = None


@dataclass(slots=True)
class Summary:
    """The fields of `CaseSummary`, by the same names."""

    admitted_on: date | None = None
    diagnosed_on: date | None = None
    age_at_diagnosis: Decimal | None = None
    side: str = ""
    behaviour: str = ""
    histology: str = ""
    grade: str = ""
    er: str = ""
    pr: str = ""
    her2: str = ""
    ki67: float | None = None
    subtype: str = ""
    tnm: str = ""
    stage_group: str = ""
    first_treatment_on: date | None = None
    operated_on: date | None = None
    neoadjuvant: bool = False
    breast_conserving: bool = False
    reconstruction: bool = False
    planned: list[str] = field(default_factory=list)
    fulfilled: list[str] = field(default_factory=list)
    plan_completed: bool = False
    recurrence_on: date | None = None
    recurred: bool = False
    lymphedema_on: date | None = None
    died_on: date | None = None
    deceased: bool = False


def summarise(person: Person, history: History, laboratory: Laboratory) -> Summary:
    """The summary of one patient; of bilateral disease, the markers of the side with the higher stage."""
    found = Summary()
    _add_diagnosis(found, person, history)
    _add_treatment(found, history)
    _add_events(found, history)
    side = leading_side(history)
    _add_pathology(found, history, laboratory, side)
    _add_stage(found, history, side)
    return found


def leading_side(history: History) -> str:
    """The side whose disease is shown first: the only one, or of two the one with the later-stage TNM."""
    sides = history.sides()
    if len(sides) < 2:
        return sides[0] if sides else ""
    return max(sides, key=lambda side: (stage_of(history, side)[1], side))


def _add_diagnosis(found: Summary, person: Person, history: History) -> None:
    if admission := history.first("admission"):
        found.admitted_on = admission.on
    first = (
        history.first("diagnosis") or history.first("biopsy_pathology") or history.first("surgical_pathology")
    )
    if first is not None:
        found.diagnosed_on = first.on
    sides = history.sides()
    found.side = "bilateral" if len(sides) == 2 else (sides[0] if sides else "")
    found.age_at_diagnosis = person.age_at_diagnosis
    if person.age_at_diagnosis is None and person.birth_on and found.diagnosed_on:
        found.age_at_diagnosis = Decimal(age_on(person.birth_on, found.diagnosed_on))


def _add_pathology(found: Summary, history: History, laboratory: Laboratory, side: str) -> None:
    specimens = primary_specimens(history, side)
    found.histology = stated(specimens, "histology") or ""
    found.grade = highest_grade(specimens)
    found.behaviour = behaviour_of(history, specimens, side)
    er, pr = marker(specimens, "er"), marker(specimens, "pr")
    found.er, found.pr = marker_words(er), marker_words(pr)
    found.ki67 = stated(specimens, "ki67_percent")
    her2, level = her2_of(specimens)
    found.her2 = her2_words(her2, level)
    if found.behaviour != "in_situ":
        found.subtype = _subtype(er, pr, her2, found.ki67, laboratory)


def _subtype(
    er: Marker, pr: Marker, her2: Her2Status | None, ki67: float | None, laboratory: Laboratory
) -> str:
    try:
        result = subtype(
            er=er, pr=pr, her2=her2, ki67_pct=ki67, rule=laboratory.rule, ki67_cut=laboratory.ki67_cut
        )
    except Refused:
        return ""
    return str(result.category.value) if result.category else ""


# None: a registry reported a stage group and did not say of which classification.
_PREFERRED = ("p", "c", "yp", "yc", None)


def tnm_facts(history: History, side: str = "") -> dict[str | None, ClinicalFact]:
    """The newest TNM fact of each classification (c, p, yc, yp; None where it was not said)."""
    found: dict[str | None, ClinicalFact] = {}
    for fact in history.of("tnm"):
        if fact.concerns(side):
            found[fact.value("classification")] = fact
    return found


def stage_of(history: History, side: str = "") -> tuple[str, str]:
    """(TNM text, anatomic stage group): pathological where surgery came first, else clinical, else reported.

    M comes from the classification itself, else from the clinical one, which is where M belongs.
    """
    facts = tnm_facts(history, side)
    clinical_m = facts["c"].value("m") if "c" in facts else None
    for classification in _PREFERRED:
        fact = facts.get(classification)
        if fact is None:
            proposed = report_tn(history, side) if classification == "p" else None
            if proposed and clinical_m and not is_neoadjuvant(history):
                return _staged("p", *proposed, clinical_m)
            continue
        t, n, m = fact.value("t"), fact.value("n"), fact.value("m") or clinical_m
        if classification and t and n and m:
            return _staged(classification, t, n, m)
        if reported := fact.value("stage_group"):
            return "", str(reported)
    return "", ""


def _staged(classification: str, t: str, n: str, m: str) -> tuple[str, str]:
    try:
        tnm = read_tnm(t=t, n=n, m=m, timing=Timing(classification))
    except Refused:
        return f"{classification}{t} {n} {m}", ""
    try:
        result = anatomic_stage(tnm)
    except Refused:
        return str(tnm), ""
    return str(tnm), str(result.category.value) if result.category else ""


def _add_stage(found: Summary, history: History, side: str) -> None:
    found.tnm, found.stage_group = stage_of(history, side)


def _add_treatment(found: Summary, history: History) -> None:
    operations = [fact for fact in history.of("operation") if fact.value("breast") not in (None, "none")]
    started = history.of("therapy_started")
    if operations:
        found.operated_on = operations[0].on
    days = [fact.on for fact in (*operations, *started) if fact.on is not None]
    found.first_treatment_on = min(days) if days else None
    found.neoadjuvant = any(
        fact.value("modality") == "chemotherapy" and fact.value("intent") == "neoadjuvant" for fact in started
    )
    found.breast_conserving = _is_conserved(operations)
    found.reconstruction = any(
        fact.value("reconstruction") not in (None, "none") for fact in history.of("operation")
    )
    plan = history.last("treatment_plan")
    found.planned = list(plan.value("modalities") or []) if plan else []
    found.fulfilled = [part for part in found.planned if is_fulfilled(part, history)]
    found.plan_completed = bool(found.planned) and found.fulfilled == found.planned


def _is_conserved(operations: list[ClinicalFact]) -> bool:
    """Whether a breast was kept: the last operation on it was conserving, whatever the other breast needed.

    A mastectomy after an attempt to conserve is not a conserved breast. An operation whose side nobody
    recorded may have been on either.
    """
    sides = {fact.side for fact in operations}
    last = [[fact for fact in operations if fact.concerns(side)][-1] for side in sides - {""} or sides]
    return any(fact.value("breast") == "conserving" for fact in last)


def is_fulfilled(part: str, history: History) -> bool:
    """Whether the facts show that a planned part of treatment was carried out.

    Surgery: an operation on the breast. Drugs and radiotherapy: ended as completed. Endocrine therapy takes
    five to ten years, so it counts once begun, unless it was ended for another reason than completion.
    """
    if part == "surgery":
        return any(fact.value("breast") not in (None, "none") for fact in history.of("operation"))
    modality, intents = ("chemotherapy", {"neoadjuvant"}) if part == "neoadjuvant" else (part, {"adjuvant"})
    if part == "targeted":
        intents = {"adjuvant", "neoadjuvant"}
    ends = [
        f
        for f in history.of("therapy_ended")
        if f.value("modality") == modality and f.value("intent") in intents
    ]
    if part == "endocrine":
        begun = any(f.value("modality") == "endocrine" for f in history.of("therapy_started"))
        return begun and all(fact.value("reason") == "completed" for fact in ends)
    return bool(ends) and ends[-1].value("reason") == "completed"


def _add_events(found: Summary, history: History) -> None:
    confirmed = [fact for fact in history.of("recurrence") if fact.value("adjudication") == "confirmed"]
    found.recurred = bool(confirmed)
    found.recurrence_on = confirmed[0].on if confirmed else None
    swellings = [fact for fact in history.of("complication") if fact.value("condition") == "lymphedema"]
    found.lymphedema_on = swellings[0].on if swellings else None
    if death := history.first("death"):
        found.deceased, found.died_on = True, death.on
