"""The consent ledger: what the patient agrees to, and what she takes back."""

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.hospitals.models import Hospital
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.actions.holding import hold_record, hold_row
from quancheng.patients.consent_texts import CURRENT
from quancheng.patients.models import Consent, Patient
from quancheng.patients.models.consent import ConsentChannel, ConsentPurpose
from quancheng.patients.queries.consents import has_consent
from quancheng.patients.queries.record import check_looks_after
from quancheng.patients.rules.consents import PORTAL, NewConsent, check_consent, check_not_withdrawn


@transaction.atomic
def give_consent(
    *,
    by: Actor,
    patient: Patient,
    purpose: ConsentPurpose | str,
    channel: ConsentChannel | str,
    share_with_id: int | None = None,
    witness: str = "",
) -> Consent:
    """The consent written down with the version and hash of the text in force.

    In the portal only the patient herself gives it; on paper or spoken, staff with the right write it down.
    """
    hold_record(by=by, patient=patient)
    _check_who(by, patient, channel)
    asked = NewConsent(
        purpose=str(purpose), channel=str(channel), share_with_id=share_with_id, witness=witness
    )
    live = has_consent(by, patient, asked.purpose, asked.share_with_id)
    new = check_consent(asked, purposes=CURRENT, hospital_id=patient.hospital_id, live=live)
    if new.share_with_id is not None and not Hospital.objects.filter(pk=new.share_with_id).exists():
        raise Refused(msg("Choose the hospital that may read her record."), field="share_with")
    text = CURRENT[new.purpose]
    consent = Consent.objects.create(
        patient=patient,
        hospital_id=patient.hospital_id,
        purpose=new.purpose,
        share_with_id=new.share_with_id,
        text_version=text.version,
        text_hash=text.hash,
        channel=new.channel,
        given_by_id=by.user_id,
        witness=new.witness or None,
    )
    _audit(Event.CONSENT_GIVEN, by, consent, patient)
    return consent


@transaction.atomic
def withdraw_consent(*, by: Actor, consent: Consent) -> Consent:
    """The consent taken back, as easily as it was given; what rests on it stops at once."""
    row = hold_row(by=by, row=consent)
    if row.patient_id not in by.own_patient_ids:
        check_may(by, Permission.MANAGE_CONSENT, row.hospital_id)
        check_looks_after(by, row.patient)
    check_not_withdrawn(row.withdrawn_at is not None)
    row.withdrawn_at, row.withdrawn_by_id = clock.now(), by.user_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _audit(Event.CONSENT_WITHDRAWN, by, row, row.patient)
    return row


def _check_who(by: Actor, patient: Patient, channel: str) -> None:
    if str(channel) == PORTAL:
        if patient.pk not in by.own_patient_ids and not by.system:
            raise Refused(
                msg("Only the patient herself agrees in the portal. Staff write down paper and speech."),
                field="channel",
            )
        return
    check_may(by, Permission.MANAGE_CONSENT, patient.hospital_id)
    check_looks_after(by, patient)


def _audit(event: Event, by: Actor, consent: Consent, patient: Patient) -> None:
    detail = {"purpose": consent.purpose, "channel": consent.channel, "version": consent.text_version}
    if consent.share_with_id is not None:
        detail["share_with"] = str(consent.share_with_id)
    record(
        event,
        by=by,
        hospital_id=consent.hospital_id,
        patient_id=patient.pk,
        subject=patient.public_id,
        detail=detail,
    )
