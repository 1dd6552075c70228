"""Two records of one hospital beside each other, before they are merged."""

from dataclasses import dataclass

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise
from quancheng.patients.models import Patient
from quancheng.patients.queries.matching import Side, people_of, side_of
from quancheng.patients.queries.record import readable
from quancheng.patients.rules.matching import Trait, Verdict, compare
from quancheng.vault.keys import token


@dataclass(frozen=True, slots=True)
class Pair:
    """The record that stays, the one that would be absorbed, and how they compare."""

    survivor: Patient
    absorbed: Patient
    here: Side
    there: Side
    verdicts: dict[Trait, Verdict]


def pair_to_merge(actor: Actor, survivor: Patient, record_number: str) -> Pair:
    """The other record by its number in the same hospital, compared with this one."""
    check_may(actor, Permission.MERGE_RECORDS, survivor.hospital_id)
    other = (
        readable(actor)
        .filter(hospital_id=survivor.hospital_id, record_token=token(f"record:{normalise(record_number)}"))
        .exclude(pk=survivor.pk)
        .first()
    )
    if other is None:
        raise Refused(
            msg("This hospital has no other record with this number."), field="record_number", code="no_other"
        )
    people = people_of(actor, [survivor.pk, other.pk])
    stays, goes = people[survivor.pk], people[other.pk]
    here, there = (side_of(actor, person, Permission.MERGE_RECORDS) for person in (stays, goes))
    return Pair(survivor, other, here, there, compare(stays.traits, goes.traits))
