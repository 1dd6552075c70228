"""What the frame of a staff page says about the place."""

import time

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.hospitals.models import Hospital

_KEPT: dict[int, tuple[float, Hospital]] = {}
_SECONDS = 60.0


def hospital_of(actor: Actor) -> Hospital | None:
    """The hospital whose work the pages show first; kept for a minute, since every page asks."""
    hospital_id = actor.home_hospital_id
    if hospital_id is None:
        return None
    kept = _KEPT.get(hospital_id)
    if kept and time.monotonic() - kept[0] < _SECONDS:
        return kept[1]
    found = Hospital.objects.filter(pk=hospital_id).first()
    if found is not None:
        _KEPT[hospital_id] = (time.monotonic(), found)
    return found


def hospitals_to_register_in(actor: Actor) -> list[Hospital]:
    """Hospitals in which the actor registers patients, her home one first."""
    rows = Hospital.objects.filter(pk__in=actor.hospitals_with(Permission.REGISTER_PATIENT)).order_by("pk")
    return sorted(rows, key=lambda hospital: hospital.pk != actor.home_hospital_id)
