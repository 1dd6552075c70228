"""What an auditor may know of patients: record numbers, no names (settings.AUDIT_FINDERS)."""

from collections.abc import Collection

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.kernel.text import normalise
from quancheng.patients.models import Patient
from quancheng.vault.keys import token


def with_record_number(actor: Actor, number: str) -> list[int]:
    """Ids of records with this number in the auditor's hospitals; merged ones too, their history stands."""
    check_may(actor, Permission.READ_AUDIT)
    rows = Patient.objects.filter(
        hospital_id__in=actor.hospitals_with(Permission.READ_AUDIT),
        record_token=token(f"record:{normalise(number)}"),
    )
    return list(rows.values_list("pk", flat=True))


def record_numbers(actor: Actor, patient_ids: Collection[int]) -> dict[int, str]:
    """Record numbers by id, of patients of the auditor's hospitals."""
    check_may(actor, Permission.READ_AUDIT)
    rows = Patient.objects.filter(
        pk__in=patient_ids, hospital_id__in=actor.hospitals_with(Permission.READ_AUDIT)
    )
    return dict(rows.values_list("pk", "record_number"))
