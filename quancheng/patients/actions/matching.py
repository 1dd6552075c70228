"""The same person in two hospitals: proposed by the machine, linked or dismissed by people."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import Entry, record_all
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.kernel.names import latin
from quancheng.kernel.text import is_han, normalise_name
from quancheng.patients.models import Contact, Identifier, MatchDecision, MatchProposal, Patient, SearchToken
from quancheng.patients.models.matching import MatchState
from quancheng.patients.queries.families import families_of
from quancheng.patients.queries.matching import Person, comparisons, people_of
from quancheng.patients.queries.record import NOT_HERE
from quancheng.patients.row_security import across_hospitals
from quancheng.patients.rules.matching import (
    agreeing,
    check_decision,
    check_link_consent,
    check_state,
    compare,
    is_proposed,
)
from quancheng.vault.keys import token

Pairs = set[tuple[int, int]]
_LONGEST_PINYIN = 40  # longer ones are found by their beginning (kernel.names); the whole is compared after


@transaction.atomic
def propose_new(*, by: Actor, limit: int = 500) -> tuple[int, int]:
    """How many records were looked at and how many matches proposed: those new or changed since last time.

    Registering and importing stay cheap, because they leave this to a job; a reviewer may ask for it too.
    """
    if not by.system:
        check_may(by, Permission.REVIEW_MATCHES)
    with across_hospitals():
        waiting = Patient.objects.filter(match_checked_at__isnull=True, merged_into__isnull=True)
        locked = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by("pk")
        ids = list(locked.values_list("pk", flat=True)[:limit])
        return len(ids), len(propose_for(by=by, patient_ids=ids))


@transaction.atomic
def propose_for(*, by: Actor, patient_ids: Sequence[int]) -> list[MatchProposal]:
    """The new proposals for these records; a pair that was ever proposed is not proposed again."""
    with across_hospitals():
        people = people_of(by, patient_ids)
        pairs = _candidates(list(people.values()))
        found = _proposals(by, people, pairs) if pairs else []
        MatchProposal.objects.bulk_create(found, batch_size=300)
        Patient.objects.filter(pk__in=list(patient_ids)).update(match_checked_at=clock.now())
        record_all((e for match in found for e in _entries(Event.MATCH_PROPOSED, match)), by=by)
    return found


def _proposals(by: Actor, people: dict[int, Person], pairs: Pairs) -> list[MatchProposal]:
    known = people | people_of(by, {pk for pair in pairs for pk in pair} - people.keys())
    found = []
    for first, second in sorted(pairs - _known(by, pairs)):
        verdicts = compare(known[first].traits, known[second].traits)
        if is_proposed(verdicts):
            found.append(_proposal(known[first].patient, known[second].patient, agreeing(verdicts)))
    return found


def _proposal(first: Patient, second: Patient, agrees: list[str]) -> MatchProposal:
    return MatchProposal(
        first=first,
        second=second,
        first_hospital_id=first.hospital_id,
        second_hospital_id=second.hospital_id,
        agrees=agrees,
    )


def _candidates(people: Sequence[Person]) -> Pairs:
    """Pairs of records of different hospitals that share a number, a phone, or a name and a birth date."""
    pairs: Pairs = set()
    holders: dict[int, list[Patient]] = {}
    for person in people:
        numbers = [row.token for row in person.identifiers if row.kind != "other"]
        for number in (*numbers, *(row.token for row in person.phones)):
            holders.setdefault(number, []).append(person.patient)
    same_number = Identifier.objects.filter(token__in=list(holders)).exclude(kind="other")
    same_phone = Contact.objects.filter(token__in=list(holders), kind="phone", relation="")
    for rows in (same_number, same_phone):
        open_rows = rows.filter(patient__merged_into__isnull=True)
        for number, patient_id, hospital_id in open_rows.values_list("token", "patient_id", "hospital_id"):
            for patient in holders[number]:
                _pair(pairs, patient, patient_id, hospital_id)
    return pairs | _same_name_and_birth(people)


def _same_name_and_birth(people: Sequence[Person]) -> Pairs:
    pairs: Pairs = set()
    wanted: dict[tuple[int, object], list[Patient]] = {}
    for person in people:
        patient = person.patient
        if patient.name and patient.birth_on:
            wanted.setdefault((_name_token(patient.name), patient.birth_on), []).append(patient)
    rows = SearchToken.objects.filter(
        token__in={number for number, _ in wanted},
        patient__birth_on__in={birth for _, birth in wanted},
        patient__merged_into__isnull=True,
    )
    for number, birth, patient_id, hospital_id in rows.values_list(
        "token", "patient__birth_on", "patient_id", "hospital_id"
    ):
        for patient in wanted.get((number, birth), []):
            _pair(pairs, patient, patient_id, hospital_id)
    return pairs


def _name_token(name: str) -> int:
    han = "".join(c for c in normalise_name(name) if is_han(c))
    return token(f"n:{han}" if han else f"f:{latin(name)[:_LONGEST_PINYIN]}")


def _pair(pairs: Pairs, patient: Patient, other_id: int, other_hospital_id: int) -> None:
    if other_hospital_id != patient.hospital_id:
        pairs.add((min(patient.pk, other_id), max(patient.pk, other_id)))


def _known(by: Actor, pairs: Pairs) -> Pairs:
    """Pairs proposed before, by themselves or by records that were merged into them."""
    family = families_of(by, {pk for pair in pairs for pk in pair})
    rows = MatchProposal.objects.filter(Q(first_id__in=family) | Q(second_id__in=family))
    known: Pairs = set()
    for first, second in rows.values_list("first_id", "second_id"):
        a, b = family.get(first, first), family.get(second, second)
        known.add((min(a, b), max(a, b)))
    return known


@transaction.atomic
def link(*, by: Actor, match: MatchProposal, reason: str) -> MatchProposal:
    """The two records linked: each hospital may read the other's as far as she has agreed to it."""
    row = _locked(by, match)
    check_state(row.state, {MatchState.PROPOSED.value, MatchState.UNLINKED.value})
    words = check_decision(reason)
    check_link_consent(comparisons(by, [row])[0].may_link)
    return _decide(by, row, MatchState.LINKED, words, Event.MATCH_LINKED)


