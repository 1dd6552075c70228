"""Appending to the audit trail. Callers are inside their own transaction: no audit row, no change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.roles import Purpose
from quancheng.audit.events import Event
from quancheng.audit.models import AccessEntry, AuditEvent, ChainHead
from quancheng.kernel import clock
from quancheng.kernel.hashing import canonical, link

GENESIS = b"\0" * 32


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
        row = AuditEvent(
            hospital_id=hospital_id,
            seq=seq,
            at=at,
            event=entry.event.value,
            user_id=by.user_id,
            actor=by.name,
            patient_id=entry.patient_id,
            subject=entry.subject,
            detail=dict(entry.detail),
        )
        row.digest = digest = link(digest, payload(row))
        rows.append(row)
    if len(rows) == 1:
        rows[0].save(force_insert=True)
    else:
        AuditEvent.objects.bulk_create(rows)
    ChainHead.objects.filter(pk=hospital_id).update(seq=seq, digest=digest)


def _locked_head(hospital_id: int) -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(pk=hospital_id).first()
    if head is None:
        ChainHead.objects.get_or_create(pk=hospital_id, defaults={"seq": 0, "digest": GENESIS})
        head = ChainHead.objects.select_for_update().get(pk=hospital_id)
    return head


def payload(row: AuditEvent) -> bytes:
    """The bytes of an event that its digest covers."""
    return canonical(
        {
            "hospital": row.hospital_id,
            "seq": row.seq,
            "at": row.at,
            "event": row.event,
            "user": row.user_id,
            "actor": row.actor,
            "patient": row.patient_id,
            "subject": row.subject,
            "detail": row.detail,
        }
    )


def note_reading(*, by: Actor, hospital_id: int, patient_id: int, page: str, purpose: Purpose) -> None:
    """Writes down that the actor read this patient's record.

    A plain insert, because reading must stay fast; `seal_readings` chains these rows in blocks.
    """
    AccessEntry(
        hospital_id=hospital_id,
        at=clock.now(),
        user_id=by.user_id,
        actor=by.name,
        patient_id=patient_id,
        page=page,
        purpose=purpose.value,
    ).save(force_insert=True)


@transaction.atomic(savepoint=False)
def seal_readings(*, by: Actor, block: int = 5_000) -> int:
    """Chains the digest of access entries not sealed yet, a block at a time; returns how many it sealed."""
    last = (
        AuditEvent.objects.filter(hospital_id=0, event=Event.ACCESS_LOG_SEALED.value).order_by("-seq").first()
    )
    rows = list(AccessEntry.objects.filter(pk__gt=last.detail["to"] if last else 0).order_by("pk")[:block])
    if not rows:
        return 0
    detail = {"from": rows[0].pk, "to": rows[-1].pk, "count": len(rows), "digest": readings_digest(rows)}
    record(Event.ACCESS_LOG_SEALED, by=by, detail=detail)
    return len(rows)


def readings_digest(rows: Iterable[AccessEntry]) -> str:
    """Hex digest over a block of access entries, in order."""
    digest = GENESIS
    for row in rows:
        digest = link(
            digest,
            canonical(
                {
                    "id": row.pk,
                    "hospital": row.hospital_id,
                    "at": row.at,
                    "user": row.user_id,
                    "actor": row.actor,
                    "patient": row.patient_id,
                    "page": row.page,
                    "purpose": row.purpose,
                }
            ),
        )
    return digest.hex()
