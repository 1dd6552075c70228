"""Accounts that cannot sign in, for the security administrator."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quancheng.accounts import actions, queries
from quancheng.accounts.forms.staff import PersonForm
from quancheng.accounts.requests import SignedInRequest
from quancheng.ui.once import once


@require_safe
def locks(request: SignedInRequest) -> HttpResponseBase:
    """What is locked now, and a search for people whose phone is lost."""
    form = PersonForm(request.GET or None)
    text = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    context = {
        "locked": queries.locked(request.actor),
        "form": form,
        "people": queries.people_to_help(request.actor, text) if text else None,
    }
    return render(request, "accounts/locks.html", context)


@require_POST
@once
def unlock(request: SignedInRequest, user_id: int) -> HttpResponseBase:
    """Lets the account sign in again."""
    user = actions.unlock(by=request.actor, user_id=user_id)
    messages.success(request, _("%(name)s can sign in again.") % {"name": user.display_name})
    return redirect("accounts_staff:locks")


@once
def clear_second_factor(request: SignedInRequest, user_id: int) -> HttpResponseBase:
    """Asks, then takes the second factor away."""
    person = queries.person_to_help(request.actor, user_id)
    if request.method == "POST":
        actions.clear_second_factor(by=request.actor, user_id=user_id)
        said = _("%(name)s sets up a new second step at the next sign-in.")
        messages.success(request, said % {"name": person.user.display_name})
        return redirect("accounts_staff:locks")
    return render(request, "accounts/clear_second_factor.html", {"person": person})
