"""The portal's door: who passes, and whose record is open."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from quancheng.access.guards import NotFound, NotPermitted
from quancheng.access.roles import ProxyScope
from quancheng.kernel.refused import msg
from quancheng.portal.actions import note_visit
from quancheng.portal.queries.records import OpenRecord, open_records

CHOSEN = "portal_record"
View = Callable[..., HttpResponseBase]


def portal_page(
    scope: ProxyScope | None = None, *, page: str = "", family: bool = False
) -> Callable[[View], View]:
    """Lets patients and families in, opens the chosen record for `scope`, and writes the reading down.

    The view gets the record as `record`. Without `scope` only the person herself may come in, unless the
    page is one that every `family` member has.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = request.actor  # type: ignore[attr-defined]
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse("accounts:code"))
            if actor.is_staff:
                return redirect("/s/")
            record = chosen_record(request)
            if scope is None and not record.own and not family:
                raise NotPermitted(msg("Only the patient herself can do this."))
            if scope is not None and not record.allows(scope):
                raise NotPermitted(msg("The patient has not opened this part to you. Ask her for it."))
            if page:
                note_visit(by=actor, patient=record.patient, page=page, own=record.own)
            return view(request, *args, record=record, **kwargs)

        return wrapped

    return wrap


def chosen_record(request: HttpRequest) -> OpenRecord:
    """The record that the person chose, else her own, else the first one granted to her."""
    records = all_records(request)
    if not records:
        raise NotFound(msg("No record is open to you now. Ask the nurse who opened it for you."))
    wanted = request.session.get(CHOSEN)
    return next((record for record in records if record.patient.public_id == wanted), records[0])


def all_records(request: HttpRequest) -> list[OpenRecord]:
    """Every record open to the person; asked once a request."""
    if not hasattr(request, "portal_records"):
        request.portal_records = open_records(request.actor)  # type: ignore[attr-defined]
    return request.portal_records  # type: ignore[attr-defined]
