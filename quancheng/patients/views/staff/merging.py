"""One person with two records in one hospital: merged, and parted again."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from quancheng.access.roles import Permission
from quancheng.kernel.refused import Refused
from quancheng.patients.forms.registry import MergeForm, OtherRecordForm
from quancheng.patients.presenters import people as words
from quancheng.patients.presenters import registry
from quancheng.patients.queries import people
from quancheng.patients.queries.merging import pair_to_merge
from quancheng.patients.views.staff.common import confirm, form_page, opened, saved
from quancheng.ui.once import once


@once
def merge(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Asks for the other record, shows both beside each other, and merges them with a reason."""
    actor, patient = opened(request, public_id, "merge", Permission.MERGE_RECORDS)
    search = OtherRecordForm(request.GET if "record_number" in request.GET else None)
    pair = None
    if search.is_valid():
        try:
            pair = pair_to_merge(actor, patient, search.cleaned_data["record_number"])
        except Refused as refused:
            search.refuse(refused)
    form = MergeForm(request.POST or None)
    act = import_string(settings.PATIENT_ACTIONS["merge"])
    if pair is not None and saved(
        request,
        form,
        lambda: act(by=actor, survivor=patient, absorbed=pair.absorbed, reason=form.values["reason"]),
    ):
        messages.success(request, _("The two records are one now. This can be undone."))
        return redirect(words.people_page(patient))
    context = {
        "patient": patient,
        "back": words.people_page(patient),
        "search": search,
        "pair": pair,
        "lines": registry.lines(pair) if pair else [],
    }
    return form_page(request, "patients/merge.html", form, context)


@once
def unmerge(request: HttpRequest, public_id: str, merge_id: int) -> HttpResponseBase:
    """Parts two merged records."""
    actor, patient = opened(request, public_id, "merge", Permission.MERGE_RECORDS)
    row = people.merge_of(actor, patient, merge_id)
    context = {
        "title": _("Undo this merge?"),
        "consequences": [
            _("The record with number %(number)s is open again, with everything that it brought.")
            % {"number": row.absorbed.record_number},
            _("What was recorded since stays with this record."),
        ],
        "yes": _("Undo the merge"),
    }
    act = import_string(settings.PATIENT_ACTIONS["unmerge"])
    return confirm(request, patient, context, lambda: act(by=actor, merge=row))
