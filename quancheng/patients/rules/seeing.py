"""Why somebody may open a record: the sentence on its top, and the purpose in the access log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from quancheng.access.actor import Actor
from quancheng.access.guards import NotPermitted
from quancheng.access.roles import ROLE_PERMISSIONS, WIDE_ROLES, Permission, Purpose, Role
from quancheng.kernel.refused import msg


class Why(StrEnum):
    """What opens a record to a member of staff."""

    TEAM = "team"
    ATTENDING = "attending"
    REGISTERED = "registered"
    NAMED = "named"
    WIDE = "wide"
    EMERGENCY = "emergency"


WHY_LABELS: dict[Why, str] = {
    Why.TEAM: msg("Your team looks after her"),
    Why.ATTENDING: msg("You are her doctor or case manager"),
    Why.REGISTERED: msg("You registered her, and she has no team yet"),
    Why.NAMED: msg("You are named on her record"),
    Why.WIDE: msg("Your role covers the whole hospital"),
    Why.EMERGENCY: msg("Emergency access"),
}


ONLY_FOR_AN_EMERGENCY = msg(
    "This record is open to you for an emergency only. Who the patient is, what she agreed to and who else "
    "sees her record is changed by those who look after her: ask her team or her case manager."
)

# Open to this person, whichever of her duties in the hospital she holds.
PERSONAL = frozenset({Why.ATTENDING, Why.REGISTERED, Why.NAMED, Why.EMERGENCY})


@dataclass(frozen=True, slots=True)
class Sight:
    """Why the record is open, for which purpose, and until when where it ends by itself."""

    why: Why
    purpose: Purpose
    until: datetime | None = None


def sight(
    actor: Actor,
    *,
    hospital_id: int,
    team_id: int | None,
    attending: bool,
    registered: bool,
    named: bool,
    glass_until: datetime | None,
) -> Sight | None:
    """The first reason that holds, ordinary ones before the emergency; None where there is none."""
    if team_id is not None and team_id in actor.teams_with(Permission.VIEW_RECORD):
        return Sight(Why.TEAM, Purpose.CARE)
    if actor.may(Permission.VIEW_RECORD, hospital_id):
        for holds, why in ((attending, Why.ATTENDING), (registered, Why.REGISTERED), (named, Why.NAMED)):
            if holds:
                return Sight(why, Purpose.CARE)
    for role in _wide_roles(actor, hospital_id):
        return Sight(Why.WIDE, Purpose.REGISTRY if role is Role.DATA_CLERK else Purpose.QUALITY)
    if glass_until is not None and actor.may(Permission.VIEW_RECORD, hospital_id):
        return Sight(Why.EMERGENCY, Purpose.EMERGENCY, glass_until)
    return None


def _wide_roles(actor: Actor, hospital_id: int) -> list[Role]:
    return [
        duty.role
        for duty in actor.duties
        if duty.hospital_id == hospital_id
        and duty.role in WIDE_ROLES
        and Permission.VIEW_RECORD in ROLE_PERMISSIONS[duty.role]
    ]


def check_not_by_emergency(seen: Sight) -> None:
    """Refuses what outlasts an emergency to somebody whom only the emergency lets in."""
    if seen.why is Why.EMERGENCY:
        raise NotPermitted(ONLY_FOR_AN_EMERGENCY)
