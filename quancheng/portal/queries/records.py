"""The records that a person may open in the portal: her own, and those her family granted to her."""

from dataclasses import dataclass

from quancheng.access.actor import Actor
from quancheng.access.roles import ProxyScope
from quancheng.patients.compiled import compiled
from quancheng.patients.models import Patient
from quancheng.patients.models.patient import PatientQuerySet


@dataclass(frozen=True, slots=True)
class OpenRecord:
    """A record in the portal; `own` is the person's own, else `scopes` says what was granted."""

    patient: Patient
    own: bool
    scopes: frozenset[ProxyScope]

    def allows(self, scope: ProxyScope) -> bool:
        """Whether this part of the record is open."""
        return self.own or scope in self.scopes


def open_records(actor: Actor) -> list[OpenRecord]:
    """Every record open to the actor, her own first."""
    found = [
        OpenRecord(row, row.pk in actor.own_patient_ids, actor.proxy_scopes.get(row.pk, frozenset()))
        for row in _rows(actor)
    ]
    return sorted(found, key=lambda record: not record.own)


@compiled
def _rows(actor: Actor) -> PatientQuerySet:
    rows = Patient.objects.filter(pk__in=actor.portal_patient_ids, merged_into__isnull=True)
    return rows.select_related("hospital", "course", "summary").order_by("pk")
