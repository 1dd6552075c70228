"""Who looked at a record, for the person whose record it is."""

from dataclasses import dataclass
from datetime import date

from quancheng.access.actor import Actor
from quancheng.audit.models import AccessEntry
from quancheng.kernel import clock
from quancheng.patients.models import Patient
from quancheng.patients.queries.family import family_names

LATEST = 400


@dataclass(slots=True)
class Reader:
    """One person's readings on one day: who as the log has it, and what a family member is called."""

    on: date
    actor: str
    name: str
    purpose: str
    times: int = 1


def readers_of(actor: Actor, patient: Patient) -> list[Reader]:
    """Who opened the record, by day, newest first; her own visits are left out."""
    if patient.pk not in actor.own_patient_ids:
        return []
    rows = AccessEntry.objects.filter(patient_id=patient.pk).exclude(user_id=actor.user_id)
    names = family_names(actor, patient)
    found: dict[tuple[date, str, str, str], Reader] = {}
    for row in rows.order_by("-id")[:LATEST]:
        on = clock.local_date(row.at)
        name = names.get(row.user_id or 0, "")
        reader = found.get((on, row.actor, name, row.purpose))
        if reader is None:
            found[on, row.actor, name, row.purpose] = Reader(on, row.actor, name, row.purpose)
        else:
            reader.times += 1
    return list(found.values())
