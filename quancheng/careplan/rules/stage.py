"""The stage of the course from the facts: the one place where a stage is decided.

The rule in words, the first that fits (platform rule; S1 2.1.3 to 2.1.5 name the groups that follow from it):
deceased; lost, until anything is heard again; palliative; recurrent or metastatic; neoadjuvant while it runs;
a new cancer of the other breast; the therapy that runs; what comes next; follow-up; before treatment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from quancheng.careplan.states import Stage
from quancheng.oncology.rules.history import ClinicalFact, History
from quancheng.oncology.rules.primary import Tissue, tissue_of

# While a therapy runs it names the stage; of several that run, the first of this order.
_STAGE_OF_THERAPY = {
    "chemotherapy": Stage.ADJUVANT_CHEMOTHERAPY,
    # Immunotherapy after surgery is given in the same chair by the same people.
    "immunotherapy": Stage.ADJUVANT_CHEMOTHERAPY,
    "radiotherapy": Stage.RADIOTHERAPY,
    "targeted": Stage.TARGETED,
    # CDK4/6 inhibitors accompany endocrine therapy.
    "cdk46": Stage.ENDOCRINE,
    "endocrine": Stage.ENDOCRINE,
}
_PLANNED_ORDER = ("chemotherapy", "radiotherapy", "targeted", "endocrine")


@dataclass(frozen=True, slots=True)
class Position:
    """Where the patient is, since when, and by which fact."""

    stage: Stage
    since: date | None = None
    fact_id: int | None = None


def derive_stage(history: History) -> Position:
    """The stage that the facts give."""
    return _ended(history) or _advanced(history) or _in_treatment(history) or _before_treatment(history)


def _at(stage: Stage, fact: ClinicalFact) -> Position:
    return Position(stage, fact.on, fact.id)


def _ended(history: History) -> Position | None:
    if death := history.first("death"):
        return _at(Stage.DECEASED, death)
    lost = history.last("lost_to_follow_up")
    if lost is not None and history[-1].when <= lost.when:
        return _at(Stage.LOST, lost)
    return None


def _advanced(history: History) -> Position | None:
    if palliative := history.first("palliative_care"):
        return _at(Stage.PALLIATIVE, palliative)
    signs = [fact for fact in history.of("recurrence") if fact.value("adjudication") == "confirmed"]
    signs += _metastatic_at_staging(history)
    signs += [fact for fact in history.of("therapy_started") if fact.value("intent") == "palliative"]
    return _at(Stage.RECURRENT, _earliest(signs)) if signs else None


def _metastatic_at_staging(history: History) -> list[ClinicalFact]:
    """Of each classification and side the newest counts: a cM1 that a biopsy disproved becomes cM0."""
    newest = {(fact.value("classification"), fact.side): fact for fact in history.of("tnm")}
    return [fact for fact in newest.values() if fact.value("m") == "M1" or fact.value("stage_group") == "IV"]


def _earliest(facts: Iterable[ClinicalFact]) -> ClinicalFact:
    return min(facts, key=lambda fact: (fact.when, fact.id or 0))


def active_therapies(history: History) -> dict[tuple[str, str], ClinicalFact]:
    """Therapies that were started and not ended, by (modality, intent); an unstated intent fits any."""
    running: dict[tuple[str, str], ClinicalFact] = {}
    for fact in history.of("therapy_started", "therapy_ended"):
        modality, intent = fact.value("modality"), fact.value("intent") or ""
        if fact.kind == "therapy_started":
            running.setdefault((modality, intent), fact)
            continue
        ended = [
            key for key in running if key[0] == modality and (key[1] == intent or not key[1] or not intent)
        ]
        for key in ended:
            del running[key]
    return running


def _in_treatment(history: History) -> Position | None:
    running = active_therapies(history)
    operation = _last_breast_operation(history)
    neoadjuvant = [
        fact
        for (_, intent), fact in running.items()
        # An operation ends what was given before it; of a second cancer it may begin again.
        if intent == "neoadjuvant" and (operation is None or fact.when > operation.when)
    ]
    if neoadjuvant:
        return _at(Stage.NEOADJUVANT, _earliest(neoadjuvant))
    if (other := _other_breast(history, operation)) is not None:
        return _at(Stage.PRE_TREATMENT, other)
    for modality, stage in _STAGE_OF_THERAPY.items():
        facts = [
            fact for (name, intent), fact in running.items() if name == modality and intent != "neoadjuvant"
        ]
        if facts:
            return _at(stage, _earliest(facts))
    return _between_treatments(history, operation)


def _other_breast(history: History, operation: ClinicalFact | None) -> ClinicalFact | None:
    """A cancer found later in the breast that was not operated on: she is before treatment again."""
    operated = {fact.side for fact in _breast_operations(history)}
    if operation is None or "" in operated:
        return None
    found = [
        fact
        for fact in history.of("diagnosis", "biopsy_pathology")
        if fact.side
        and fact.side not in operated
        and fact.when > operation.when
        and tissue_of(fact) is Tissue.BREAST
    ]
    return found[0] if found else None


def _between_treatments(history: History, operation: ClinicalFact | None) -> Position | None:
    ended = history.of("therapy_ended")
    if operation is None:
        return _without_operation(history, ended)
    last = max([operation, *ended], key=lambda fact: fact.when)
    waiting = _first_unstarted(history)
    if waiting is not None:
        return _at(Stage.SURGERY if last is operation else _STAGE_OF_THERAPY[waiting], last)
    if last is operation and not _surgery_is_over(history, operation):
        return _at(Stage.SURGERY, operation)
    return _at(Stage.FOLLOW_UP, last)


def _without_operation(history: History, ended: list[ClinicalFact]) -> Position | None:
    """After neoadjuvant therapy the operation is what comes next; after any other, follow-up."""
    if not ended:
        return None
    last = ended[-1]
    return _at(Stage.SURGERY if last.value("intent") == "neoadjuvant" else Stage.FOLLOW_UP, last)


def _surgery_is_over(history: History, operation: ClinicalFact) -> bool:
    """Once pathology and plan say that nothing follows, or she was seen again afterwards."""
    seen = any(fact.when > operation.when for fact in history.of("follow_up"))
    reported = any(fact.when >= operation.when for fact in history.of("surgical_pathology"))
    return seen or (reported and history.last("treatment_plan") is not None)


def _first_unstarted(history: History) -> str | None:
    plan = history.last("treatment_plan")
    planned = (plan.value("modalities") or []) if plan else []
    begun = {
        fact.value("modality")
        for fact in history.of("therapy_started", "therapy_ended")
        if fact.value("intent") != "neoadjuvant" or fact.value("modality") == "targeted"
    }
    return next((part for part in _PLANNED_ORDER if part in planned and part not in begun), None)


def _breast_operations(history: History) -> list[ClinicalFact]:
    """Operations on the breast; where none was entered, the pathology of one tells of it."""
    operations = history.of("operation")
    found = [fact for fact in operations if fact.value("breast") not in (None, "none")]
    if operations:
        return found
    return [fact for fact in history.of("surgical_pathology") if tissue_of(fact) is Tissue.BREAST]


def _last_breast_operation(history: History) -> ClinicalFact | None:
    found = _breast_operations(history)
    return found[-1] if found else None


def _before_treatment(history: History) -> Position:
    known = history.of("biopsy_pathology", "surgical_pathology", "tnm", "treatment_plan")
    if known:
        return _at(Stage.PRE_TREATMENT, known[0])
    first = history.first("admission") or history.first("diagnosis")
    return _at(Stage.NEW, first) if first is not None else Position(Stage.NEW)
