"""Pathways of the director's hospital: read, changed, confirmed, published."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from quancheng.access.guards import NotFound, check_may
from quancheng.access.roles import Permission
from quancheng.careplan.actions.pathways import publish_pathway
from quancheng.careplan.forms import PathwayForm
from quancheng.careplan.presenters.pathways import pathway_title, rule_words
from quancheng.careplan.queries.pathways import pathways_in_force, replanning_of, versions_of
from quancheng.kernel.refused import Refused, msg
from quancheng.ui.once import once

NO_PATHWAY = msg("There is no such pathway.")


def index(request: HttpRequest) -> HttpResponse:
    """The pathways in force, and how far plans have followed the last change."""
    hospital_id = _hospital(request)
    actor = request.actor  # type: ignore[attr-defined]
    pathways = [
        {
            "pathway": pathway,
            "title": pathway_title(pathway.definition),
            "steps": sum(not row.get("off") for row in pathway.definition["steps"]),
        }
        for pathway in pathways_in_force(actor, hospital_id)
    ]
    context = {"pathways": pathways, "work": replanning_of(actor, hospital_id)}
    return render(request, "careplan/pathways.html", context)


def show(request: HttpRequest, code: str) -> HttpResponse:
    """One pathway as a table to read."""
    hospital_id, pathway = _pathway(request, code)
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        "pathway": pathway,
        "title": pathway_title(pathway.definition),
        "rules": [rule_words(row) for row in pathway.definition["steps"]],
        "versions": versions_of(actor, hospital_id, code),
        "work": replanning_of(actor, hospital_id),
    }
    return render(request, "careplan/pathway.html", context)


@once
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of every step in a form; publishing makes a new version."""
    hospital_id, pathway = _pathway(request, code)
    form = PathwayForm(
        request.POST or None, definition=pathway.definition, confirmed=pathway.confirmed_by_centre
    )
    if request.method == "POST" and form.is_valid():
        try:
            publish_pathway(
                by=request.actor,  # type: ignore[attr-defined]
                hospital_id=hospital_id,
                base=pathway,
                edits=form.edits,
                confirmed=form.cleaned_data["confirmed"],
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The new version is in force. Open steps follow within minutes."))
            return redirect("careplan_staff:pathway", code)
    context = {
        "pathway": pathway,
        "title": pathway_title(pathway.definition),
        "form": form,
        "rules": [(rule_words(row), _fields(form, row)) for row in pathway.definition["steps"]],
    }
    return render(request, "careplan/pathway_edit.html", context, status=422 if form.errors else 200)


def _fields(form: PathwayForm, row: dict[str, Any]) -> dict[str, Any]:
    names = ("on", "after_days", "window_days", "every_months", "duty", "priority")
    return {name: form[f"{row['code']}-{name}"] for name in names if f"{row['code']}-{name}" in form.fields}


def _hospital(request: HttpRequest) -> int:
    """The hospital whose pathways the actor answers for."""
    actor = request.actor  # type: ignore[attr-defined]
    check_may(actor, Permission.EDIT_PATHWAYS)
    return min(actor.hospitals_with(Permission.EDIT_PATHWAYS))


def _pathway(request: HttpRequest, code: str) -> tuple[int, Any]:
    hospital_id = _hospital(request)
    found = {row.code: row for row in pathways_in_force(request.actor, hospital_id)}  # type: ignore[attr-defined]
    if code not in found:
        raise NotFound(NO_PATHWAY, code="no_pathway")
    return hospital_id, found[code]
