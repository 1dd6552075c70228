"""What the patient asked to correct, with the answers."""

from quancheng.access.actor import Actor
from quancheng.patients.models import CorrectionRequest, Patient


def requests_of(actor: Actor, patient: Patient) -> list[CorrectionRequest]:
    """Her requests, the newest first."""
    if patient.pk not in actor.own_patient_ids:
        return []
    return list(CorrectionRequest.objects.filter(patient=patient).order_by("-id")[:50])
