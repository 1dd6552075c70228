"""Appending to the audit trail. Callers are inside their own transaction: no audit row, no change."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission, Purpose
from quancheng.audit import verifying
from quancheng.audit.events import Event
from quancheng.audit.models import AccessEntry, AuditEvent, ChainHead
from quancheng.audit.rules import Verdict, signature
from quancheng.audit.spelling import payload, readings_digest
from quancheng.kernel import clock
from quancheng.kernel.hashing import GENESIS, link
from quancheng.vault.bulk import draft, insert_many

ACTOR_LENGTH = 80
NEWEST = 20_000
# A reading may be committed a while after a later one got its number; by then both are there.
SETTLED_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened, before it has a place in the chain."""

    event: Event
    hospital_id: int | None = None
    patient_id: int | None = None
    subject: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def record(
    event: Event,
    *,
    by: Actor,
    hospital_id: int | None = None,
    patient_id: int | None = None,
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Appends one event to its hospital's chain."""
    record_all([Entry(event, hospital_id, patient_id, subject, detail or {})], by=by)


@transaction.atomic(savepoint=False)
def record_all(entries: Iterable[Entry], *, by: Actor) -> None:
    """Appends events, in order; each hospital's chain head is locked once."""
    chains: dict[int, list[Entry]] = {}
    for entry in entries:
        chains.setdefault(entry.hospital_id or 0, []).append(entry)
    for hospital_id in sorted(chains):
        _append(hospital_id, chains[hospital_id], by)


def _append(hospital_id: int, entries: list[Entry], by: Actor) -> None:
    head = _locked_head(hospital_id)
    at, seq, digest = clock.now(), head.seq, bytes(head.digest)
    rows = []
    for entry in entries:
        seq += 1
        row = draft(
            AuditEvent,
            hospital_id=hospital_id,
            seq=seq,
            at=at,
            event=entry.event.value,
            user_id=by.user_id,
            actor=storable(signature(by, entry.patient_id))[:ACTOR_LENGTH],
            patient_id=entry.patient_id,
            subject=entry.subject,
            detail=storable(entry.detail),
        )
        row.digest = digest = link(digest, payload(row))
        rows.append(row)
    insert_many(rows)
    ChainHead.objects.filter(pk=hospital_id).update(seq=seq, digest=digest)


def storable(value: Any) -> Any:
    """The value as both databases give it back unchanged, so that its digest holds after a round trip.

    PostgreSQL rewrites numbers with a fraction or exponent (1e22 comes back as an integer) and refuses NUL:
    such numbers are kept as text, NUL is dropped; dates and codes become text.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return storable(value.value)
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {storable(str(key)): storable(item) for key, item in value.items()}
    if isinstance(value, Set | Sequence) and not isinstance(value, bytes | bytearray):
        items = [storable(item) for item in value]
        return sorted(items, key=str) if isinstance(value, Set) else items
    return _storable_scalar(value)


def _storable_scalar(value: Any) -> Any:
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no detail of an event")


def _locked_head(hospital_id: int) -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(pk=hospital_id).first()
    if head is None:
        ChainHead.objects.get_or_create(pk=hospital_id, defaults={"seq": 0, "digest": GENESIS})
        head = ChainHead.objects.select_for_update().get(pk=hospital_id)
    return head


def note_reading(*, by: Actor, hospital_id: int, patient_id: int, page: str, purpose: Purpose) -> None:
    """Writes down that the actor read this patient's record.

    A plain insert, because reading must stay fast; `seal_readings` chains these rows in blocks.
    """
    row = AccessEntry(
        hospital_id=hospital_id,
        at=clock.now(),
        user_id=by.user_id,
        actor=signature(by, patient_id)[:ACTOR_LENGTH],
        patient_id=patient_id,
        page=page,
        purpose=purpose.value,
    )
    insert_many([row])


@transaction.atomic
def verify_chain(*, by: Actor) -> Verdict:
    """The verdict on the newest events of the auditor's hospital; that it was asked for stands in the trail.

    A request must end, so it looks at the newest 20,000; `manage.py verify_audit` looks at all.
    """
    check_may(by, Permission.READ_AUDIT)
    hospital_id = min(by.hospitals_with(Permission.READ_AUDIT))
    verdict = verifying.verify(hospital_id, newest=NEWEST)
    detail = {
        "checked": verdict.checked,
        "to": verdict.last_seq,
        "whole": verdict.is_whole,
        "first_bad": verdict.findings[0].seq if verdict.findings else None,
    }
    record(Event.AUDIT_VERIFIED, by=by, hospital_id=hospital_id, detail=detail)
    return verdict


@transaction.atomic(savepoint=False)
def seal_readings(*, by: Actor, block: int = 5_000, settled_after: timedelta = SETTLED_AFTER) -> int:
    """Chains the digest of access entries not sealed yet, a block at a time; returns how many it sealed.

    Stops before the first entry that is younger than `settled_after`: numbers are given before rows are
    committed, so a lower one could still appear.
    """
    last = (
        AuditEvent.objects.filter(hospital_id=0, event=Event.ACCESS_LOG_SEALED.value).order_by("-seq").first()
    )
    after = last.detail["to"] if last else 0
    settled = clock.now() - settled_after
    waiting = AccessEntry.objects.filter(pk__gt=after).order_by("pk")[:block]
    rows = list(takewhile(lambda row: row.at <= settled, waiting))
    if not rows:
        return 0
    detail = {"from": rows[0].pk, "to": rows[-1].pk, "count": len(rows), "digest": readings_digest(rows)}
    record(Event.ACCESS_LOG_SEALED, by=by, detail=detail)
    return len(rows)
