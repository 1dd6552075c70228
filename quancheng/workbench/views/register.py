"""Registering a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import Permission
from quancheng.kernel.refused import Refused
from quancheng.patients.actions import registering
from quancheng.patients.actions.matching import propose_for
from quancheng.ui.once import once
from quancheng.workbench.forms.register import RegisterForm
from quancheng.workbench.presenters import person, rows
from quancheng.workbench.queries.lists import teams_to_choose
from quancheng.workbench.queries.shell import hospitals_to_register_in

# A refusal at one of these means that she is probably known already: the page offers to search for her.
KNOWN_BY = ("record_number", "resident_id", "passport")
SAME_PERSON = gettext_lazy(
    "Another hospital may know the same person. It is proposed as a match; only a person links the records."
)


@once
def register(request: HttpRequest) -> HttpResponseBase:
    """The form, and after it her new record."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    check_may(actor, Permission.REGISTER_PATIENT)
    teams = teams_to_choose(actor)
    form = RegisterForm(
        request.POST or None,
        hospitals=[(str(h.pk), person.named(h)) for h in hospitals_to_register_in(actor)],
        teams=rows.team_choices(teams),
        hospital_of_team={str(team.pk): str(team.hospital_id) for team in teams},
        initial={"team": next(iter(sorted(actor.team_ids)), "")},
    )
    known = ""
    if request.method == "POST" and form.is_valid():
        try:
            patient = registering.register(by=actor, new=form.new_patient())
        except Refused as refused:
            form.refuse(refused)
            known = next((form.data.get(name, "") for name in KNOWN_BY if name in form.errors), "")
        else:
            messages.success(request, _("Registered. Next: enter the diagnosis or the first report."))
            if propose_for(by=actor, patient_ids=[patient.pk]):
                messages.info(request, SAME_PERSON)
            return redirect("workbench:record", patient.public_id)
    context = {"form": form, "known": known}
    return render(request, "workbench/register.html", context, status=422 if form.errors else 200)
