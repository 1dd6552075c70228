"""What patients say is wrong, and the answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quancheng.patients.actions.corrections import answer_correction
from quancheng.patients.forms.registry import AnswerForm
from quancheng.patients.presenters.people import record_page
from quancheng.patients.queries import corrections
from quancheng.patients.views.staff.common import actor_of, form_page, saved
from quancheng.ui.once import once


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Requests that wait, oldest first; or those answered."""
    actor = actor_of(request)
    answered = request.GET.get("show") == "answered"
    after = request.GET.get("after", "")
    found = list(
        corrections.requests_to_answer(
            actor, answered=answered, after=int(after) if after.isdecimal() else None
        )
    )
    rows, more = found[: corrections.PAGE], found[corrections.PAGE :]
    context = {
        "requests": rows,
        "answered": answered,
        "waiting": corrections.waiting_requests(actor),
        "next_after": rows[-1].pk if more else None,
    }
    return render(request, "patients/corrections.html", context)


@once
def answer(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """One request with its text, and the answer."""
    actor = actor_of(request)
    asked = corrections.request_of(actor, request_id)
    form = AnswerForm(request.POST or None)
    if saved(request, form, lambda: answer_correction(by=actor, request=asked, **form.reply)):
        messages.success(request, _("Answered. She reads it in her portal."))
        return redirect("patients_staff:corrections")
    context = {"asked": asked, "record_href": record_page(asked.patient)}
    return form_page(request, "patients/correction.html", form, context)