@transaction.atomic
def dismiss(*, by: Actor, match: MatchProposal, reason: str) -> MatchProposal:
    """The proposal set aside: they are two people; it is not proposed again."""
    row = _locked(by, match)
    check_state(row.state, {MatchState.PROPOSED.value, MatchState.UNLINKED.value})
    return _decide(by, row, MatchState.DISMISSED, check_decision(reason), Event.MATCH_DISMISSED)


@transaction.atomic
def unlink(*, by: Actor, match: MatchProposal, reason: str) -> MatchProposal:
    """The link undone: neither hospital reads the other's record from now on."""
    row = _locked(by, match)
    check_state(row.state, {MatchState.LINKED.value})
    return _decide(by, row, MatchState.UNLINKED, check_decision(reason), Event.MATCH_UNLINKED)


def _locked(by: Actor, match: MatchProposal) -> MatchProposal:
    row = MatchProposal.objects.select_for_update(of=("self",)).get(pk=match.pk)
    if not any(
        by.may(Permission.REVIEW_MATCHES, hospital_id)
        for hospital_id in (row.first_hospital_id, row.second_hospital_id)
    ):
        raise NotFound(NOT_HERE)
    return row


def _decide(by: Actor, row: MatchProposal, state: MatchState, reason: str, event: Event) -> MatchProposal:
    row.state, row.reason = state.value, reason
    row.decided_at, row.decided_by_id = clock.now(), by.user_id
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    MatchDecision.objects.create(
        match=row, state=row.state, reason=reason, at=row.decided_at, by_id=row.decided_by_id
    )
    record_all(_entries(event, row), by=by)
    return row


def _entries(event: Event, match: MatchProposal) -> Iterable[Entry]:
    """The same event in the chain of each hospital, about that hospital's own patient."""
    subject = f"match:{match.pk}"
    detail = {"agrees": match.agrees}
    yield Entry(event, match.first_hospital_id, match.first_id, subject, detail)
    yield Entry(event, match.second_hospital_id, match.second_id, subject, detail)
