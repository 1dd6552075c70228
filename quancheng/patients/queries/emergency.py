"""Reading emergency access: one's own that is open, and the list that is reviewed."""

from django.db.models import QuerySet

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.patients.models import BreakGlass, Patient
from quancheng.patients.queries.record import NOT_HERE, in_care

PAGE = 50


def record_for_emergency(actor: Actor, public_id: str) -> Patient:
    """A patient of the actor's hospital, in her care or not; NotFound for any other."""
    check_may(actor, Permission.BREAK_GLASS)
    hospital_ids = actor.hospitals_with(Permission.BREAK_GLASS)
    rows = Patient.objects.in_hospitals_of(actor).filter(hospital_id__in=hospital_ids, public_id=public_id)
    found = rows.select_related("hospital").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def is_in_care(actor: Actor, patient: Patient) -> bool:
    """Whether the actor looks after this patient anyway."""
    return in_care(actor).filter(pk=patient.pk).exists()


def open_emergency(actor: Actor, patient: Patient) -> BreakGlass | None:
    """The actor's own emergency access to this record, while it lasts."""
    return BreakGlass.open_for(actor).filter(patient=patient).first()


def emergencies(actor: Actor, *, reviewed: bool, before: int | None = None) -> QuerySet[BreakGlass]:
    """Emergencies that the actor reviews: those waiting, oldest first, or the reviewed ones."""
    rows = _reviewable(actor).filter(reviewed_at__isnull=not reviewed)
    if before is not None:
        rows = rows.filter(pk__lt=before) if reviewed else rows.filter(pk__gt=before)
    return rows.order_by("-pk" if reviewed else "pk")[: PAGE + 1]


def waiting_emergencies(actor: Actor) -> int:
    """How many uses wait for a review."""
    return _reviewable(actor).filter(reviewed_at__isnull=True).exclude(user_id=actor.user_id or 0).count()


def emergency_of(actor: Actor, glass_id: int) -> BreakGlass:
    """One use to review; NotFound for another hospital's."""
    found = _reviewable(actor).filter(pk=glass_id).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def _reviewable(actor: Actor) -> QuerySet[BreakGlass]:
    check_may(actor, Permission.REVIEW_BREAK_GLASS)
    rows = BreakGlass.objects.select_related("patient", "user", "reviewed_by")
    return rows.filter(hospital_id__in=actor.hospitals_with(Permission.REVIEW_BREAK_GLASS))
