"""The one spelling of a stored row that digests cover, for the side that writes and the one that verifies."""

from collections.abc import Iterable

from quancheng.audit.models import AccessEntry, AuditEvent
from quancheng.kernel.hashing import GENESIS, canonical, link


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
