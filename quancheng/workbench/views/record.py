"""The patient record: one page per tab, each with the frame."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quancheng.kernel import clock
from quancheng.oncology.queries import remarks_on
from quancheng.workbench.presenters import past, timeline, tissues
from quancheng.workbench.presenters.events import events
from quancheng.workbench.queries import record
from quancheng.workbench.views.frame import open_page

PATHOLOGY = {"diagnosis", "biopsy_pathology", "surgical_pathology", "tnm", "imaging", "genetic_test"}
TREATMENT = {"treatment_plan", "operation", "therapy_started", "therapy_ended", "complication"}


@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The timeline: every fact in its lane, and below it the same in words."""
    opened, context = open_page(request, public_id, "timeline")
    found = events(record.current_facts(opened.actor, opened.patient), public_id)
    zoom = request.GET.get("zoom", "all")
    dated = not opened.patient.pseudonymous or any(event.first and event.first > 100_000 for event in found)
    context["drawing"] = timeline.draw(
        found, today=clock.today(), zoom=zoom if zoom in timeline.ZOOMS else "all", dated=dated
    )
    context["events"] = list(reversed(found))
    return render(request, "workbench/record/timeline.html", context)


def _of_kinds(request: HttpRequest, public_id: str, tab: str, kinds: set[str]) -> dict[str, Any]:
    opened, context = open_page(request, public_id, tab)
    facts = record.current_facts(opened.actor, opened.patient)
    context["remarks"] = tissues.remarks(remarks_on(opened.actor, facts)) if tab == "pathology" else None
    context["cards"] = past.cards([fact for fact in facts if fact.kind in kinds], public_id)
    return context


@require_safe
def pathology(request: HttpRequest, public_id: str) -> HttpResponse:
    """Diagnosis, pathology, stage and imaging with every value."""
    context = _of_kinds(request, public_id, "pathology", PATHOLOGY)
    context["add"] = past.kinds("biopsy_pathology", "surgical_pathology", "tnm", "imaging")
    return render(request, "workbench/record/facts.html", context)


@require_safe
def treatment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Plan, operations, therapies and their complications with every value."""
    context = _of_kinds(request, public_id, "treatment", TREATMENT)
    context["add"] = past.kinds("treatment_plan", "operation", "therapy_started", "therapy_ended")
    return render(request, "workbench/record/facts.html", context)


@require_safe
def history(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who did what: facts entered, corrected and withdrawn, stages and steps."""
    opened, context = open_page(request, public_id, "history")
    context["entries"] = past.entries(record.past_of(opened.actor, opened.patient), public_id)
    return render(request, "workbench/record/history.html", context)
