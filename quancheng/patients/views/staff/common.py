"""What the views share: opening the record with its reading noted, and one page that asks before an end."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.kernel.refused import Refused
from quancheng.patients.actions.reading import open_record
from quancheng.patients.presenters.people import people_page
from quancheng.patients.queries.record import narrowed, open_one, with_frame
from quancheng.patients.rules.seeing import check_not_by_emergency
from quancheng.ui.forms import SearchForm


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def opened(
    request: HttpRequest, public_id: str, page: str, permission: Permission, *, in_emergency: bool = False
) -> tuple[Actor, Any]:
    """The actor as far as her duties reach the record, and the record, for a page that needs this right.

    A page that shows her data writes the reading down. A role without the right is refused before anything
    is looked up, so that it learns nothing of addresses. Only where `in_emergency` broken glass is enough.
    """
    actor = actor_of(request)
    check_may(actor, permission)
    if request.method == "GET":
        actor, patient, seen = open_record(by=actor, public_id=public_id, page=page)
    else:
        patient, seen = open_one(actor, with_frame(actor).select_related("hospital"), public_id)
        actor = narrowed(actor, patient, seen)
    check_may(actor, permission, patient.hospital_id)
    if not in_emergency:
        check_not_by_emergency(seen)
    return actor, patient


def saved(request: HttpRequest, form: SearchForm, act: Callable[[], Any]) -> bool:
    """Whether a form was sent, could be read, and the action was done; its refusal is shown in the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Refused as refused:
        form.refuse(refused)
        return False
    return True


def confirm(
    request: HttpRequest, patient: Any, context: dict[str, Any], act: Callable[[], Any]
) -> HttpResponseBase:
    """Asks first (GET), then does it (POST) and goes back to the people of the record."""
    if request.method == "POST":
        act()
        return redirect(people_page(patient))
    return render(
        request, "patients/confirm.html", {"patient": patient, "back": people_page(patient), **context}
    )


def form_page(request: HttpRequest, template: str, form: SearchForm, context: dict[str, Any]) -> HttpResponse:
    """A page with a form; 422 where the form was refused, 409 where somebody else was faster."""
    status = 409 if getattr(form, "is_stale", False) else 422 if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
