"""Her data: what is kept, who looked, what she agreed to, and what she says is wrong."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quancheng.access.guards import NotFound
from quancheng.access.roles import ProxyScope
from quancheng.audit.presenters import who_word
from quancheng.kernel.refused import Refused
from quancheng.patients.actions.consents import give_consent, withdraw_consent
from quancheng.patients.actions.corrections import ask_correction as ask
from quancheng.patients.queries.consents import consent_of, ledger, partner_hospitals
from quancheng.patients.queries.record import NOT_HERE
from quancheng.portal.door import portal_page
from quancheng.portal.forms import CorrectionForm
from quancheng.portal.presenters import consent_uses, happenings
from quancheng.portal.queries.corrections import requests_of
from quancheng.portal.queries.identity import identity_of
from quancheng.portal.queries.journey import readable_facts
from quancheng.portal.queries.readings import readers_of
from quancheng.portal.queries.records import OpenRecord
from quancheng.portal.words import PURPOSES
from quancheng.ui.once import once

# What a 64-bit column can hold; a longer one is a database error and no answer.
LONGEST_NUMBER = 19


@require_safe
@portal_page(ProxyScope.DATA, page="data")
def my_data(request: HttpRequest, *, record: OpenRecord) -> HttpResponse:
    """Who she is in the record, what is kept about her course, and her correction requests."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "record": record,
        "identity": identity_of(actor, record.patient),
        "happenings": happenings(readable_facts(actor, record.patient)),
        "requests": requests_of(actor, record.patient),
    }
    return render(request, "portal/data.html", context)


@once
@portal_page()
def ask_correction(request: HttpRequest, *, record: OpenRecord) -> HttpResponseBase:
    """Says what is wrong; a person answers."""
    actor = request.actor  # type: ignore[attr-defined]
    about = _about(request, record)
    form = CorrectionForm(request.POST or None, initial={"item": about})
    if request.method == "POST" and form.is_valid():
        try:
            ask(by=actor, patient=record.patient, **form.values)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Thank you. Your team reads this and answers here."))
            return redirect("portal:data")
    return render(request, "portal/correction.html", {"record": record, "form": form})


def _about(request: HttpRequest, record: OpenRecord) -> str:
    """The words of the item that she tapped, if she came from one."""
    wanted = request.GET.get("item", "")
    facts = readable_facts(request.actor, record.patient)  # type: ignore[attr-defined]
    for item in happenings(facts) if wanted else ():
        if str(item.fact_id) == wanted:
            return f"{_(item.words.title)} ({item.when})" if item.when else _(item.words.title)
    return ""


@require_safe
@portal_page()
def readers(request: HttpRequest, *, record: OpenRecord) -> HttpResponse:
    """Who looked at her record, by day."""
    found = readers_of(request.actor, record.patient)  # type: ignore[attr-defined]
    context = {"record": record, "readers": found, "purposes": PURPOSES, "who_word": who_word}
    return render(request, "portal/readers.html", context)


@once
@portal_page()
def consents(request: HttpRequest, *, record: OpenRecord) -> HttpResponseBase:
    """Every purpose with the text that counts, and one button to agree or to take it back."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        if given := request.POST.get("withdraw"):
            withdraw_consent(by=actor, consent=consent_of(actor, record.patient, _number(given)))
            messages.success(request, _("You took it back. We stop this use at once."))
        else:
            purpose, partner = request.POST.get("give", ""), request.POST.get("share_with", "")
            share_with = _number(partner) if partner else None
            give_consent(
                by=actor, patient=record.patient, purpose=purpose, channel="portal", share_with_id=share_with
            )
            messages.success(request, _("Thank you, you agreed."))
        return redirect("portal:consents")
    standings = ledger(actor, record.patient)
    uses = consent_uses(standings, record.patient.hospital, partner_hospitals(actor, record.patient))
    return render(request, "portal/consents.html", {"record": record, "uses": uses})


def _number(sent: str) -> int:
    """The number that a button of the page carries; anything else is no row of hers."""
    if not (sent.isascii() and sent.isdecimal() and len(sent) < LONGEST_NUMBER):
        raise NotFound(NOT_HERE)
    return int(sent)
