"""The family's access: given, seen and ended by the patient."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quancheng.kernel.refused import Refused
from quancheng.patients.actions.portal import grant_proxy, revoke_proxy
from quancheng.portal.door import portal_page
from quancheng.portal.forms import RELATIONS, SCOPES, GrantForm
from quancheng.portal.queries.family import grant_of, grants_of
from quancheng.portal.queries.records import OpenRecord
from quancheng.ui.once import once


@require_safe
@portal_page()
def grants(request: HttpRequest, *, record: OpenRecord) -> HttpResponse:
    """Who has access, to what, until when."""
    context = {
        "record": record,
        "grants": grants_of(request.actor, record.patient),  # type: ignore[attr-defined]
        "relations": dict(RELATIONS),
        "scopes": dict(SCOPES),
    }
    return render(request, "portal/family.html", context)


@once
@portal_page()
def grant(request: HttpRequest, *, record: OpenRecord) -> HttpResponseBase:
    """Gives a family member access."""
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant_proxy(by=request.actor, patient=record.patient, **form.grant)  # type: ignore[attr-defined]
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("She or he can sign in now with the mobile number."))
            return redirect("portal:family")
    return render(request, "portal/family_new.html", {"record": record, "form": form})


@require_POST
@once
@portal_page()
def end(request: HttpRequest, grant_id: int, *, record: OpenRecord) -> HttpResponseBase:
    """Ends a family member's access at once."""
    actor = request.actor  # type: ignore[attr-defined]
    revoke_proxy(by=actor, grant=grant_of(actor, record.patient, grant_id))
    messages.success(request, _("The access has ended."))
    return redirect("portal:family")
