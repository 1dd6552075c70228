"""Whom the patient lets see what."""

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound
from quancheng.kernel import clock
from quancheng.kernel.refused import msg
from quancheng.patients.models import Patient, ProxyGrant


def grants_of(actor: Actor, patient: Patient) -> list[ProxyGrant]:
    """Every grant of her own record, the newest first; `is_live` says whether it opens anything now."""
    if patient.pk not in actor.own_patient_ids:
        return []
    rows = list(ProxyGrant.objects.filter(patient=patient).select_related("user").order_by("-id")[:50])
    now = clock.now()
    for row in rows:
        row.is_live = row.revoked_at is None and row.expires_at > now  # type: ignore[attr-defined]
    return rows


def grant_of(actor: Actor, patient: Patient, grant_id: int) -> ProxyGrant:
    """One of her own grants; NotFound for any other."""
    found = next((row for row in grants_of(actor, patient) if row.pk == grant_id), None)
    if found is None:
        raise NotFound(msg("This access is not there any more."))
    return found
