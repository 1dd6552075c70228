"""The road of one patient: the facts that she may read by herself, and the therapies planned for her."""

from quancheng.access.actor import Actor
from quancheng.oncology.models import Fact, FactQuerySet
from quancheng.patients.compiled import compiled
from quancheng.patients.models import Patient

# News that a person tells first, in a room; it appears here only through what follows from it.
TOLD_IN_PERSON = (
    "recurrence",
    "palliative_care",
    "second_primary",
    "genetic_test",
    "lost_to_follow_up",
    "death",
)


def readable_facts(actor: Actor, patient: Patient) -> list[Fact]:
    """Her current facts, oldest first, without what a person must tell her first."""
    if patient.pk not in actor.portal_patient_ids:
        return []
    return _facts(actor, patient.pk)


@compiled
def _facts(actor: Actor, patient_id: int) -> FactQuerySet:
    rows = Fact.objects.current().filter(patient_id=patient_id).exclude(kind__in=TOLD_IN_PERSON)
    return rows.select_related("recorded_by").in_clinical_order()
