"""Changes of a hospital, its departments and its teams."""

from dataclasses import asdict, dataclass
from typing import TypeVar

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.audit import actions as audit
from quancheng.audit.events import Event
from quancheng.hospitals.models import Department, Hospital, Team
from quancheng.hospitals.rules import NAME_TAKEN, check_ki67_cut
from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.text import normalise

Row = TypeVar("Row", Department, Team)
NOT_HERE = msg("This is not there, or not in your hospital.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a centre decides for itself."""

    name: str
    name_en: str = ""
    ki67_cut: int = 20
    subtype_rule: str = "st_gallen_2013"
    prognostic_stage_licensed: bool = False


@transaction.atomic
def add_hospital(*, by: Actor, code: str, settings: Settings) -> Hospital:
    """A new hospital. Only the machine adds one: nobody has a duty in a hospital that is not there yet."""
    check_may(by, Permission.MANAGE_HOSPITAL, hospital_id=0)
    check_ki67_cut(settings.ki67_cut)
    hospital = Hospital.objects.create(code=code, **asdict(settings))
    _note(by, hospital.pk, f"hospital {code}", {"name": [None, settings.name]})
    return hospital


@transaction.atomic
def change_settings(*, by: Actor, hospital_id: int, settings: Settings) -> Hospital:
    """The hospital as it is now; the trail keeps each value that changed, before and after."""
    check_may(by, Permission.MANAGE_HOSPITAL, hospital_id)
    check_ki67_cut(settings.ki67_cut)
    hospital = Hospital.objects.select_for_update(no_key=True).get(pk=hospital_id)
    changed = {
        name: [getattr(hospital, name), value]
        for name, value in asdict(settings).items()
        if getattr(hospital, name) != value
    }
    if not changed:
        return hospital
    for name, (_old, value) in changed.items():
        setattr(hospital, name, value)
    hospital.save(update_fields=list(changed))
    _note(by, hospital_id, f"hospital {hospital.code}", changed)
    return hospital


@transaction.atomic
def save_department(
    *, by: Actor, hospital_id: int, department_id: int | None = None, name: str, name_en: str = ""
) -> Department:
    """A department, new or renamed."""
    check_may(by, Permission.MANAGE_HOSPITAL, hospital_id)
    name = normalise(name)
    if Department.objects.filter(hospital_id=hospital_id, name=name).exclude(pk=department_id or 0).exists():
        raise Refused(NAME_TAKEN, field="name", code="name_taken")
    row = Department(hospital_id=hospital_id)
    if department_id is not None:
        row = _own(Department.objects.filter(pk=department_id, hospital_id=hospital_id).first())
    before = row.name
    row.name, row.name_en = name, name_en
    row.save()
    _note(by, hospital_id, f"department {row.pk}", {"name": [before, name]})
    return row


@transaction.atomic
def save_team(
    *,
    by: Actor,
    hospital_id: int,
    team_id: int | None = None,
    name: str,
    name_en: str = "",
    department_id: int | None = None,
) -> Team:
    """A care team, new or changed. Whose patients are whose follows the team, not its name."""
    check_may(by, Permission.MANAGE_HOSPITAL, hospital_id)
    name = normalise(name)
    if Team.objects.filter(hospital_id=hospital_id, name=name).exclude(pk=team_id or 0).exists():
        raise Refused(NAME_TAKEN, field="name", code="name_taken")
    if department_id is not None:
        _own(Department.objects.filter(pk=department_id, hospital_id=hospital_id).first())
    row = Team(hospital_id=hospital_id)
    if team_id is not None:
        row = _own(Team.objects.filter(pk=team_id, hospital_id=hospital_id).first())
    before = row.name
    row.name, row.name_en, row.department_id = name, name_en, department_id
    row.save()
    _note(by, hospital_id, f"team {row.pk}", {"name": [before, name]})
    return row


def _own(row: Row | None) -> Row:
    if row is None:
        raise NotFound(NOT_HERE, code="not_here")
    return row


def _note(by: Actor, hospital_id: int, subject: str, changed: dict[str, list[object]]) -> None:
    audit.record(
        Event.HOSPITAL_CHANGED, by=by, hospital_id=hospital_id, subject=subject, detail={"changed": changed}
    )
