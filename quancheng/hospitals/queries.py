"""Reading hospitals, departments and teams."""

from typing import TypeVar

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.hospitals.models import Department, Hospital, Team
from quancheng.kernel.refused import msg

Row = TypeVar("Row", Hospital, Department, Team)
NOT_HERE = msg("This is not there, or not in your hospital.")


def managed_hospital(actor: Actor) -> Hospital:
    """The hospital that the actor administers (the first of several)."""
    check_may(actor, Permission.MANAGE_HOSPITAL)
    found = Hospital.objects.filter(pk__in=actor.hospitals_with(Permission.MANAGE_HOSPITAL)).order_by("pk")
    return _there(found.first())


def departments(actor: Actor, hospital_id: int) -> list[Department]:
    """Departments of a hospital in which the actor works, by name."""
    return list(Department.objects.filter(hospital_id=_mine(actor, hospital_id)).order_by("name"))


def teams(actor: Actor, hospital_id: int) -> list[Team]:
    """Teams of a hospital in which the actor works, with their departments, the oldest first."""
    rows = Team.objects.filter(hospital_id=_mine(actor, hospital_id))
    return list(rows.select_related("department").order_by("pk"))


def department(actor: Actor, hospital_id: int, department_id: int) -> Department:
    """One department of a hospital that the actor administers."""
    check_may(actor, Permission.MANAGE_HOSPITAL, hospital_id)
    return _there(Department.objects.filter(pk=department_id, hospital_id=hospital_id).first())


def team(actor: Actor, hospital_id: int, team_id: int) -> Team:
    """One team of a hospital that the actor administers."""
    check_may(actor, Permission.MANAGE_HOSPITAL, hospital_id)
    return _there(Team.objects.filter(pk=team_id, hospital_id=hospital_id).first())


def _mine(actor: Actor, hospital_id: int) -> int:
    return hospital_id if actor.system or hospital_id in actor.hospital_ids else 0


def _there(row: Row | None) -> Row:
    if row is None:
        raise NotFound(NOT_HERE, code="not_here")
    return row
