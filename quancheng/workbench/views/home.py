"""The way in: each role starts on its own first page."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from quancheng.workbench.shell import first_page


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """Leads to the first page of the person's role; says so where the role has none."""
    target = first_page(request.actor)  # type: ignore[attr-defined]
    return redirect(target) if target else render(request, "workbench/nothing_here.html", {})
