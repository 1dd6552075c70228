"""Tabs that other apps draw: the record's frame asks their address for its fragment."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch
from django.views.decorators.http import require_safe

from quancheng.ui.addresses import address
from quancheng.workbench.views.frame import open_page

# Tab -> the page of the app that draws it; asked by HTMX it answers with its part alone.
DRAWN_BY = {"people": "patients_staff:people", "plan": "careplan_staff:plan"}


@require_safe
def show(request: HttpRequest, public_id: str, tab: str) -> HttpResponse:
    """The frame with the place where the other app's part is put; without scripts, a link to its own page."""
    try:
        drawn_at = address(DRAWN_BY[tab], public_id)
    except NoReverseMatch as missing:
        raise Http404 from missing
    _, context = open_page(request, public_id, tab)
    return render(request, "workbench/record/composed.html", context | {"drawn_at": drawn_at})
