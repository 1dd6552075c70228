"""Recording, correcting and withdrawing facts. Callers above re-derive the plan: see careplan.actions."""

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import Entry, record_all
from quancheng.audit.events import Event
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.refused import Findings, Refused, msg
from quancheng.oncology.calculators.subtype import LuminalRule
from quancheng.oncology.facts.schema import Body
from quancheng.oncology.models import GENETIC_KINDS, CaseSummary, Fact
from quancheng.oncology.queries import history_of
from quancheng.oncology.rules.history import History
from quancheng.oncology.rules.order import check_order
from quancheng.oncology.rules.recording import NewFact, check_correction, check_new_fact
from quancheng.oncology.rules.summary import Laboratory, Person, Summary, summarise
from quancheng.patients.models import Patient
from quancheng.patients.models.consent import ConsentPurpose
from quancheng.patients.queries.consents import has_consent
from quancheng.vault.bulk import draft, insert_many

_RULES = {
    "st_gallen_2013": LuminalRule.ST_GALLEN_2013,
    "maisonneuve_2014": LuminalRule.MAISONNEUVE_2014,
    "ki67_14": LuminalRule.KI67_14,
}
GENETIC_CONSENT = msg(
    "She has not agreed in writing that genetic results are kept. Ask her and write her consent down first, "
    "under People and consents."
)
_SUMMARY_FIELDS = tuple(Summary.__dataclass_fields__)


def laboratory_of(hospital: Hospital) -> Laboratory:
    """The hospital's settings that decide a subtype."""
    return Laboratory(ki67_cut=float(hospital.ki67_cut), rule=_RULES[hospital.subtype_rule])


def person_of(patient: Patient) -> Person:
    """What rules need to know of the patient."""
    return Person(sex=patient.sex, birth_on=patient.birth_on, age_at_diagnosis=patient.age_at_diagnosis)


@transaction.atomic(savepoint=False)
def record_facts(
    *,
    by: Actor,
    items: Sequence[tuple[Patient, Sequence[NewFact]]],
    source: str = "manual",
    batch_id: int | None = None,
    today: date | None = None,
) -> list[Fact]:
    """The facts written down, for one patient or many; all of them or none.

    A genetic result wants her live written consent (人类遗传资源管理条例, article 12). Rows of an import do
    not: a registry brings what was collected elsewhere, under the consent of that collection, and whoever
    imports it answers for that.
    """
    day = today or clock.today()
    rows = []
    for patient, new_facts in items:
        check_may(by, Permission.RECORD_FACT, patient.hospital_id)
        person = person_of(patient)
        if batch_id is None:
            _check_genetic_consent(by, patient, {new.kind for new in new_facts})
        history = None if batch_id is not None else _history_of(by, patient)
        for new in new_facts:
            body = _checked(new, patient, person, day, history, new_facts)
            rows.append(_row(patient, new, body, by, source, batch_id))
    insert_many(rows)
    record_all(_entries(rows), by=by)
    return rows


def _check_genetic_consent(by: Actor, patient: Patient, kinds: Set[str]) -> None:
    if not kinds.isdisjoint(GENETIC_KINDS) and not has_consent(by, patient, ConsentPurpose.GENETIC):
        raise Refused(GENETIC_CONSENT, code="genetic_consent")


def _entries(rows: Sequence[Fact]) -> list[Entry]:
    """One audit entry for what was recorded of one patient at one time: every fact is named in it."""
    found: dict[int, list[Fact]] = {}
    for row in rows:
        found.setdefault(row.patient_id, []).append(row)
    return [
        _entry(Event.FACT_RECORDED, facts[0])
        if len(facts) == 1
        else _entry(Event.FACT_RECORDED, facts[0], facts={str(fact.pk): fact.kind for fact in facts})
        for facts in found.values()
    ]


def _checked(
    new: NewFact,
    patient: Patient,
    person: Person,
    today: date,
    history: History | None,
    others: Sequence[NewFact] = (),
) -> Body:
    """The body to store; what is wrong with the fact and with its place among the others, all at once."""
    findings, body = Findings(), Body()
    with findings.catching():
        body = check_new_fact(new, person, pseudonymous=patient.pseudonymous, today=today)
    if history is not None:
        with findings.catching():
            check_order(new, history, others)
    findings.raise_any()
    return body


def _history_of(by: Actor, patient: Patient, *, without: Fact | None = None) -> History:
    """What is recorded of the patient now. Imports do without: their rows are checked among themselves."""
    return history_of(by, patient.pk, without=without.pk if without else None)


