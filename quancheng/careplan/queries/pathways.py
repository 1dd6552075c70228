"""The pathways in force in a hospital: its own newest version of each, else the shipped one."""

import time

from django.db.models import Q

from quancheng.careplan.models import Pathway
from quancheng.careplan.rules.pathway import StepRule, read_rules

_KEPT: dict[int, tuple[float, list[tuple[Pathway, tuple[StepRule, ...]]]]] = {}
_SECONDS = 5.0


def pathways_for(hospital_id: int) -> list[tuple[Pathway, tuple[StepRule, ...]]]:
    """Each pathway in force with its rules; kept for a few seconds, since every recorded fact asks."""
    kept = _KEPT.get(hospital_id)
    if kept and time.monotonic() - kept[0] < _SECONDS:
        return kept[1]
    found: dict[str, Pathway] = {}
    rows = Pathway.objects.filter(Q(hospital_id=hospital_id) | Q(hospital__isnull=True))
    for pathway in rows.order_by("version"):
        own = found.get(pathway.code)
        if own is None or own.hospital_id is None or pathway.hospital_id is not None:
            found[pathway.code] = pathway
    read = [(pathway, read_rules(pathway.definition)) for pathway in found.values()]
    _KEPT[hospital_id] = (time.monotonic(), read)
    return read


def forget() -> None:
    """Drops what is kept; called when a version is published."""
    _KEPT.clear()
