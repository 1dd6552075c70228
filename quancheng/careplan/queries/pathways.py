"""Pathways in force: a hospital's own newest version of each, else the shipped one."""

from datetime import datetime

from quancheng.access.actor import Actor
from quancheng.careplan.models import Pathway, PathwayQuerySet, Replanning
from quancheng.careplan.rules.pathway import StepRule, read_rules
from quancheng.patients.compiled import compiled

# A version never changes once published, so what was read of it stays true; the moment tells a database
# that was made anew (with the same row numbers) from the one before it.
_READ: dict[tuple[int, datetime], tuple[StepRule, ...]] = {}
_KEPT_AT_MOST = 200


def rules_in_force(actor: Actor, hospital_id: int) -> tuple[StepRule, ...]:
    """The rules of all pathways in force in the hospital; pathways are no secret within it."""
    rows = _versions(actor, hospital_id)
    newest: dict[str, tuple[bool, int, datetime]] = {}
    for code, owner_id, pk, published_at in rows:
        if code not in newest or owner_id is not None or not newest[code][0]:
            newest[code] = (owner_id is not None, pk, published_at)
    found: list[StepRule] = []
    for _own, pk, published_at in newest.values():
        found += _rules_of(pk, published_at)
    return tuple(found)


@compiled
def _versions(actor: Actor, hospital_id: int) -> PathwayQuerySet:
    return Pathway.objects.of_hospital(hospital_id).values_list("code", "hospital_id", "pk", "published_at")  # type: ignore[return-value]


def _rules_of(pk: int, published_at: datetime) -> tuple[StepRule, ...]:
    key = (pk, published_at)
    if key not in _READ:
        if len(_READ) > _KEPT_AT_MOST:
            _READ.clear()
        _READ[key] = read_rules(Pathway.objects.values_list("definition", flat=True).get(pk=pk), pk)
    return _READ[key]


def pathways_in_force(actor: Actor, hospital_id: int) -> list[Pathway]:
    """The pathways in force in the hospital, by code."""
    found: dict[str, Pathway] = {}
    for pathway in Pathway.objects.of_hospital(hospital_id):
        known = found.get(pathway.code)
        if known is None or pathway.hospital_id is not None or known.hospital_id is None:
            found[pathway.code] = pathway
    return list(found.values())


def versions_of(actor: Actor, hospital_id: int, code: str) -> list[Pathway]:
    """Every version of one pathway that the hospital has or had, newest first."""
    rows = Pathway.objects.of_hospital(hospital_id).filter(code=code).select_related("published_by")
    return list(rows.order_by("-version", "-pk"))


def replanning_of(actor: Actor, hospital_id: int) -> Replanning | None:
    """The re-planning that still runs in the hospital, if any."""
    return Replanning.objects.filter(hospital_id=hospital_id, finished_at__isnull=True).order_by("pk").first()
