"""Changing who she is in the record, and showing her numbers in full."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quancheng.access.roles import Permission
from quancheng.patients.actions.identity import show_identifiers
from quancheng.patients.forms.people import IdentityForm
from quancheng.patients.presenters import people as words
from quancheng.patients.queries import people
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.rules.identity import shown_identity
from quancheng.patients.views.staff.common import form_page, opened, saved
from quancheng.ui.once import once


@once
def edit(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The form with what stands there, and why it is changed."""
    actor, patient = opened(request, public_id, "identity", Permission.EDIT_IDENTITY)
    standing = identity_of(actor, patient)
    if request.method == "GET":
        show_identifiers(by=actor, patient=patient)  # the form holds them in full
    form = IdentityForm(
        request.POST or None,
        initial={name: getattr(standing, name) for name in words.FIELDS},
        shown=shown_identity(standing),
        teams=words.team_choices(people.teams_of(actor, patient)),
        colleagues=words.colleague_choices(people.colleagues_of(actor, patient), _("Nobody")),
    )
    act = import_string(settings.PATIENT_ACTIONS["edit_identity"])
    answer = lambda: {"new": form.identity, "reason": form.values["reason"], "shown": form.shown_as}  # noqa: E731
    if saved(request, form, lambda: act(by=actor, patient=patient, **answer())):
        messages.success(request, _("Changed. What stood there before is kept in her history."))
        return redirect(words.people_page(patient))
    if form.is_stale:
        show_identifiers(by=actor, patient=patient)  # what a colleague has typed meanwhile is shown beside
    context = {"patient": patient, "back": words.people_page(patient)}
    return form_page(request, "patients/identity.html", form, context)


@require_POST
def identifiers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Her numbers in full; asking for them stands in the audit trail."""
    actor, patient = opened(request, public_id, "identifiers", Permission.EDIT_IDENTITY, in_emergency=True)
    numbers = show_identifiers(by=actor, patient=patient)
    context = {
        "patient": patient,
        "back": words.people_page(patient),
        "identity": words.identity_rows(patient, numbers, in_full=True),
    }
    return render(request, "patients/identifiers.html", context)
