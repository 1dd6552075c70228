"""Taking away people who were registered by mistake: a whole import, before anybody built on it."""

from collections import Counter
from collections.abc import Collection

from django.db import transaction
from django.db.models import Count

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.audit.actions import Entry, record_all
from quancheng.audit.events import Event
from quancheng.patients.models import Contact, Identifier, MatchProposal, Patient, SearchToken
from quancheng.patients.models.matching import MatchState

# What registering itself writes, and what machines propose: nobody's work is lost with these.
OWN = frozenset({"patients.Identifier", "patients.Contact", "patients.SearchToken", "patients.MatchProposal"})


def hangs_on(
    *, by: Actor, hospital_id: int, patient_ids: Collection[int], apart_from: Collection[str]
) -> dict[int, Counter[str]]:
    """By patient, how many rows of each table refer to her; tables in `apart_from` are not looked at.

    It asks every table that points at a patient, so a table that is added later is not forgotten.
    """
    check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
    found: dict[int, Counter[str]] = {}
    for relation in Patient._meta.related_objects:
        label = relation.related_model._meta.label
        if label in apart_from or label in OWN:
            continue
        column = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{column}__in": list(patient_ids)})
        for pk, count in rows.values_list(column).annotate(n=Count("pk")).order_by():
            found.setdefault(pk, Counter())[label] += count
    decided = MatchProposal.objects.exclude(state=MatchState.PROPOSED)
    for side in ("first_id", "second_id"):
        for pk in decided.filter(**{f"{side}__in": list(patient_ids)}).values_list(side, flat=True):
            found.setdefault(pk, Counter())["patients.MatchProposal"] += 1
    return found


@transaction.atomic(savepoint=False)
def remove_patients(*, by: Actor, hospital_id: int, patient_ids: Collection[int], why: str) -> int:
    """Removes people on whom nothing hangs any more; the trail keeps that they were. How many there were."""
    check_may(by, Permission.IMPORT_REGISTRY, hospital_id)
    rows = list(
        Patient.objects.select_for_update(of=("self",))
        .filter(pk__in=patient_ids, hospital_id=hospital_id)
        .order_by("pk")
    )
    ids = [patient.pk for patient in rows]
    for side in ("first_id__in", "second_id__in"):
        MatchProposal.objects.filter(state=MatchState.PROPOSED, **{side: ids}).delete()
    for model in (SearchToken, Contact, Identifier):
        model.objects.filter(patient_id__in=ids).delete()
    # Whatever else refers to her is protected: the database refuses, and nothing is removed.
    Patient.objects.filter(pk__in=ids).delete()
    entries = [
        Entry(Event.PATIENT_REMOVED, hospital_id, patient.pk, patient.public_id, {"why": why})
        for patient in rows
    ]
    record_all(entries, by=by)
    return len(rows)
