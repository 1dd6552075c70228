"""The mappings that a hospital has saved."""

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.exchange.models import Mapping


def mappings_for(actor: Actor, hospital_id: int) -> list[Mapping]:
    """The newest version of each mapping of the hospital, by name."""
    rows = Mapping.objects.filter(hospital_id=hospital_id)
    if not actor.may(Permission.IMPORT_REGISTRY, hospital_id):
        rows = rows.none()
    newest: dict[str, Mapping] = {}
    for mapping in rows.order_by("version"):
        newest[mapping.code] = mapping
    return sorted(newest.values(), key=lambda mapping: mapping.name)
