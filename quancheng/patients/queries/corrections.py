"""Reading what patients say is wrong in their records."""

from django.db.models import QuerySet

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.patients.models import CorrectionRequest, Patient
from quancheng.patients.models.corrections import CorrectionState
from quancheng.patients.queries.record import NOT_HERE, in_care

PAGE = 50


def requests_to_answer(
    actor: Actor, *, answered: bool = False, after: int | None = None
) -> QuerySet[CorrectionRequest]:
    """Requests of patients in the actor's care: those waiting, oldest first, or the answered ones."""
    rows = _answerable(actor)
    if answered:
        rows = rows.exclude(state=CorrectionState.OPEN.value).order_by("-pk")
        return (rows if after is None else rows.filter(pk__lt=after))[: PAGE + 1]
    rows = rows.filter(state=CorrectionState.OPEN.value).order_by("pk")
    return (rows if after is None else rows.filter(pk__gt=after))[: PAGE + 1]


def waiting_requests(actor: Actor) -> int:
    """How many requests wait for an answer."""
    return _answerable(actor).filter(state=CorrectionState.OPEN.value).count()


def requests_about(actor: Actor, patient: Patient) -> QuerySet[CorrectionRequest]:
    """The requests of one record that the caller has opened, newest first."""
    return CorrectionRequest.objects.filter(patient=patient).select_related("answered_by").order_by("-pk")


def request_of(actor: Actor, request_id: int) -> CorrectionRequest:
    """One request of a patient in the actor's care; NotFound for any other."""
    found = _answerable(actor).filter(pk=request_id).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def _answerable(actor: Actor) -> QuerySet[CorrectionRequest]:
    check_may(actor, Permission.EDIT_IDENTITY)
    own = in_care(actor).filter(hospital_id__in=actor.hospitals_with(Permission.EDIT_IDENTITY))
    return CorrectionRequest.objects.filter(patient__in=own).select_related("patient", "answered_by")
