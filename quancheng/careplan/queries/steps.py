"""One step with its history, and the whole plan of one patient."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.careplan.models import Course, Step, StepMove
from quancheng.careplan.queries.pathways import pathways_in_force
from quancheng.careplan.states import StepState
from quancheng.kernel.refused import msg
from quancheng.oncology.models import Fact
from quancheng.patients.models import Patient
from quancheng.patients.queries.record import readable

NO_STEP = msg("There is no such step, or the patient is not in your care. Go back to my day.")


def step_of(actor: Actor, public_id: str) -> Step:
    """The step with patient, owner and who closed it; NotFound where the record is not open to the actor."""
    check_may(actor, Permission.VIEW_RECORD)
    step = (
        Step.objects.filter(public_id=public_id, patient__in=readable(actor))
        .select_related("patient__course", "patient__hospital", "owner", "closed_by", "pathway")
        .first()
    )
    if step is None:
        raise NotFound(NO_STEP, code="no_step")
    return step


def moves_of(actor: Actor, step: Step) -> list[StepMove]:
    """What happened to a step that the actor has open, newest first."""
    return list(step.moves.select_related("by", "old_owner", "new_owner").order_by("-pk"))


def fact_behind(actor: Actor, step: Step) -> Fact | None:
    """The fact that closed the step, unless it is genetic and not hers to read."""
    if step.fact_id is None:
        return None
    facts = Fact.objects.filter(pk=step.fact_id, patient_id=step.patient_id)
    return facts.readable_by(actor, step.hospital_id).first()


@dataclass(slots=True)
class PlanOfPatient:
    """All steps of a patient by what became of them, and where she is."""

    course: Course | None
    open: list[Step] = field(default_factory=list)
    done: list[Step] = field(default_factory=list)
    varied: list[Step] = field(default_factory=list)
    withdrawn: list[Step] = field(default_factory=list)
    unconfirmed: bool = False


def plan_of(actor: Actor, patient: Patient) -> PlanOfPatient:
    """The plan of a patient whose record the actor has open; open steps by date, the others newest first."""
    found = PlanOfPatient(course=Course.objects.filter(patient=patient).first())
    moves = StepMove.objects.select_related("by").order_by("-pk")
    steps = (
        Step.objects.filter(patient=patient, patient__in=readable(actor))
        .select_related("owner", "closed_by")
        .prefetch_related(Prefetch("moves", moves))
    )
    lists = {
        StepState.OPEN: found.open,
        StepState.DONE: found.done,
        StepState.VARIED: found.varied,
        StepState.WITHDRAWN: found.withdrawn,
    }
    for step in steps.order_by("due_by", "rank", "pk"):
        lists[StepState(step.state)].append(step)
    for closed in (found.done, found.varied, found.withdrawn):
        closed.sort(key=lambda step: (step.closed_at is not None, step.closed_at, step.pk), reverse=True)
    found.unconfirmed = any(
        not pathway.confirmed_by_centre for pathway in pathways_in_force(actor, patient.hospital_id)
    )
    return found