def _row(
    patient: Patient, new: NewFact, body: Mapping[str, Any], by: Actor, source: str, batch_id: int | None
) -> Fact:
    return draft(
        Fact,
        patient=patient,
        hospital_id=patient.hospital_id,
        kind=new.kind,
        side=new.stored_side,
        occurred_on=new.on,
        precision=new.precision,
        offset_days=new.offset_days,
        body=dict(body),
        source=source,
        batch_id=batch_id,
        recorded_by_id=by.user_id,
    )


def _entry(event: Event, fact: Fact, **detail: Any) -> Entry:
    """The audit entry of a fact: which one and of what kind, never its values."""
    return Entry(event, fact.hospital_id, fact.patient_id, f"fact:{fact.pk}", {"kind": fact.kind, **detail})


@transaction.atomic(savepoint=False)
def correct_fact(*, by: Actor, fact: Fact, new: NewFact, reason: str, today: date | None = None) -> Fact:
    """The new version of a fact; the old one stays readable with reason, who and when."""
    check_may(by, Permission.CORRECT_FACT, fact.hospital_id)
    why = check_correction(reason)
    locked = Fact.objects.select_for_update(of=("self",)).select_related("patient").get(pk=fact.pk)
    # A record that was merged or parted meanwhile has taken the fact with it; the caller holds the other one.
    if locked.retired_at is not None or locked.patient_id != fact.patient_id:
        raise Refused(msg("Somebody has corrected this in the meantime. Open it again to see the new value."))
    if new.kind != locked.kind:
        raise Refused(msg("A correction keeps the kind of the fact. Withdraw this one and record another."))
    patient = locked.patient
    if locked.batch_id is None:
        _check_genetic_consent(by, patient, {new.kind})
    history = _history_of(by, patient, without=locked)
    body = _checked(new, patient, person_of(patient), today or clock.today(), history)
    # It stays the batch's: what came with an import keeps the consent it came under, however often corrected.
    row = _row(patient, new, body, by, "manual", locked.batch_id)
    row.replaces = locked
    _retire(locked, by, why)
    row.save(force_insert=True)
    record_all([_entry(Event.FACT_CORRECTED, row, replaces=locked.pk, reason=why)], by=by)
    return row


@transaction.atomic(savepoint=False)
def retire_fact(*, by: Actor, fact: Fact, reason: str) -> None:
    """Withdraws a fact that was entered in error; it stays readable in the history."""
    check_may(by, Permission.CORRECT_FACT, fact.hospital_id)
    why = check_correction(reason)
    locked = Fact.objects.select_for_update(of=("self",)).get(pk=fact.pk)
    if locked.retired_at is not None or locked.patient_id != fact.patient_id:
        raise Refused(msg("This was corrected or withdrawn already."))
    _retire(locked, by, why)
    record_all([_entry(Event.FACT_RETIRED, locked, reason=why)], by=by)


def _retire(fact: Fact, by: Actor, reason: str) -> None:
    fact.retired_at, fact.retired_by_id, fact.retired_reason = clock.now(), by.user_id, reason
    fact.save(update_fields=["retired_at", "retired_by", "retired_reason"])


def derive_summaries(*, by: Actor, cases: Sequence[tuple[Patient, History]]) -> list[Summary]:
    """Derives and stores the case summary of each patient from the history given.

    Nothing is audited here: a summary says only what the audited facts say.
    """
    summaries, rows, at = [], [], clock.now()
    for patient, history in cases:
        summary = summarise(person_of(patient), history, laboratory_of(patient.hospital))
        summaries.append(summary)
        values = {name: getattr(summary, name) for name in _SUMMARY_FIELDS}
        rows.append(
            draft(CaseSummary, patient=patient, hospital_id=patient.hospital_id, derived_at=at, **values)
        )
    insert_many(rows, replacing=True)
    return summaries


@transaction.atomic(savepoint=False)
def unrecord_batch(*, by: Actor, hospital_id: int, patient_ids: Collection[int], batch_id: int) -> int:
    """Removes the facts of an import that is taken back, with the summaries of its patients; how many facts.

    The trail keeps that they were recorded; the batch keeps the rows that they came from.
    """
    check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
    CaseSummary.objects.filter(patient_id__in=patient_ids, hospital_id=hospital_id).delete()
    rows = Fact.objects.filter(patient_id__in=patient_ids, hospital_id=hospital_id, batch_id=batch_id)
    return rows.delete()[0]


def facts_beside_batch(
    *, by: Actor, hospital_id: int, patient_ids: Collection[int], batch_id: int
) -> set[int]:
    """Those of the patients who have a fact of another origin, or one that was corrected or withdrawn."""
    check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
    untouched = Q(batch_id=batch_id) & Q(retired_at__isnull=True)
    rows = Fact.objects.filter(patient_id__in=patient_ids).exclude(untouched)
    return set(rows.values_list("patient_id", flat=True))
