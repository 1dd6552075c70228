"""Who looked into a record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quancheng.audit.queries import readings_of
from quancheng.patients.queries.family import family_names
from quancheng.workbench.presenters.readings import shown
from quancheng.workbench.views.frame import open_page


@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The newest readings of this record: who, when, which page, for which purpose."""
    opened, context = open_page(request, public_id, "readings")
    family = family_names(opened.actor, opened.patient)
    context["readings"] = shown(readings_of(opened.actor, opened.patient.pk), family)
    return render(request, "workbench/record/readings.html", context)
