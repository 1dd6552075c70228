"""The frame of the patient's pages (settings.PATIENT_SHELL)."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from quancheng.access.roles import ProxyScope
from quancheng.portal.door import all_records, chosen_record
from quancheng.ui.shell import NavItem, PatientShell


def patient_shell(request: HttpRequest) -> PatientShell:
    """Tabs of what is open to this person, and whose record she looks at."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_portal or not all_records(request):
        return PatientShell()
    record = chosen_record(request)
    tabs = []
    if record.allows(ProxyScope.TODAY):
        tabs.append(NavItem(_("Today"), reverse("portal:today"), icon="sun"))
    if record.allows(ProxyScope.JOURNEY):
        tabs.append(NavItem(_("Journey"), reverse("portal:journey"), icon="road"))
    tabs.append(NavItem(_("Me"), reverse("portal:me"), icon="user", owns=("/p/me/",)))
    return PatientShell(
        hospital=record.patient.hospital.called,
        tabs=tuple(tabs),
        home_url=reverse("portal:today"),
        user_name=actor.name,
        acting_for="" if record.own else record.patient.display_name,
        sign_out_url=reverse("accounts:logout"),
    )
