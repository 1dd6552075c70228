"""Finding a person by what somebody typed: name, initials, record number, phone, resident ID."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Case, Value, When
from django.db.models.expressions import RawSQL

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.patients.models import Patient
from quancheng.patients.models.patient import PatientQuerySet
from quancheng.patients.queries.record import reads
from quancheng.patients.search_words import Groups, tokens_of

# The index of the tokens is (hospital, token, patient): each of these walks it backwards and stops after a
# page, so a common surname costs no more among 100,000 patients than among 1,000.
_NEWEST = """SELECT s.patient_id FROM patients_searchtoken s
JOIN patients_patient p ON p.id = s.patient_id AND p.merged_into_id IS NULL
WHERE s.hospital_id = %s AND s.token = %s"""
_ALSO = """ AND EXISTS (SELECT 1 FROM patients_searchtoken o
WHERE o.hospital_id = s.hospital_id AND o.patient_id = s.patient_id AND o.token IN ({places}))"""


def find(actor: Actor, q: str, *, before: int | None = None, limit: int = 20) -> PatientQuerySet:
    """Patients of the actor's hospitals who match every typed word, newest first; `open_to_me` marks her own.

    `before` is the id of the last row of the page above. One query, whatever was typed.
    """
    check_may(actor, Permission.FIND_PATIENT)
    return find_tokens(actor, tokens_of(q), before=before, limit=limit)


def find_tokens(actor: Actor, groups: Groups, *, before: int | None, limit: int) -> PatientQuerySet:
    """`find` for words that were made tokens before; the caller has checked that the actor may search."""
    found = Patient.objects.in_hospitals_of(actor)
    if not groups:
        return found.none()
    hospital_ids = sorted(actor.hospitals_with(Permission.FIND_PATIENT))
    sql, params = _matching(hospital_ids, groups, before, limit)
    mine = Case(When(reads(actor), then=Value(True)), default=Value(False))
    return found.filter(pk__in=RawSQL(sql, params)).annotate(open_to_me=mine).order_by("-pk")  # noqa: S611


def _matching(
    hospital_ids: Sequence[int], groups: Groups, before: int | None, limit: int
) -> tuple[str, list[Any]]:
    """SQL for the newest ids that have a token of each group; no value stands in the text itself."""
    parts, params = [], []
    for place, (sql, values) in enumerate(_walks(hospital_ids, groups, before, limit)):
        parts.append(f"SELECT patient_id FROM ({sql}) AS walk{place}")  # noqa: S608 - constants and %s only
        params += values
    return " UNION ".join(parts) + " ORDER BY patient_id DESC LIMIT %s", [*params, limit]


def _walks(
    hospital_ids: Sequence[int], groups: Groups, before: int | None, limit: int
) -> Iterator[tuple[str, list[Any]]]:
    """One bounded walk of the index for each hospital and each token of the first word."""
    first, *others = groups
    also = "".join(_ALSO.format(places=", ".join(["%s"] * len(group))) for group in others)
    rest = [number for group in others for number in group]
    for hospital_id in hospital_ids:
        for number in first:
            sql, values = _NEWEST, [hospital_id, number]
            if before is not None:
                sql, values = sql + " AND s.patient_id < %s", [*values, before]
            yield f"{sql}{also} ORDER BY s.patient_id DESC LIMIT %s", [*values, *rest, limit]
