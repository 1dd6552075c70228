"""Guards: refuse what the actor may not do, with the sentence that the page shows."""

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.kernel.refused import Refused, msg


class NotPermitted(Refused):
    """The actor lacks the permission; shown as a page that says whom to ask."""


class NotFound(Refused):
    """Not there for this actor: another hospital's and a missing object look the same."""


def check_may(actor: Actor, permission: Permission, hospital_id: int | None = None) -> None:
    """Refuses with NotPermitted unless the actor may do this (in that hospital, if named)."""
    if not actor.may(permission, hospital_id):
        raise NotPermitted(
            msg("Your role does not include this. Ask your head nurse or the system administrator."),
            code=permission.value,
        )
