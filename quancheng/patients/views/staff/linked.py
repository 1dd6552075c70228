"""Records of the same person in other hospitals, read with her consent."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from quancheng.access.roles import Permission
from quancheng.patients.actions.reading import open_linked
from quancheng.patients.presenters import people as words
from quancheng.patients.queries.linked import linked_records
from quancheng.patients.views.staff.common import opened


@require_safe
def records(request: HttpRequest, public_id: str) -> HttpResponse:
    """Which other hospitals have a linked record, and whether it may be read now."""
    actor, patient = opened(request, public_id, "linked", Permission.VIEW_RECORD, in_emergency=True)
    context = {
        "patient": patient,
        "back": words.people_page(patient),
        "linked": [(row.hospital.called, row) for row in linked_records(actor, patient)],
    }
    return render(request, "patients/linked.html", context)


@require_safe
def record(request: HttpRequest, public_id: str, other_public_id: str) -> HttpResponse:
    """The other hospital's record, to be read only; apps above add what they know of her."""
    actor, patient = opened(request, public_id, "linked", Permission.VIEW_RECORD, in_emergency=True)
    other = open_linked(by=actor, patient=patient, other_public_id=other_public_id, page="linked")
    parts = [import_string(path)(actor, other) for path in getattr(settings, "LINKED_RECORD_PARTS", ())]
    context = {
        "patient": patient,
        "other": other,
        "hospital": other.hospital.called,
        "identity": words.identity_rows(other, []),
        "parts": parts,
    }
    return render(request, "patients/linked_record.html", context)
