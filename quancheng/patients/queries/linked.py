"""Records of the same person in other hospitals: which there are, and which may be read now."""

from dataclasses import dataclass

from django.db.models import Q

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound
from quancheng.hospitals.models import Hospital
from quancheng.patients.models import Consent, MatchProposal, Patient
from quancheng.patients.models.matching import MatchState
from quancheng.patients.queries.families import families_of
from quancheng.patients.queries.matching import people_of
from quancheng.patients.queries.record import NOT_HERE, readable
from quancheng.patients.row_security import across_hospitals


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked record: where it is, and whether the patient lets this hospital read it now."""

    match_id: int
    hospital: Hospital
    public_id: str
    shared: bool


def linked_records(actor: Actor, patient: Patient) -> list[Linked]:
    """The records linked to this one, which the caller has opened; nothing of their content."""
    return [
        Linked(match_id, other.hospital, other.public_id if shared else "", shared)
        for match_id, other, shared in _linked(actor, patient)
    ]


def linked_patient(actor: Actor, patient: Patient, other_public_id: str) -> Patient:
    """The other hospital's record, read-only, where it is linked and she agrees that this hospital reads it.

    Refuses with NotFound for everything else, so that a withdrawn consent and a wrong address look alike.
    """
    if readable(actor).filter(pk=patient.pk).exists():
        for _, other, shared in _linked(actor, patient):
            if shared and other.public_id == other_public_id:
                return other
    raise NotFound(NOT_HERE)


def _linked(actor: Actor, patient: Patient) -> list[tuple[int, Patient, bool]]:
    """(match, other record, whether it may be read from here) of every link of this record."""
    with across_hospitals():
        family = families_of(actor, [patient.pk])
        rows = MatchProposal.objects.filter(
            Q(first_id__in=family) | Q(second_id__in=family), state=MatchState.LINKED.value
        ).order_by("pk")
        ends = {row.pk: row.second_id if row.first_id in family else row.first_id for row in rows}
        people = people_of(actor, ends.values())
        sharing = set(
            Consent.objects.filter(
                patient_id__in=[person.patient.pk for person in people.values()],
                purpose="share",
                share_with_id=patient.hospital_id,
                withdrawn_at__isnull=True,
            ).values_list("patient_id", flat=True)
        )
        found = [(match_id, people[end].patient) for match_id, end in ends.items()]
    return [(match_id, other, other.pk in sharing) for match_id, other in found]
