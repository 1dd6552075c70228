"""The mappings at hand: those that ship with the app, and those that the hospital has saved."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.exchange.queries.mappings import mappings_for
from quancheng.hospitals.models import Hospital, Team
from quancheng.interfaces.spreadsheets.schemas import Definition, in_language, read_definition
from quancheng.kernel.refused import Refused, msg

_SHIPPED = Path(__file__).with_name("mappings")
# Below this share of agreeing columns a mapping is not proposed by itself.
ALIKE = 0.5


@dataclass(frozen=True)
class Known:
    """A mapping that can be chosen; `raw` is what a batch keeps of it."""

    code: str
    name: str
    raw: dict[str, Any]
    definition: Definition
    own: bool


@cache
def _shipped() -> tuple[tuple[dict[str, Any], Definition], ...]:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(_SHIPPED.glob("*.json"))]
    return tuple((raw, read_definition(raw)) for raw in found)


def known_mappings(actor: Actor, hospital_id: int) -> list[Known]:
    """The hospital's own mappings, then those that ship."""
    own = [
        Known(
            row.code,
            row.name,
            {**row.definition, "version": row.version},
            read_definition(row.definition),
            True,
        )
        for row in mappings_for(actor, hospital_id)
    ]
    shipped = [Known(d.code, in_language(d.name), raw, d, False) for raw, d in _shipped()]
    return own + shipped


def mapping_called(actor: Actor, hospital_id: int, name: str) -> Known:
    """The mapping with that code or name."""
    for known in known_mappings(actor, hospital_id):
        if name in {known.code, known.name}:
            return known
    names = ", ".join(known.code for known in known_mappings(actor, hospital_id))
    raise Refused(
        msg("There is no mapping called “%(name)s” here. Known are: %(names)s."),
        params={"name": name, "names": names},
        field="mapping",
        code="mapping_unknown",
    )


def recognised(actor: Actor, hospital_id: int, header: Sequence[str]) -> Known | None:
    """The mapping that agrees best with the heading, if one agrees well enough; own ones before shipped."""
    known = known_mappings(actor, hospital_id)
    best = max(known, key=lambda item: (item.definition.agreement(header), item.own), default=None)
    return best if best and best.definition.agreement(header) >= ALIKE else None


def hospitals_to_import(actor: Actor) -> list[tuple[int, str]]:
    """Id and name of the hospitals where the actor may import."""
    rows = Hospital.objects.filter(pk__in=actor.hospitals_with(Permission.IMPORT_REGISTRY)).order_by("name")
    return [(hospital.pk, hospital.called) for hospital in rows]


def teams_to_choose(actor: Actor, hospital_id: int) -> list[tuple[int, str]]:
    """Id and name of the teams that may look after who is imported."""
    if not actor.may(Permission.IMPORT_REGISTRY, hospital_id):
        return []
    return [(team.pk, team.called) for team in Team.objects.filter(hospital_id=hospital_id).order_by("pk")]
