"""The frame of the patient's pages (settings.PATIENT_SHELL)."""

from django.http import HttpRequest

from quancheng.access.roles import ProxyScope
from quancheng.portal.door import all_records, chosen_record
from quancheng.ui.addresses import address
from quancheng.ui.shell import NavItem, PatientShell
from quancheng.ui.words import gettext as _


def patient_shell(request: HttpRequest) -> PatientShell:
    """Tabs of what is open to this person, and whose record she looks at."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_portal or not all_records(request):
        return PatientShell()
    record = chosen_record(request)
    tabs = []
    if record.allows(ProxyScope.TODAY):
        tabs.append(NavItem(_("Today"), address("portal:today"), icon="sun"))
    if record.allows(ProxyScope.JOURNEY):
        tabs.append(NavItem(_("Journey"), address("portal:journey"), icon="road"))
    tabs.append(NavItem(_("Me"), address("portal:me"), icon="user", owns=("/p/me/",)))
    return PatientShell(
        hospital=record.patient.hospital.called,
        tabs=tuple(tabs),
        home_url=address("portal:today"),
        user_name=actor.name,
        acting_for="" if record.own else record.patient.display_name,
        sign_out_url=address("accounts:logout"),
    )
