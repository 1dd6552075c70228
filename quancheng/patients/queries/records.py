"""Finding one record by the name in its address, and why the actor may see it."""

from dataclasses import dataclass

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, NotPermitted
from quancheng.access.roles import ProxyScope, Purpose, Role
from quancheng.kernel.refused import msg
from quancheng.patients.models import BreakGlass, CareRelation, Patient

NOT_HERE = msg(
    "The address may be mistyped, the record may be linked elsewhere now, or it is not open to you. "
    "Search for the patient, or start again from the first page."
)
NOT_IN_CARE = msg(
    "She is a patient of your hospital, but not of your team. "
    "Ask her team to name you; in an emergency open the record with a reason."
)


class NotInCare(NotPermitted):
    """A patient of the actor's own hospital whom the actor does not look after: emergency access is open."""


@dataclass(frozen=True, slots=True)
class Sight:
    """Why the actor may see a record: the purpose for the access log, and words for the page."""

    purpose: Purpose
    reason: str


TEAM = Sight(Purpose.CARE, msg("Your team looks after her"))
NAMED = Sight(Purpose.CARE, msg("You are named for her care"))
REGISTRY = Sight(Purpose.REGISTRY, msg("You keep the registry of this hospital"))
QUALITY = Sight(Purpose.QUALITY, msg("You answer for the quality of this hospital"))
EMERGENCY = Sight(Purpose.EMERGENCY, msg("Emergency access, with a reason, for two hours"))
LINKED = Sight(Purpose.LINKED_CARE, msg("Linked record, shared with the patient's consent"))
SELF = Sight(Purpose.SELF, msg("It is your own record"))
FAMILY = Sight(Purpose.FAMILY, msg("The patient granted it to you"))


def visible_record(actor: Actor, public_id: str) -> Patient:
    """The patient whose record the actor may open now.

    Refuses with NotInCare for one of the actor's own hospital, where emergency access is the way; another
    hospital's record and a missing one are the same NotFound.
    """
    found = Patient.objects.visible_to(actor).filter(public_id=public_id).select_related("hospital").first()
    if found is not None:
        return found
    if Patient.objects.in_hospitals_of(actor).filter(public_id=public_id).exists():
        raise NotInCare(NOT_IN_CARE, code="not_in_care")
    raise NotFound(NOT_HERE)


def hospital_record(actor: Actor, public_id: str) -> Patient:
    """The patient of one of the actor's hospitals, in care or not; refuses with NotFound for any other."""
    found = Patient.objects.in_hospitals_of(actor).filter(public_id=public_id).select_related("hospital")
    patient = found.first()
    if patient is None:
        raise NotFound(NOT_HERE)
    return patient


def own_or_granted_record(actor: Actor, public_id: str, scope: ProxyScope) -> Patient:
    """The record in the portal: the person's own, or one granted to a family member for this part of it."""
    open_ids = actor.own_patient_ids | {
        patient_id for patient_id, scopes in actor.proxy_scopes.items() if scope in scopes
    }
    rows = Patient.objects.filter(pk__in=open_ids, merged_into__isnull=True, public_id=public_id)
    found = rows.select_related("hospital").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def why_visible(actor: Actor, patient: Patient) -> Sight | None:
    """Why the actor may see this record now, the strongest reason first; None where she may not."""
    if patient.pk in actor.own_patient_ids:
        return SELF
    if patient.pk in actor.proxy_scopes:
        return FAMILY
    if patient.hospital_id not in actor.hospital_ids:
        return None
    if patient.team_id is not None and patient.team_id in actor.team_ids:
        return TEAM
    if patient.hospital_id in actor.wide_hospital_ids:
        return _wide(actor, patient)
    if CareRelation.open_for(actor).filter(patient=patient).exists():
        return NAMED
    return EMERGENCY if BreakGlass.open_for(actor).filter(patient=patient).exists() else None


def _wide(actor: Actor, patient: Patient) -> Sight:
    roles = {duty.role for duty in actor.duties if duty.hospital_id == patient.hospital_id}
    return QUALITY if Role.QUALITY_DIRECTOR in roles and Role.DATA_CLERK not in roles else REGISTRY
