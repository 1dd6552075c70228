"""Whom a hospital knows already, asked by blind index: imports and interfaces compare with it."""

from collections.abc import Collection

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.patients.models import Identifier, Patient


def known_records(actor: Actor, hospital_id: int, tokens: Collection[int]) -> dict[int, int]:
    """By token, the patient of the hospital who has that record number."""
    check_may(actor, Permission.REGISTER_PATIENT, hospital_id)
    rows = Patient.objects.filter(hospital_id=hospital_id, record_token__in=tokens)
    return dict(rows.values_list("record_token", "pk"))


def known_identities(actor: Actor, hospital_id: int, tokens: Collection[int]) -> dict[int, int]:
    """By token, the patient of the hospital who has that identifier."""
    check_may(actor, Permission.REGISTER_PATIENT, hospital_id)
    rows = Identifier.objects.filter(hospital_id=hospital_id, token__in=tokens)
    return dict(rows.values_list("token", "patient_id"))
