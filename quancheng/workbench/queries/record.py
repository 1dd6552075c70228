"""What the patient record shows: its frame, its facts, its history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import CharField, DateField
from django.db.models.expressions import RawSQL

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.careplan.models import Course, StageChange, StepMove
from quancheng.oncology.facts import FactKind
from quancheng.oncology.models import CaseSummary, Fact, FactQuerySet
from quancheng.patients.compiled import compiled
from quancheng.patients.models import Patient
from quancheng.patients.models.consent import ConsentPurpose
from quancheng.patients.models.patient import PatientQuerySet
from quancheng.patients.queries.consents import has_consent
from quancheng.patients.queries.record import NOT_HERE, consents_of, narrowed, seen_one, with_frame
from quancheng.patients.rules.seeing import Sight

# Facts for which somebody of the centre met her, or spoke to her.
MET_HER = (
    "admission",
    "body_measures",
    "complication",
    "follow_up",
    "imaging",
    "operation",
    "performance_status",
    "therapy_ended",
    "therapy_started",
)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The open step that is due first."""

    title: str
    side: str
    due_by: date


@dataclass(frozen=True, slots=True)
class Opened:
    """One record as its frame shows it, the actor as far as her duties reach it, and why it is open."""

    actor: Actor
    patient: Patient
    sight: Sight
    course: Course | None
    summary: CaseSummary | None
    consents: dict[ConsentPurpose, bool]
    last_contact_on: date | None
    next_step: NextStep | None

    def allows(self, permission: Permission) -> bool:
        """Whether a duty that reaches this record carries the right."""
        return self.actor.may(permission, self.patient.hospital_id)


# Written out, because Django takes longer to write such subqueries than the database to answer them.
_NEXT = """SELECT s.{column} FROM careplan_step s
WHERE s.patient_id = patients_patient.id AND s.state = 'open' ORDER BY s.due_by, s.id LIMIT 1"""
_MET = """SELECT MAX(f.occurred_on) FROM oncology_fact f
WHERE f.patient_id = patients_patient.id AND f.retired_at IS NULL AND f.kind IN ({places})"""


def _next(column: str, output: CharField | DateField) -> RawSQL:
    """A column of the open step that is due first; the columns are this file's own constants."""
    return RawSQL(_NEXT.format(column=column), (), output_field=output)  # noqa: S611


def with_course(actor: Actor, rows: PatientQuerySet) -> PatientQuerySet:
    """The rows with stage, summary, next step and last contact, still in one query."""
    met = _MET.format(places=", ".join(["%s"] * len(MET_HER)))
    return rows.select_related("course", "summary", "hospital", "team").annotate(
        next_title=_next("title", CharField()),
        next_side=_next("side", CharField()),
        next_due_by=_next("due_by", DateField()),
        last_contact_on=RawSQL(met, MET_HER, output_field=DateField()),  # noqa: S611
    )


def next_step_of(actor: Actor, patient: Patient) -> NextStep | None:
    """The first open step of a row from `with_course`."""
    due_by = patient.next_due_by  # type: ignore[attr-defined]
    if not due_by:
        return None
    return NextStep(patient.next_title, patient.next_side, due_by)  # type: ignore[attr-defined]


def open_record(actor: Actor, public_id: str) -> Opened:
    """The record's frame, in one query. NotFound for what is not open to the actor."""
    check_may(actor, Permission.VIEW_RECORD)
    patient, sight = seen_one(actor, next(iter(_record(actor, public_id)), None))
    return Opened(
        actor=narrowed(actor, patient, sight),
        patient=patient,
        sight=sight,
        course=getattr(patient, "course", None),
        summary=getattr(patient, "summary", None),
        consents=consents_of(actor, patient),
        last_contact_on=patient.last_contact_on,  # type: ignore[attr-defined]
        next_step=next_step_of(actor, patient),
    )


@compiled
def _record(actor: Actor, public_id: str) -> PatientQuerySet:
    return with_course(actor, with_frame(actor)).filter(public_id=public_id)[:1]


def current_facts(actor: Actor, patient: Patient) -> list[Fact]:
    """The facts that stand, oldest first; genetic ones only for those who may see them."""
    return _current_facts(actor, patient.pk, patient.hospital_id)


@compiled
def _current_facts(actor: Actor, patient_id: int, hospital_id: int) -> FactQuerySet:
    rows = Fact.objects.current().filter(patient_id=patient_id).readable_by(actor, hospital_id)
    return rows.in_clinical_order()


def every_version(actor: Actor, patient: Patient) -> list[Fact]:
    """All versions of all facts with their authors, newest entry first."""
    rows = Fact.objects.filter(patient=patient).readable_by(actor, patient.hospital_id)
    return list(rows.select_related("recorded_by", "retired_by").order_by("-recorded_at", "-id"))


def versions_of(actor: Actor, patient: Patient, fact_id: int) -> list[Fact]:
    """The version asked for with all before and after it, newest first. NotFound where it is not hers."""
    rows = Fact.objects.filter(patient=patient).readable_by(actor, patient.hospital_id)
    wanted = rows.filter(pk=fact_id).values("kind")
    same_kind = rows.filter(kind__in=wanted).select_related("recorded_by", "retired_by")
    by_id = {fact.pk: fact for fact in same_kind}
    if fact_id not in by_id:
        raise NotFound(NOT_HERE, code="no_fact")
    return _chain(by_id, fact_id)


def _chain(by_id: dict[int, Fact], fact_id: int) -> list[Fact]:
    after = {fact.replaces_id: fact for fact in by_id.values() if fact.replaces_id is not None}
    newest = by_id[fact_id]
    while newest.pk in after:
        newest = after[newest.pk]
    chain = [newest]
    while chain[-1].replaces_id in by_id:
        chain.append(by_id[chain[-1].replaces_id])
    return chain


@dataclass(frozen=True, slots=True)
class Past:
    """What happened to the record: versions of facts, changes of stage, moves of steps."""

    facts: Sequence[Fact] = ()
    stages: Sequence[StageChange] = ()
    moves: Sequence[StepMove] = field(default=())


def past_of(actor: Actor, patient: Patient, limit: int = 200) -> Past:
    """Who did what to this record, the newest entries of each kind."""
    stages = StageChange.objects.filter(patient=patient).select_related("by").order_by("-at", "-id")
    moves = StepMove.objects.filter(step__patient=patient).select_related("by", "step", "new_owner")
    return Past(
        facts=every_version(actor, patient)[:limit],
        stages=list(stages[:limit]),
        moves=list(moves.order_by("-at", "-id")[:limit]),
    )


def wants_genetic_consent(actor: Actor, patient: Patient, kind: FactKind) -> bool:
    """Whether this kind of fact waits until she has agreed that genetic results are kept."""
    return kind.genetic and not has_consent(actor, patient, ConsentPurpose.GENETIC)
