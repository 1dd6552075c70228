"""Reads of the access log of one record, for its own page; the trail itself is for auditors."""

from quancheng.access.actor import Actor
from quancheng.audit.models import AccessEntry


def readings_of(actor: Actor, patient_id: int, limit: int = 100) -> list[AccessEntry]:
    """Who looked into this record, newest first. The caller has opened the record for this actor."""
    return list(AccessEntry.objects.filter(patient_id=patient_id).order_by("-id")[:limit])
