"""Opening one record: the row, what of it the page's frame needs, and why this actor may see it."""

from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, NotPermitted, check_may
from quancheng.access.roles import Permission
from quancheng.kernel.refused import msg
from quancheng.patients.models import BreakGlass, CareRelation, Patient
from quancheng.patients.models.consent import ConsentPurpose
from quancheng.patients.models.patient import PatientQuerySet, personal_to
from quancheng.patients.rules.seeing import ONLY_FOR_AN_EMERGENCY, PERSONAL, Sight, sight

NOT_HERE = msg(
    "There is no such record, or it is not open to you. Search for the patient: a record of your hospital "
    "outside your care can be opened in an emergency."
)


def reads(actor: Actor, *, emergencies: bool = True) -> Q:
    """The condition that the actor may read a record: `visible_to`, narrowed to duties that read records.

    A duty that reads none (a volunteer's, an administrator's) opens none, even of its own team. It is one
    condition on the row, because every page of a record pays for it.
    """
    allowed = actor.hospitals_with(Permission.VIEW_RECORD)
    care = Q(team_id__in=actor.teams_with(Permission.VIEW_RECORD))
    care |= personal_to(actor)
    if emergencies:
        care |= Q(pk__in=BreakGlass.open_for(actor).values("patient_id"))
    return Q(hospital_id__in=actor.wide_hospital_ids & allowed) | Q(hospital_id__in=allowed) & care


def readable(actor: Actor) -> PatientQuerySet:
    """Records the actor may open now, where her role there may read records at all."""
    return Patient.objects.filter(reads(actor), merged_into__isnull=True)


def in_care(actor: Actor) -> PatientQuerySet:
    """Patients the actor looks after, in roles that read records; broken glass does not count as care."""
    return Patient.objects.filter(reads(actor, emergencies=False), merged_into__isnull=True)


_PURPOSES = tuple(ConsentPurpose)
# One number for all consents in force, a bit for each purpose: six subqueries cost more to write than to run.
_BITS = " ".join(f"WHEN '{purpose.value}' THEN {1 << place}" for place, purpose in enumerate(_PURPOSES))
_CONSENTS = f"""SELECT COALESCE(SUM(DISTINCT CASE c.purpose {_BITS} END), 0) FROM patients_consent c
WHERE c.patient_id = patients_patient.id AND c.withdrawn_at IS NULL"""  # noqa: S608 - constants only


def with_frame(actor: Actor) -> PatientQuerySet:
    """Readable records with what the frame shows of consent and access; still one query."""
    glass = BreakGlass.open_for(actor).filter(patient=OuterRef("pk")).order_by("-until")
    named = CareRelation.open_for(actor).filter(patient=OuterRef("pk"))
    return readable(actor).annotate(
        named_on=Exists(named),
        glass_until=Subquery(glass.values("until")[:1]),
        consent_bits=RawSQL(_CONSENTS, (), output_field=IntegerField()),  # noqa: S611 - constants only
    )


def open_one(actor: Actor, rows: PatientQuerySet, public_id: str) -> tuple[Patient, Sight]:
    """The record and why it is open. NotFound where it is another's or does not exist: both look the same.

    `rows` starts from `with_frame`; the caller may have joined more to it.
    """
    check_may(actor, Permission.VIEW_RECORD)
    return seen_one(actor, rows.filter(public_id=public_id).first())


def seen_one(actor: Actor, patient: Patient | None) -> tuple[Patient, Sight]:
    """The record that such rows gave, and why it is open; NotFound where they gave none."""
    seen = _sight_of(actor, patient) if patient is not None else None
    if patient is None or seen is None:
        raise NotFound(NOT_HERE, code="no_record")
    return patient, seen


def check_looks_after(actor: Actor, patient: Patient) -> None:
    """The same for actions: staff must look after the patient; broken glass is not enough."""
    if actor.is_staff and not in_care(actor).filter(pk=patient.pk).exists():
        raise NotPermitted(ONLY_FOR_AN_EMERGENCY)


def narrowed(actor: Actor, patient: Patient, seen: Sight) -> Actor:
    """The actor with the duties alone that reach a record which is open to her for this reason."""
    return actor.at(patient.hospital_id, patient.team_id, personal=seen.why in PERSONAL)


def reaching(actor: Actor, patient: Patient) -> Actor:
    """The same where the reason is not at hand; only for people with several duties it is asked for."""
    there = [duty for duty in actor.duties if duty.hospital_id == patient.hospital_id]
    if len(there) == 1:
        return actor.at(patient.hospital_id, patient.team_id, personal=True)
    _, seen = seen_one(actor, with_frame(actor).filter(pk=patient.pk).first())
    return narrowed(actor, patient, seen)


def _sight_of(actor: Actor, patient: Patient) -> Sight | None:
    me = actor.user_id or 0
    return sight(
        actor,
        hospital_id=patient.hospital_id,
        team_id=patient.team_id,
        attending=me in (patient.attending_id, patient.case_manager_id),
        registered=patient.team_id is None and patient.registered_by_id == me,
        named=patient.named_on,  # type: ignore[attr-defined]
        glass_until=patient.glass_until,  # type: ignore[attr-defined]
    )


def consents_of(actor: Actor, patient: Patient) -> dict[ConsentPurpose, bool]:
    """What she has agreed to, by purpose, of a record opened by `with_frame`."""
    bits: int = patient.consent_bits  # type: ignore[attr-defined]
    return {purpose: bool(bits & 1 << place) for place, purpose in enumerate(_PURPOSES)}
