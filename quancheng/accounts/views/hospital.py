"""One's own hospital: settings, departments, teams."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quancheng.accounts.requests import SignedInRequest
from quancheng.hospitals import actions, queries
from quancheng.hospitals.forms import DepartmentForm, SettingsForm, TeamForm
from quancheng.kernel.refused import Refused
from quancheng.ui.once import once


@require_safe
def hospital(request: SignedInRequest) -> HttpResponseBase:
    """The hospital with its settings, departments and teams."""
    mine = queries.managed_hospital(request.actor)
    context = {
        "hospital": mine,
        "departments": queries.departments(request.actor, mine.pk),
        "teams": queries.teams(request.actor, mine.pk),
    }
    return render(request, "accounts/hospital.html", context)


@once
def settings(request: SignedInRequest) -> HttpResponseBase:
    """Name and clinical settings."""
    mine = queries.managed_hospital(request.actor)
    names = ("name", "name_en", "ki67_cut", "subtype_rule", "prognostic_stage_licensed")
    form = SettingsForm(request.POST or None, initial={name: getattr(mine, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            wanted = actions.Settings(**form.values)
            actions.change_settings(by=request.actor, hospital_id=mine.pk, settings=wanted)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("accounts_staff:hospital")
    return render(
        request, "accounts/hospital_form.html", {"form": form, "title": _("Settings of the hospital")}
    )


@once
def department(request: SignedInRequest, department_id: int | None = None) -> HttpResponseBase:
    """A department, new or renamed."""
    mine = queries.managed_hospital(request.actor)
    row = queries.department(request.actor, mine.pk, department_id) if department_id else None
    initial = {"name": row.name, "name_en": row.name_en} if row else {}
    form = DepartmentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_department(
                by=request.actor, hospital_id=mine.pk, department_id=department_id, **form.values
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts_staff:hospital")
    title = _("Department") if row else _("New department")
    return render(request, "accounts/hospital_form.html", {"form": form, "title": title})


@once
def team(request: SignedInRequest, team_id: int | None = None) -> HttpResponseBase:
    """A care team, new or changed."""
    mine = queries.managed_hospital(request.actor)
    row = queries.team(request.actor, mine.pk, team_id) if team_id else None
    departments = [(one.pk, one.called) for one in queries.departments(request.actor, mine.pk)]
    initial = {"name": row.name, "name_en": row.name_en, "department_id": row.department_id} if row else {}
    form = TeamForm(request.POST or None, initial=initial, departments=departments)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_team(by=request.actor, hospital_id=mine.pk, team_id=team_id, **form.values)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts_staff:hospital")
    title = _("Care team") if row else _("New care team")
    return render(request, "accounts/hospital_form.html", {"form": form, "title": title})
