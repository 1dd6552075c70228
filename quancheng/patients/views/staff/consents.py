"""The consent ledger at the bedside: read out, written down, taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from quancheng.access.guards import NotFound
from quancheng.access.roles import Permission
from quancheng.patients.actions.consents import give_consent, withdraw_consent
from quancheng.patients.consent_texts import CURRENT
from quancheng.patients.forms.people import ConsentForm
from quancheng.patients.presenters import people as words
from quancheng.patients.queries.consents import consent_of, ledger, partner_hospitals
from quancheng.patients.queries.record import NOT_HERE
from quancheng.patients.rules.consents import SHARE
from quancheng.patients.views.staff.common import form_page, opened, saved
from quancheng.ui.once import once


@once
def give(request: HttpRequest, public_id: str, purpose: str) -> HttpResponseBase:
    """The text of one purpose to be read with her, and how she agreed."""
    actor, patient = opened(request, public_id, "consent", Permission.MANAGE_CONSENT)
    if purpose not in CURRENT:
        raise NotFound(NOT_HERE)
    partners = list(partner_hospitals(actor, patient)) if purpose == SHARE else None
    chosen = _chosen(partners or [], request.GET.get("with", ""))
    form = ConsentForm(
        request.POST or None,
        partners=words.hospital_choices(partners) if partners is not None else None,
        initial={"share_with": str(chosen.pk)} if chosen else {},
    )
    if saved(request, form, lambda: give_consent(by=actor, patient=patient, purpose=purpose, **form.consent)):
        messages.success(request, _("Her consent is written down."))
        return redirect(words.people_page(patient))
    label = next(row.purpose.label for row in ledger(actor, patient) if row.purpose.value == purpose)
    partner = chosen.called if chosen else _("the hospital chosen beside")
    context = {
        "patient": patient,
        "back": words.people_page(patient),
        "label": label,
        "paragraphs": words.purpose_paragraphs(purpose, patient.hospital, partner),
        "version": CURRENT[purpose].version,
    }
    return form_page(request, "patients/consent_give.html", form, context)


def _chosen(partners: list[Any], code: str) -> Any:
    """The hospital that the address names, or the only one there is."""
    return next((row for row in partners if row.code == code or len(partners) == 1), None)


@once
def show(request: HttpRequest, public_id: str, consent_id: int) -> HttpResponseBase:
    """One consent with the words that were read; a POST takes it back."""
    actor, patient = opened(request, public_id, "consent", Permission.MANAGE_CONSENT)
    consent = consent_of(actor, patient, consent_id)
    if request.method == "POST":
        withdraw_consent(by=actor, consent=consent)
        messages.success(request, _("Taken back. What rests on it stops at once."))
        return redirect(words.people_page(patient))
    context = {
        "patient": patient,
        "back": words.people_page(patient),
        "consent": consent,
        "paragraphs": words.consent_paragraphs(consent),
    }
    return render(request, "patients/consent.html", context)
