"""Who can take a step over: the people who look after the patient now."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from quancheng.access.actor import Actor
from quancheng.access.roles import ROLE_PERMISSIONS, Permission
from quancheng.accounts.models import DutyAssignment, User
from quancheng.careplan.models import Step
from quancheng.kernel import clock
from quancheng.patients.models import CareRelation

_WORKING = [role.value for role, held in ROLE_PERMISSIONS.items() if Permission.WORK_STEPS in held]


def colleagues_for(actor: Actor, step: Step) -> QuerySet[User]:
    """People on duty in the patient's hospital who work with steps: of her team, her own, or named on her."""
    on_duty = DutyAssignment.objects.in_force(clock.today()).filter(
        user=OuterRef("pk"), hospital_id=step.hospital_id, role__in=_WORKING
    )
    named = CareRelation.objects.filter(
        Q(until__isnull=True) | Q(until__gt=clock.now()), user=OuterRef("pk"), patient_id=step.patient_id
    )
    of_team = on_duty.filter(team_id=step.patient.team_id)
    hers = Q(pk__in=[pk for pk in (step.patient.attending_id, step.patient.case_manager_id) if pk])
    found = User.objects.filter(Exists(of_team) | (Exists(on_duty) & (Exists(named) | hers)), is_active=True)
    if step.owner_id is not None:
        found = found.exclude(pk=step.owner_id)
    return found.order_by("display_name", "pk")


def roles_of(actor: Actor, step: Step, users: QuerySet[User]) -> dict[int, list[str]]:
    """The role codes that each of these people holds in the step's hospital now."""
    found: dict[int, list[str]] = {}
    held = DutyAssignment.objects.in_force(clock.today()).filter(
        user__in=users, hospital_id=step.hospital_id, role__in=_WORKING
    )
    for user_id, role in held.values_list("user_id", "role").order_by("pk"):
        if role not in found.setdefault(user_id, []):
            found[user_id].append(role)
    return found
