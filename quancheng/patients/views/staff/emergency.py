"""Emergency access: taken with a reason, and reviewed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quancheng.patients.actions.emergency import break_glass as take
from quancheng.patients.actions.emergency import review_glass
from quancheng.patients.forms.registry import EmergencyForm, ReviewForm
from quancheng.patients.presenters import registry as words
from quancheng.patients.presenters.people import record_page
from quancheng.patients.queries import emergency
from quancheng.patients.views.staff.common import actor_of, form_page, saved
from quancheng.ui.once import once


@once
def break_glass(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Why the record must be opened now; then it is open for two hours."""
    actor = actor_of(request)
    patient = emergency.record_for_emergency(actor, public_id)
    if emergency.is_in_care(actor, patient) or emergency.open_emergency(actor, patient):
        return redirect(record_page(patient))
    form = EmergencyForm(request.POST or None)
    if saved(request, form, lambda: take(by=actor, patient=patient, **form.values)):
        messages.warning(request, _("The record is open to you for two hours. A colleague reviews this."))
        return redirect(record_page(patient))
    return form_page(request, "patients/break_glass.html", form, {"patient": patient})


@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Every emergency access: those that wait for a review, or those reviewed."""
    actor = actor_of(request)
    reviewed = request.GET.get("show") == "reviewed"
    before = request.GET.get("after", "")
    found = list(
        emergency.emergencies(actor, reviewed=reviewed, before=int(before) if before.isdecimal() else None)
    )
    rows, more = found[: emergency.PAGE], found[emergency.PAGE :]
    context = {
        "uses": words.uses(actor, rows),
        "reviewed": reviewed,
        "waiting": emergency.waiting_emergencies(actor),
        "next_after": rows[-1].pk if more else None,
    }
    return render(request, "patients/glass_reviews.html", context)


@once
def review(request: HttpRequest, glass_id: int) -> HttpResponseBase:
    """One use with its reason, and the verdict."""
    actor = actor_of(request)
    glass = emergency.emergency_of(actor, glass_id)
    form = ReviewForm(request.POST or None)
    if saved(request, form, lambda: review_glass(by=actor, glass=glass, **form.values)):
        messages.success(request, _("The review is written down."))
        return redirect("patients_staff:glass_reviews")
    return form_page(
        request, "patients/glass_review.html", form, {"use": next(iter(words.uses(actor, [glass])))}
    )
