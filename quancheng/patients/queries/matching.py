"""Reading proposed matches. Of the other hospital's record only a masked identity leaves this file."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.hospitals.models import Hospital
from quancheng.kernel.masks import mask_id, mask_name, mask_phone
from quancheng.patients.models import (
    Consent,
    Contact,
    Identifier,
    MatchDecision,
    MatchProposal,
    Patient,
)
from quancheng.patients.models.matching import MatchState
from quancheng.patients.queries.families import roots_of
from quancheng.patients.queries.record import NOT_HERE
from quancheng.patients.row_security import across_hospitals
from quancheng.patients.rules.matching import Trait, Traits, Verdict, compare

PAGE = 50


@dataclass(frozen=True, slots=True)
class Side:
    """One record of a match as the reviewer may see it: her own hospital's in full, the other's masked."""

    hospital: Hospital
    public_id: str
    own: bool
    name: str
    birth: str
    sex: str
    resident_id: str
    passport: str
    phone: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A match with both sides, what agrees and differs, and whether she agreed to share."""

    match: MatchProposal
    here: Side
    there: Side
    verdicts: dict[Trait, Verdict]
    shares_here: bool
    shares_there: bool

    @property
    def may_link(self) -> bool:
        """Whether a live consent names the other hospital, on either side."""
        return self.shares_here or self.shares_there


def matches(
    actor: Actor, *, state: str = MatchState.PROPOSED.value, before: int | None = None
) -> QuerySet[MatchProposal]:
    """Matches of the actor's hospitals in this state, newest first, a page and one more."""
    rows = _reviewable(actor).filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return rows.order_by("-pk")[: PAGE + 1]


def waiting_matches(actor: Actor) -> int:
    """How many proposals wait for a reviewer of the actor's hospitals."""
    return _reviewable(actor).filter(state=MatchState.PROPOSED.value).count()


def match_of(actor: Actor, match_id: int) -> MatchProposal:
    """One match of the actor's hospitals; NotFound for any other."""
    found = _reviewable(actor).filter(pk=match_id).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def decisions_of(actor: Actor, match: MatchProposal) -> QuerySet[MatchDecision]:
    """What was decided about a match that the actor has open, newest first: by whom, when and why."""
    rows = MatchDecision.objects.filter(match=match, match__in=_reviewable(actor))
    return rows.select_related("by__hospital").order_by("-pk")


def _reviewable(actor: Actor) -> QuerySet[MatchProposal]:
    check_may(actor, Permission.REVIEW_MATCHES)
    hospital_ids = actor.hospitals_with(Permission.REVIEW_MATCHES)
    if actor.system:
        return MatchProposal.objects.all()
    return MatchProposal.objects.filter(
        Q(first_hospital_id__in=hospital_ids) | Q(second_hospital_id__in=hospital_ids)
    )


def comparisons(actor: Actor, rows: Sequence[MatchProposal]) -> list[Comparison]:
    """The matches side by side; six queries, however many."""
    own = actor.hospitals_with(Permission.REVIEW_MATCHES)
    with across_hospitals():
        people = people_of(actor, {pk for row in rows for pk in (row.first_id, row.second_id)})
        shared = _shared(people.values())
        return [_comparison(actor, row, people, shared, own) for row in rows]


@dataclass(slots=True)
class Person:
    """A record with its numbers, for comparing; never handed to a page as it is."""

    patient: Patient
    identifiers: list[Identifier]
    phones: list[Contact]

    @property
    def traits(self) -> Traits:
        """What the comparison needs."""
        numbers = {
            kind: frozenset(r.token for r in self.identifiers if r.kind == kind)
            for kind in ("resident_id", "passport")
        }
        return Traits(
            name=self.patient.name or "",
            birth_on=self.patient.birth_on,
            sex=self.patient.sex,
            resident_ids=numbers["resident_id"],
            passports=numbers["passport"],
            phones=frozenset(row.token for row in self.phones),
        )


def people_of(actor: Actor, ids: Iterable[int]) -> dict[int, Person]:
    """Records by id with numbers and phones; a merged one stands for the record that absorbed it.

    The caller has put these hospitals in sight and answers for what leaves.
    """
    wanted = list(ids)
    found = {patient.pk: patient for patient in _with_hospital(wanted)}
    merged = [pk for pk, patient in found.items() if patient.merged_into_id is not None]
    roots = {pk: pk for pk in wanted} | (roots_of(actor, merged) if merged else {})
    found |= {patient.pk: patient for patient in _with_hospital(set(roots.values()) - found.keys())}
    people = {pk: Person(found[pk], [], []) for pk in set(roots.values())}
    for number in Identifier.objects.filter(patient_id__in=people):
        people[number.patient_id].identifiers.append(number)
    for phone in Contact.objects.filter(patient_id__in=people, kind="phone", relation=""):
        people[phone.patient_id].phones.append(phone)
    return {pk: people[roots[pk]] for pk in wanted}


def _with_hospital(ids: Collection[int]) -> Iterable[Patient]:
    return Patient.objects.filter(pk__in=ids).select_related("hospital") if ids else ()


def _shared(people: Iterable[Person]) -> set[tuple[int, int]]:
    """(patient, hospital that may read her record) for every live consent to share."""
    rows = Consent.objects.filter(
        patient_id__in={person.patient.pk for person in people}, purpose="share", withdrawn_at__isnull=True
    )
    return set(rows.values_list("patient_id", "share_with_id"))


def _comparison(
    actor: Actor,
    row: MatchProposal,
    people: dict[int, Person],
    shared: set[tuple[int, int]],
    own: frozenset[int],
) -> Comparison:
    first, second = people[row.first_id], people[row.second_id]
    if first.patient.hospital_id not in own and second.patient.hospital_id in own:
        first, second = second, first
    here, there = first.patient, second.patient
    return Comparison(
        match=row,
        here=side_of(actor, first, Permission.REVIEW_MATCHES),
        there=side_of(actor, second, Permission.REVIEW_MATCHES),
        verdicts=compare(first.traits, second.traits),
        shares_here=(here.pk, there.hospital_id) in shared,
        shares_there=(there.pk, here.hospital_id) in shared,
    )


def side_of(actor: Actor, person: Person, right: Permission) -> Side:
    """One record as the page may show it: in full only where the actor has this right; numbers masked."""
    patient, open_here = person.patient, actor.may(right, person.patient.hospital_id)
    numbers = {row.kind: str(row.value) for row in reversed(person.identifiers)}
    phone = str(person.phones[0].value) if person.phones else ""
    birth = patient.birth_on.isoformat() if patient.birth_on else ""
    return Side(
        hospital=patient.hospital,
        public_id=patient.public_id if open_here else "",
        own=open_here,
        name=(patient.name or "") if open_here else mask_name(patient.name or ""),
        birth=birth if open_here or not birth else f"{birth[:4]}-**-**",
        sex=patient.sex,
        resident_id=mask_id(numbers.get("resident_id", "")),
        passport=mask_id(numbers.get("passport", "")),
        phone=mask_phone(phone),
    )
