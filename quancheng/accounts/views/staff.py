"""Staff of one's own hospital: list, adding, changing, disabling, dates that run out."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from quancheng.access.roles import Role
from quancheng.accounts import actions, presenters, queries, rules
from quancheng.accounts.forms.staff import DisableForm, FilterForm, NewStaffForm, StaffForm
from quancheng.accounts.requests import SignedInRequest
from quancheng.hospitals import queries as hospitals
from quancheng.kernel import clock
from quancheng.kernel.refused import Refused
from quancheng.ui.once import done, once


@require_safe
def staff_list(request: SignedInRequest) -> HttpResponseBase:
    """Everybody, by name."""
    form = FilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    narrowed = queries.StaffFilter(**{name: chosen.get(name) or "" for name in ("q", "role", "state")})
    rows, after = queries.staff_page(request.actor, narrowed, request.GET.get("after", ""))
    kept = {name: value for name, value in request.GET.items() if name != "after" and value}
    context = {
        "form": form,
        "rows": rows,
        "next": "?" + urlencode({**kept, "after": after}) if after else "",
        "first": "?" + urlencode(kept) if request.GET.get("after") else "",
        "today": clock.today(),
        "words": presenters,
    }
    return render(request, "accounts/staff_list.html", context)


@require_safe
def expiring(request: SignedInRequest) -> HttpResponseBase:
    """Licences, rights and accounts that run out within 60 days, or have."""
    rows = queries.expiring(request.actor)
    return render(
        request, "accounts/expiring.html", {"rows": rows, "today": clock.today(), "words": presenters}
    )


@once
def add(request: SignedInRequest) -> HttpResponseBase:
    """A new staff member; the temporary password is shown once, on the page that answers."""
    hospital = hospitals.managed_hospital(request.actor)
    form = NewStaffForm(request.POST or None, **_choices(request, hospital.pk))
    if request.method == "POST" and form.is_valid():
        try:
            user, password = actions.add_staff(
                by=request.actor,
                hospital_id=hospital.pk,
                username=form.cleaned_data["username"],
                display_name=form.cleaned_data["display_name"],
                duties=form.duties,
                credentials=actions.Credentials(**form.credentials),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return done(_show_password(request, user, password))
    return render(request, "accounts/staff_form.html", {"form": form, "row": None})


@once
def change(request: SignedInRequest, user_id: int) -> HttpResponseBase:
    """Name, duties and credentials of one staff member."""
    row = queries.one(request.actor, user_id)
    profile = row.profile
    held = tuple((Role(duty.role), duty.team_id) for duty in profile.user.in_force)
    name, credentials = profile.user.display_name, _credentials(profile)
    form = StaffForm(
        request.POST or None,
        initial={"display_name": name, **credentials},
        shown=rules.shown_staff(display_name=name, duties=frozenset(held), credentials=credentials),
        held=held,
        **_choices(request, profile.hospital_id),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_staff(
                by=request.actor,
                user_id=user_id,
                display_name=form.cleaned_data["display_name"],
                duties=form.duties,
                credentials=actions.Credentials(**form.credentials),
                shown=form.shown_as,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts_staff:staff", user_id)
    context = {"form": form, "row": row}
    return render(request, "accounts/staff_form.html", context, status=409 if form.is_stale else 200)


@require_safe
def staff(request: SignedInRequest, user_id: int) -> HttpResponseBase:
    """One staff member: what she may do and sign for, and until when."""
    row = queries.one(request.actor, user_id)
    context = {"row": row, "today": clock.today(), "words": presenters, "myself": request.user.pk == user_id}
    return render(request, "accounts/staff.html", context)


@once
def disable(request: SignedInRequest, user_id: int) -> HttpResponseBase:
    """Asks for the reason, then closes the account."""
    row = queries.one(request.actor, user_id)
    form = DisableForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.disable_staff(by=request.actor, user_id=user_id, **form.values)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The account is closed, and its sign-ins have ended."))
            return redirect("accounts_staff:staff", user_id)
    return render(request, "accounts/disable.html", {"form": form, "row": row})


@require_POST
@once
def enable(request: SignedInRequest, user_id: int) -> HttpResponseBase:
    """Opens the account again."""
    actions.enable_staff(by=request.actor, user_id=user_id)
    messages.success(request, _("The account is open again."))
    return redirect("accounts_staff:staff", user_id)


@once
def reset_password(request: SignedInRequest, user_id: int) -> HttpResponseBase:
    """Asks, then shows a new temporary password once."""
    row = queries.one(request.actor, user_id)
    if request.method == "POST":
        password = actions.reset_password(by=request.actor, user_id=user_id)
        return done(_show_password(request, row.profile.user, password))
    return render(request, "accounts/reset_password.html", {"row": row})


def _show_password(request: SignedInRequest, user: object, password: str) -> HttpResponse:
    response = render(request, "accounts/temporary_password.html", {"user": user, "password": password})
    response["Cache-Control"] = "no-store"
    return response


def _choices(request: SignedInRequest, hospital_id: int) -> dict[str, Any]:
    return {
        "departments": [(row.pk, row.called) for row in hospitals.departments(request.actor, hospital_id)],
        "teams": [(row.pk, row.called) for row in hospitals.teams(request.actor, hospital_id)],
    }


def _credentials(profile: object) -> dict[str, object]:
    names = (
        "department_id",
        "title",
        "licence_number",
        "licence_expires_on",
        "internet_hospital_right",
        "internet_hospital_expires_on",
        "breast_care_since",
        "account_expires_on",
    )
    return {name: getattr(profile, name) for name in names}
