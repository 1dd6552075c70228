"""Search, and the list of patients in care."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quancheng.access.roles import Permission
from quancheng.kernel import clock
from quancheng.workbench.forms.lists import FilterForm
from quancheng.workbench.presenters import rows
from quancheng.workbench.queries import lists


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Who matches what was typed; asked by HTMX it answers with the results alone."""
    q = request.GET.get("q", "").strip()
    page = lists.search(request.actor, q, request.GET.get("after", ""))  # type: ignore[attr-defined]
    context = {
        "q": q,
        "search_text": q,
        "rows": rows.found(page.rows, request.actor, clock.today()),  # type: ignore[attr-defined]
        "may_register": request.actor.may(Permission.REGISTER_PATIENT),  # type: ignore[attr-defined]
        "next": _address("", q=q, after=page.next) if page.next else "",
        "first": _address("", q=q) if request.GET.get("after") else "",
    }
    is_fragment = request.headers.get("HX-Target") == "results"
    response = render(request, f"workbench/{'_found' if is_fragment else 'search'}.html", context)
    response["Vary"] = "HX-Request, HX-Target"
    return response


@require_safe
def patients(request: HttpRequest) -> HttpResponse:
    """The patients in the actor's care, fifty at a time."""
    actor = request.actor  # type: ignore[attr-defined]
    teams = lists.teams_to_choose(actor)
    form = FilterForm(request.GET or None, teams=rows.team_choices(teams))
    filters = lists.Filters(**form.narrowing())
    page = lists.patients_in_care(actor, filters, request.GET.get("after", ""))
    asked = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "form": form,
        "rows": rows.in_care(page.rows, clock.today()),
        "narrowed": bool(asked),
        "next": _address("", **asked, after=page.next) if page.next else "",
        "first": _address("", **asked) if request.GET.get("after") else "",
        "may_register": actor.may(Permission.REGISTER_PATIENT),
    }
    return render(request, "workbench/patients.html", context)


def _address(path: str, **asked: Any) -> str:
    return f"{path}?{urlencode(asked)}"
