"""The plan of one patient: a part of her record, also a page of its own; adding a step; enrolment."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.careplan.actions.enrolling import enrol
from quancheng.careplan.actions.steps import add_step
from quancheng.careplan.forms import AddStepForm, EnrolForm
from quancheng.careplan.presenters import plan as words
from quancheng.careplan.presenters import steps
from quancheng.careplan.queries.steps import plan_of
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.patients.actions.reading import open_record
from quancheng.ui.once import once

if TYPE_CHECKING:
    from quancheng.patients.models import Patient


def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """All steps: open, done, varied, no longer needed. A fragment for the record's frame, else a page."""
    actor, patient, _seen = open_record(by=request.actor, public_id=public_id, page="plan")  # type: ignore[attr-defined]
    plan = plan_of(actor, patient)
    context = _head(patient) | {
        "plan": words.plan_words(plan, clock.today()),
        "may_work": actor.may(Permission.WORK_STEPS, patient.hospital_id),
    }
    is_part = bool(request.headers.get("HX-Request")) or request.GET.get("fragment") == "1"
    return render(request, "careplan/_plan.html" if is_part else "careplan/plan.html", context)


@once
def add(request: HttpRequest, public_id: str) -> HttpResponse:
    """A step that a person adds."""
    actor, patient, _seen = open_record(by=request.actor, public_id=public_id, page="plan")  # type: ignore[attr-defined]
    check_may(actor, Permission.WORK_STEPS, patient.hospital_id)
    form = AddStepForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_step(by=actor, patient=patient, **form.answer)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The step stands in the plan."))
            return redirect("careplan_staff:plan", patient.public_id)
    context = _head(patient) | {"form": form, "title": _("Add a step"), "button_text": _("Add the step")}
    return render(request, "careplan/plan_form.html", context, status=422 if form.errors else 200)


@once
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whole-course management begins, and with it the plan."""
    actor, patient, _seen = open_record(by=request.actor, public_id=public_id, page="plan")  # type: ignore[attr-defined]
    check_may(actor, Permission.WORK_STEPS, patient.hospital_id)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enrol(by=actor, patient=patient, on=form.cleaned_data["on"])
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, _("Whole-course management has begun. The plan is made of the pathways.")
            )
            return redirect("careplan_staff:plan", patient.public_id)
    context = _head(patient) | {
        "form": form,
        "title": _("Begin whole-course management"),
        "button_text": _("Begin"),
    }
    return render(request, "careplan/plan_form.html", context, status=422 if form.errors else 200)


def _head(patient: "Patient") -> dict[str, object]:
    return {
        "patient": patient,
        "name": steps.name_of(patient),
        "basics": steps.basics(patient, clock.today()),
    }
