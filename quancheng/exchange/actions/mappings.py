"""Remembering what a source calls its columns."""

from collections.abc import Mapping as AnyMapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import record
from quancheng.audit.events import Event
from quancheng.exchange.models import Mapping
from quancheng.exchange.rules import check_mapping_name
from quancheng.kernel.hashing import digest


@transaction.atomic
def save_mapping(*, by: Actor, hospital_id: int, name: str, definition: AnyMapping[str, Any]) -> Mapping:
    """The mapping under that name; a name that is known gets a new version, the old ones stay."""
    check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
    tidy = check_mapping_name(name)
    known = Mapping.objects.filter(hospital_id=hospital_id, name=tidy).order_by("-version").first()
    code = (
        known.code
        if known
        else f"own-{slugify(tidy)[:20]}-{digest(tidy.encode()).hex()[:8]}".replace("--", "-")
    )
    mapping = Mapping.objects.create(
        hospital_id=hospital_id,
        code=code,
        version=known.version + 1 if known else 1,
        name=tidy,
        definition={**definition, "name": tidy, "code": code},
        saved_by_id=by.user_id,
    )
    detail = {"version": mapping.version}
    record(Event.MAPPING_SAVED, by=by, hospital_id=hospital_id, subject=f"mapping:{code}", detail=detail)
    return mapping
