"""Who else may open the record: the patient, her family, colleagues named for her care."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from quancheng.access.roles import Permission
from quancheng.patients.actions import portal, relations
from quancheng.patients.forms.people import ColleagueForm, FamilyForm, PortalForm
from quancheng.patients.presenters import people as words
from quancheng.patients.queries import people
from quancheng.patients.queries.identity import identity_of
from quancheng.patients.views.staff.common import confirm, form_page, opened, saved
from quancheng.ui.once import once


@once
def open_portal(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Opens the patient's own access by her phone."""
    actor, patient = opened(request, public_id, "portal", Permission.MANAGE_PORTAL)
    form = PortalForm(request.POST or None, initial={"phone": identity_of(actor, patient).phone})
    if saved(request, form, lambda: portal.open_portal(by=actor, patient=patient, **form.values)):
        messages.success(request, _("The portal is open. She signs in with this phone."))
        return redirect(words.people_page(patient))
    context = {
        "patient": patient,
        "back": words.people_page(patient),
        "title": _("Open the portal for her"),
        "button_text": _("Open the portal"),
    }
    return form_page(request, "patients/form.html", form, context)


@once
def close_portal(request: HttpRequest, public_id: str, access_id: int) -> HttpResponseBase:
    """Ends the patient's own access."""
    actor, patient = opened(request, public_id, "portal", Permission.MANAGE_PORTAL)
    access = people.portal_access_of(actor, patient, access_id)
    context = {
        "title": _("Close the portal for her?"),
        "consequences": [_("She can no longer sign in to this record."), _("Her record stays as it is.")],
        "yes": _("Close the portal"),
    }
    return confirm(request, patient, context, lambda: portal.close_portal(by=actor, access=access))


@once
def grant_family(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Writes down, on the patient's word, what a family member may see."""
    actor, patient = opened(request, public_id, "family", Permission.MANAGE_PORTAL)
    form = FamilyForm(
        request.POST or None,
        relations=list(words.RELATIONS.items()),
        scopes=list(words.SCOPES.items()),
    )
    if saved(request, form, lambda: portal.grant_proxy(by=actor, patient=patient, **form.grant)):
        messages.success(request, _("She or he can sign in now with the mobile number."))
        return redirect(words.people_page(patient))
    context = {
        "patient": patient,
        "back": words.people_page(patient),
        "title": _("Family access, as the patient wishes"),
        "note": _(
            "Ask the patient herself, without the family member in the room. She can end it at any time."
        ),
        "button_text": _("Grant access"),
    }
    return form_page(request, "patients/form.html", form, context)


@once
def end_family(request: HttpRequest, public_id: str, grant_id: int) -> HttpResponseBase:
    """Ends a family member's access."""
    actor, patient = opened(request, public_id, "family", Permission.MANAGE_PORTAL)
    grant = people.family_grant_of(actor, patient, grant_id)
    context = {
        "title": _("End this family member's access?"),
        "consequences": [_("She or he no longer sees the patient's pages, from the next click on.")],
        "yes": _("End the access"),
    }
    return confirm(request, patient, context, lambda: portal.revoke_proxy(by=actor, grant=grant))


@once
def name_colleague(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Names a colleague of the hospital who is not of the team."""
    actor, patient = opened(request, public_id, "colleagues", Permission.EDIT_IDENTITY)
    colleagues = people.colleagues_of(actor, patient, readers_only=True)
    form = ColleagueForm(
        request.POST or None, colleagues=words.colleague_choices(colleagues, _("Choose a colleague"))
    )
    if saved(request, form, lambda: relations.name_colleague(by=actor, patient=patient, **form.naming)):
        messages.success(request, _("This colleague can open the record now."))
        return redirect(words.people_page(patient))
    context = {
        "patient": patient,
        "back": words.people_page(patient),
        "title": _("Name a colleague on this record"),
        "note": _("She or he may then do here whatever her role allows. Every reading is written down."),
        "button_text": _("Name the colleague"),
    }
    return form_page(request, "patients/form.html", form, context)


@once
def end_colleague(request: HttpRequest, public_id: str, relation_id: int) -> HttpResponseBase:
    """Ends a naming."""
    actor, patient = opened(request, public_id, "colleagues", Permission.EDIT_IDENTITY)
    relation = people.naming_of(actor, patient, relation_id)
    context = {
        "title": _("Take this colleague's name off the record?"),
        "consequences": [_("She or he can no longer open it, unless the team looks after the patient.")],
        "yes": _("Take the name off"),
    }
    return confirm(request, patient, context, lambda: relations.end_naming(by=actor, relation=relation))
