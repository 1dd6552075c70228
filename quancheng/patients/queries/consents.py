"""Reading the consent ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound
from quancheng.hospitals.models import Hospital
from quancheng.patients.models import Consent, Patient
from quancheng.patients.models.consent import ConsentPurpose
from quancheng.patients.queries.record import NOT_HERE


@dataclass(frozen=True, slots=True)
class Standing:
    """One purpose as it stands: the live consents (sharing may have several), and what came before."""

    purpose: ConsentPurpose
    live: tuple[Consent, ...]
    past: tuple[Consent, ...]


def ledger(actor: Actor, patient: Patient) -> list[Standing]:
    """Every purpose in its order, with what is in force and what was withdrawn, newest first."""
    rows = list(
        Consent.objects.filter(patient=patient)
        .select_related("hospital", "share_with", "given_by", "withdrawn_by")
        .order_by("-given_at", "-id")
    )
    return [_standing(purpose, rows) for purpose in ConsentPurpose]


def _standing(purpose: ConsentPurpose, rows: Sequence[Consent]) -> Standing:
    own = [row for row in rows if row.purpose == purpose.value]
    return Standing(
        purpose,
        tuple(row for row in own if row.withdrawn_at is None),
        tuple(row for row in own if row.withdrawn_at is not None),
    )


def consent_of(actor: Actor, patient: Patient, consent_id: int) -> Consent:
    """One consent of a record that the caller has opened; NotFound for any other."""
    found = Consent.objects.filter(patient=patient, pk=consent_id).select_related("share_with").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def has_consent(
    actor: Actor, patient: Patient, purpose: ConsentPurpose | str, share_with_id: int | None = None
) -> bool:
    """Whether she agrees to this purpose now; sharing is asked for one hospital."""
    rows = Consent.objects.filter(patient=patient, purpose=str(purpose), withdrawn_at__isnull=True)
    return rows.filter(share_with_id=share_with_id).exists()


def partner_hospitals(actor: Actor, patient: Patient) -> QuerySet[Hospital]:
    """The hospitals that her record could be shared with."""
    return Hospital.objects.exclude(pk=patient.hospital_id).order_by("pk")
