"""Keeping the blind search index in line with what identifies a person now."""

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.kernel.names import name_terms
from quancheng.kernel.search_terms import identifier_terms
from quancheng.patients.models import Contact, Identifier, Patient, SearchToken
from quancheng.patients.queries.families import families_of
from quancheng.vault.keys import token


@transaction.atomic(savepoint=False)
def rebuild_search_tokens(*, by: Actor, patient: Patient) -> None:
    """Adds the terms that are missing and takes away those that no longer hold; rows that stay are untouched.

    A record that absorbed others stays findable by their names and record numbers.
    """
    wanted = {token(term) for term in _terms(by, patient)}
    rows = SearchToken.objects.filter(patient=patient)
    held = set(rows.values_list("token", flat=True))
    rows.filter(token__in=held - wanted).delete()
    SearchToken.objects.bulk_create(
        SearchToken(hospital_id=patient.hospital_id, token=number, patient=patient)
        for number in sorted(wanted - held)
    )


def _terms(by: Actor, patient: Patient) -> set[str]:
    terms: set[str] = set()
    absorbed = families_of(by, [patient.pk]).keys() - {patient.pk}
    for record in [patient, *(Patient.objects.filter(pk__in=absorbed) if absorbed else ())]:
        terms |= identifier_terms("record_number", record.record_number)
        terms |= name_terms(record.name) if record.name else set()
    for kind, value in Identifier.objects.filter(patient=patient).values_list("kind", "value"):
        terms |= identifier_terms(kind, value)
    phones = Contact.objects.filter(patient=patient, kind="phone", relation="")
    for number in phones.values_list("value", flat=True):
        terms |= identifier_terms("phone", number)
    return terms
