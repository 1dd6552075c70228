"""The portal: opened and closed for the patient, and for the family members she names."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.accounts.actions import open_account
from quancheng.accounts.models import User
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg
from quancheng.patients.actions.holding import hold_record, hold_row
from quancheng.patients.models import Patient, PortalAccess, ProxyGrant
from quancheng.patients.queries.record import check_looks_after
from quancheng.patients.rules.access import check_expiry, check_person, check_scopes

STAFF_PHONE = msg("This phone belongs to a staff account. Use a private phone.")
ANOTHERS_PHONE = msg(
    "This phone opens the record of another patient of this hospital. "
    "For a relative who looks after both, grant family access instead."
)
OWN_PHONE = msg("This is the patient's own phone. Enter the family member's.")


@transaction.atomic
def open_portal(*, by: Actor, patient: Patient, phone: str) -> PortalAccess:
    """The patient's own access: she signs in with this phone. A new phone replaces the one before."""
    check_may(by, Permission.MANAGE_PORTAL, patient.hospital_id)
    hold_record(by=by, patient=patient)
    check_looks_after(by, patient)
    if patient.pseudonymous:
        raise Refused(msg("A de-identified person has no portal."))
    user = _account(by, phone)
    others = PortalAccess.objects.filter(
        user=user, closed_at__isnull=True, patient__hospital_id=patient.hospital_id
    )
    if others.exclude(patient=patient).exists():
        raise Refused(ANOTHERS_PHONE, field="phone")
    live = PortalAccess.objects.filter(patient=patient, closed_at__isnull=True)
    if live.filter(user=user).exists():
        raise Refused(msg("The portal is open for this phone already."), field="phone")
    for access in live:
        _close(by, access, patient)
    access = PortalAccess.objects.create(patient=patient, user=user, opened_by_id=by.user_id)
    _audit(Event.PORTAL_OPENED, by, patient, {"user": user.pk})
    return access


@transaction.atomic
def close_portal(*, by: Actor, access: PortalAccess) -> PortalAccess:
    """The patient's access ended; her next click is refused."""
    row = hold_row(by=by, row=access)
    check_may(by, Permission.MANAGE_PORTAL, row.patient.hospital_id)
    check_looks_after(by, row.patient)
    if row.closed_at is not None:
        raise Refused(msg("This access was closed already."))
    _close(by, row, row.patient)
    return row


@transaction.atomic
def grant_proxy(
    *,
    by: Actor,
    patient: Patient,
    phone: str,
    name: str,
    relation: str,
    scopes: Iterable[str],
    expires_at: datetime | None = None,
) -> ProxyGrant:
    """What a family member may see until a day, on the patient's own word or written down for her by staff.

    A grant to somebody who has one already replaces it.
    """
    hold_record(by=by, patient=patient)
    if patient.pk not in by.own_patient_ids:
        check_may(by, Permission.MANAGE_PORTAL, patient.hospital_id)
        check_looks_after(by, patient)
    who = check_person(name)
    kin = check_person(relation, field="relation")[:20]
    parts = check_scopes(scopes)
    end = check_expiry(expires_at, now=clock.now())
    user = _account(by, phone)
    if PortalAccess.objects.filter(patient=patient, user=user, closed_at__isnull=True).exists():
        raise Refused(OWN_PHONE, field="phone")
    for grant in ProxyGrant.objects.filter(patient=patient, user=user, revoked_at__isnull=True):
        _revoke(by, grant, patient)
    grant = ProxyGrant.objects.create(
        patient=patient,
        user=user,
        name=who,
        relation=kin,
        scopes=parts,
        granted_by_id=by.user_id,
        expires_at=end,
    )
    _audit(Event.PROXY_GRANTED, by, patient, {"user": user.pk, "scopes": parts, "until": end.isoformat()})
    return grant


@transaction.atomic
def revoke_proxy(*, by: Actor, grant: ProxyGrant) -> ProxyGrant:
    """Family access ended before its day."""
    row = hold_row(by=by, row=grant)
    if row.patient_id not in by.own_patient_ids:
        check_may(by, Permission.MANAGE_PORTAL, row.patient.hospital_id)
        check_looks_after(by, row.patient)
    if row.revoked_at is not None:
        raise Refused(msg("This access was closed already."))
    _revoke(by, row, row.patient)
    return row


def _account(by: Actor, phone: str) -> User:
    user = open_account(by=by, phone=phone)
    if user.is_employed:
        raise Refused(STAFF_PHONE, field="phone")
    return user


def _close(by: Actor, access: PortalAccess, patient: Patient) -> None:
    access.closed_at = clock.now()
    access.save(update_fields=["closed_at"])
    _audit(Event.PORTAL_CLOSED, by, patient, {"user": access.user_id})


def _revoke(by: Actor, grant: ProxyGrant, patient: Patient) -> None:
    grant.revoked_at = clock.now()
    grant.save(update_fields=["revoked_at"])
    _audit(Event.PROXY_REVOKED, by, patient, {"user": grant.user_id})


def _audit(event: Event, by: Actor, patient: Patient, detail: dict[str, Any]) -> None:
    record(
        event,
        by=by,
        hospital_id=patient.hospital_id,
        patient_id=patient.pk,
        subject=patient.public_id,
        detail=detail,
    )
