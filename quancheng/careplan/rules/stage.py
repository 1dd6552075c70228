"""The stage of the course from the facts: the one place where a stage is decided."""

from dataclasses import dataclass
from datetime import date

from quancheng.careplan.states import Stage
from quancheng.oncology.rules.history import ClinicalFact, History

# While a therapy runs it names the stage; of several that run, the first of this order.
_ACTIVE_ORDER = ("chemotherapy", "radiotherapy", "targeted", "endocrine")
_STAGE_OF_THERAPY = {
    "chemotherapy": Stage.ADJUVANT_CHEMOTHERAPY,
    "radiotherapy": Stage.RADIOTHERAPY,
    "targeted": Stage.TARGETED,
    "endocrine": Stage.ENDOCRINE,
}


@dataclass(frozen=True, slots=True)
class Position:
    """Where the patient is, since when, and by which fact."""

    stage: Stage
    since: date | None = None
    fact_id: int | None = None


def derive_stage(history: History) -> Position:
    """The stage that the facts give. Deceased, lost, palliative and recurrent go before treatment stages."""
    return _ended(history) or _advanced(history) or _in_treatment(history) or _before_treatment(history)


def _at(stage: Stage, fact: ClinicalFact) -> Position:
    return Position(stage, fact.on, fact.id)


def _ended(history: History) -> Position | None:
    if death := history.first("death"):
        return _at(Stage.DECEASED, death)
    lost = history.last("lost_to_follow_up")
    if lost is not None and not any(fact.when > lost.when for fact in history):
        return _at(Stage.LOST, lost)
    return None


def _advanced(history: History) -> Position | None:
    if palliative := history.first("palliative_care"):
        return _at(Stage.PALLIATIVE, palliative)
    for fact in history.of("recurrence", "tnm"):
        if fact.value("adjudication") == "confirmed" or fact.value("m") == "M1":
            return _at(Stage.RECURRENT, fact)
    return None


def active_therapies(history: History) -> dict[tuple[str, str], ClinicalFact]:
    """Therapies that were started and not ended, by (modality, intent)."""
    running: dict[tuple[str, str], ClinicalFact] = {}
    for fact in history.of("therapy_started", "therapy_ended"):
        key = (fact.value("modality"), fact.value("intent") or "")
        if fact.kind == "therapy_started":
            running.setdefault(key, fact)
        else:
            running.pop(key, None)
    return running


def _in_treatment(history: History) -> Position | None:
    running = active_therapies(history)
    neoadjuvant = [fact for (_, intent), fact in running.items() if intent == "neoadjuvant"]
    operation = _last_breast_operation(history)
    if neoadjuvant and operation is None:
        return _at(Stage.NEOADJUVANT, neoadjuvant[0])
    for modality in _ACTIVE_ORDER:
        facts = [
            fact for (name, intent), fact in running.items() if name == modality and intent != "neoadjuvant"
        ]
        if facts:
            return _at(_STAGE_OF_THERAPY[modality], facts[0])
    return _between_treatments(history, operation)


def _between_treatments(history: History, operation: ClinicalFact | None) -> Position | None:
    ended = history.of("therapy_ended")
    if operation is None:
        # Neoadjuvant therapy has ended and the operation is what comes next.
        return _at(Stage.SURGERY, ended[-1]) if ended else None
    last = max([operation, *ended], key=lambda fact: fact.when)
    waiting = _first_unstarted(history)
    if waiting is None:
        return _at(Stage.FOLLOW_UP, last)
    return _at(Stage.SURGERY if last is operation else _STAGE_OF_THERAPY[waiting], last)


def _first_unstarted(history: History) -> str | None:
    plan = history.last("treatment_plan")
    planned = (plan.value("modalities") or []) if plan else []
    begun = {
        fact.value("modality")
        for fact in history.of("therapy_started", "therapy_ended")
        if fact.value("intent") != "neoadjuvant" or fact.value("modality") == "targeted"
    }
    return next((part for part in _ACTIVE_ORDER if part in planned and part not in begun), None)


def _last_breast_operation(history: History) -> ClinicalFact | None:
    found = [fact for fact in history.of("operation") if fact.value("breast") not in (None, "none")]
    return found[-1] if found else None


def _before_treatment(history: History) -> Position:
    pathology = history.first("biopsy_pathology") or history.first("surgical_pathology")
    if pathology is not None:
        return _at(Stage.PRE_TREATMENT, pathology)
    first = history.first("admission") or history.first("diagnosis")
    return _at(Stage.NEW, first) if first is not None else Position(Stage.NEW)
