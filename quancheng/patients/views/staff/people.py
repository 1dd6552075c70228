"""The people of a record: identity, contacts, team, consents, and who has access."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.patients.actions.reading import open_record
from quancheng.patients.presenters import people as words
from quancheng.patients.queries import consents, corrections, identity, linked, people
from quancheng.patients.rules.seeing import Sight, Why
from quancheng.patients.views.staff.common import actor_of


@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The tab as a page of its own, or as a fragment for the record's frame."""
    actor, patient, seen = open_record(by=actor_of(request), public_id=public_id, page="people")
    is_fragment = bool(request.headers.get("HX-Request")) or "fragment" in request.GET
    template = "patients/_people.html" if is_fragment else "patients/people.html"
    return render(request, template, _context(actor, patient) | _rights(actor, patient, seen))


def _context(actor: Actor, patient: Any) -> dict[str, Any]:
    names = {user.pk: user.display_name for user in people.colleagues_of(actor, patient)}
    teams = {team.pk: team.called for team in people.teams_of(actor, patient)}
    changed = identity.identity_changes(actor, patient)
    return {
        "patient": patient,
        "record_href": words.record_page(patient),
        "identity": words.identity_rows(patient, identity.identifiers(actor, patient)),
        "contacts": words.contact_rows(identity.contacts(actor, patient)),
        "team": teams.get(patient.team_id, ""),
        "attending": names.get(patient.attending_id, ""),
        "case_manager": names.get(patient.case_manager_id, ""),
        "changes": words.change_rows(changed[:50], names, teams),
        "ledger": consents.ledger(actor, patient),
        "portal": words.portal_rows(people.portal_accesses(actor, patient)),
        "family": words.family_rows(people.family_grants(actor, patient)),
        "colleagues": words.naming_rows(people.named_colleagues(actor, patient)),
        "requests": list(corrections.requests_about(actor, patient)),
        "linked": [(row.hospital.called, row) for row in linked.linked_records(actor, patient)],
        "merges": list(people.merges_of(actor, patient)),
    }


def _rights(actor: Actor, patient: Any, seen: Sight) -> dict[str, bool]:
    """What she may do here; in an emergency she reads numbers to call somebody, and changes nothing."""
    here = patient.hospital_id
    lasting = seen.why is not Why.EMERGENCY
    return {
        "may_show_numbers": actor.may(Permission.EDIT_IDENTITY, here),
        "may_edit": lasting and actor.may(Permission.EDIT_IDENTITY, here),
        "may_consent": lasting and actor.may(Permission.MANAGE_CONSENT, here),
        "may_portal": lasting and actor.may(Permission.MANAGE_PORTAL, here),
        "may_merge": lasting and actor.may(Permission.MERGE_RECORDS, here),
    }
