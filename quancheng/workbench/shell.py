"""The frame of every staff page: navigation by permission, the hospital, the person signed in."""

from django.http import HttpRequest

from quancheng.access.actor import Actor
from quancheng.access.roles import ROLE_LABELS, Permission
from quancheng.kernel.refused import msg
from quancheng.ui.addresses import address
from quancheng.ui.shell import NavItem, StaffShell
from quancheng.ui.words import gettext
from quancheng.workbench.presenters.person import named
from quancheng.workbench.queries.shell import hospital_of

# (words, address, what opens it)
_NAV = (
    (msg("My day"), "careplan_staff:day", (Permission.WORK_STEPS,)),
    (msg("Patients"), "workbench:patients", (Permission.VIEW_RECORD,)),
    (msg("Register"), "workbench:register", (Permission.REGISTER_PATIENT,)),
    (msg("Import"), "spreadsheets_staff:list", (Permission.IMPORT_REGISTRY,)),
    (msg("Reports"), "reports_staff:service", (Permission.VIEW_REPORTS,)),
    (msg("Pathways"), "careplan_staff:pathways", (Permission.EDIT_PATHWAYS,)),
    (msg("Corrections asked"), "patients_staff:corrections", (Permission.EDIT_IDENTITY,)),
    (msg("Matches"), "patients_staff:matches", (Permission.REVIEW_MATCHES,)),
    (msg("Emergency access"), "patients_staff:glass_reviews", (Permission.REVIEW_BREAK_GLASS,)),
    (msg("Staff"), "accounts_staff:staff_list", (Permission.MANAGE_STAFF,)),
    (msg("Hospital"), "accounts_staff:hospital", (Permission.MANAGE_HOSPITAL,)),
    (msg("Unlock accounts"), "accounts_staff:locks", (Permission.UNLOCK_ACCOUNT,)),
    (msg("Audit"), "audit_staff:trail", (Permission.READ_AUDIT,)),
)


def pages_of(actor: Actor) -> list[NavItem]:
    """The pages that this actor's roles open, in the order of the navigation."""
    return [
        NavItem(gettext(text), address(name))
        for text, name, wanted in _NAV
        if any(actor.may(permission) for permission in wanted)
    ]


def first_page(actor: Actor) -> str:
    """Where this actor's work begins: her day, else the first page that her roles open."""
    pages = pages_of(actor)
    return pages[0].href if pages else ""


def staff_shell(request: HttpRequest) -> StaffShell:
    """The frame of this request's page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_staff:
        return StaffShell(sign_out_url=address("accounts:logout"))
    roles = [gettext(ROLE_LABELS[duty.role]) for duty in actor.duties]
    menu = [NavItem(gettext("My account"), address("accounts:me"), icon="user")]
    return StaffShell(
        hospital=named(hospital_of(actor)),
        nav=tuple(pages_of(actor)),
        home_url=address("workbench:home"),
        search_url=address("workbench:search") if actor.may(Permission.FIND_PATIENT) else "",
        user_name=actor.name,
        role=gettext(", ").join(dict.fromkeys(roles)),
        user_menu=tuple(item for item in menu if item.href),
        sign_out_url=address("accounts:logout"),
    )
