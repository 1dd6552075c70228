"""The people around a record: its team, colleagues named on it, the patient's own access and her family's."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound
from quancheng.access.roles import ROLE_PERMISSIONS, Permission
from quancheng.accounts.models import User
from quancheng.hospitals.models import Team
from quancheng.kernel import clock
from quancheng.patients.models import CareRelation, Merge, Patient, PortalAccess, ProxyGrant
from quancheng.patients.queries.record import NOT_HERE

Row = TypeVar("Row", bound=Model)
# Roles that may open a record at all.
READERS = [role.value for role, held in ROLE_PERMISSIONS.items() if Permission.VIEW_RECORD in held]


def named_colleagues(actor: Actor, patient: Patient) -> QuerySet[CareRelation]:
    """Everybody who is or was named on this record, newest first."""
    return CareRelation.objects.filter(patient=patient).select_related("user").order_by("-id")


def naming_of(actor: Actor, patient: Patient, relation_id: int) -> CareRelation:
    """One naming of a record that the caller has opened; NotFound for any other."""
    return _one(named_colleagues(actor, patient), relation_id)


def portal_accesses(actor: Actor, patient: Patient) -> QuerySet[PortalAccess]:
    """The patient's own accesses, the open one first."""
    rows = PortalAccess.objects.filter(patient=patient).select_related("patient", "user", "opened_by")
    return rows.order_by("closed_at", "-id")


def portal_access_of(actor: Actor, patient: Patient, access_id: int) -> PortalAccess:
    """One access of a record that the caller has opened; NotFound for any other."""
    return _one(portal_accesses(actor, patient), access_id)


def family_grants(actor: Actor, patient: Patient) -> QuerySet[ProxyGrant]:
    """What family members may or might see, newest first."""
    return ProxyGrant.objects.filter(patient=patient).select_related("user", "granted_by").order_by("-id")


def family_grant_of(actor: Actor, patient: Patient, grant_id: int) -> ProxyGrant:
    """One grant of a record that the caller has opened; NotFound for any other."""
    return _one(family_grants(actor, patient), grant_id)


def merges_of(actor: Actor, patient: Patient) -> QuerySet[Merge]:
    """Merges in which this record survived and that were not undone, newest first."""
    rows = Merge.objects.filter(survivor=patient, undone_at__isnull=True)
    return rows.select_related("absorbed", "by").order_by("-id")


def merge_of(actor: Actor, patient: Patient, merge_id: int) -> Merge:
    """One merge of a record that the caller has opened; NotFound for any other."""
    return _one(merges_of(actor, patient), merge_id)


def teams_of(actor: Actor, patient: Patient) -> QuerySet[Team]:
    """The teams of her hospital."""
    return Team.objects.filter(hospital_id=patient.hospital_id).order_by("id")


def colleagues_of(actor: Actor, patient: Patient, *, readers_only: bool = False) -> QuerySet[User]:
    """Who works in her hospital now; with `readers_only` those whose role reads records."""
    today = clock.today()
    duty = {
        "duty_assignments__hospital_id": patient.hospital_id,
        "duty_assignments__starts_on__lte": today,
    }
    if readers_only:
        duty["duty_assignments__role__in"] = READERS
    found = User.objects.filter(is_active=True, **duty).exclude(duty_assignments__ends_on__lt=today)
    return found.distinct().order_by("display_name", "id")


def _one(rows: QuerySet[Row], pk: int) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
