"""The people of a record: identity, contacts, team, consents, and who has access."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.patients.presenters import people as words
from quancheng.patients.queries import consents, corrections, identity, linked, people
from quancheng.patients.views.staff.common import actor_of, opened


@require_safe
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """The tab as a page of its own, or as a fragment for the record's frame."""
    actor = actor_of(request)
    patient = opened(request, public_id, "people", Permission.VIEW_RECORD)
    is_fragment = bool(request.headers.get("HX-Request")) or "fragment" in request.GET
    template = "patients/_people.html" if is_fragment else "patients/people.html"
    return render(request, template, _context(actor, patient))


def _context(actor: Actor, patient: Any) -> dict[str, Any]:
    hospital_id = patient.hospital_id
    names = {user.pk: user.display_name for user in people.colleagues_of(actor, patient)}
    teams = {team.pk: words.named(team) for team in people.teams_of(actor, patient)}
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
        "linked": [(words.named(row.hospital), row) for row in linked.linked_records(actor, patient)],
        "merges": list(people.merges_of(actor, patient)),
        "may_edit": actor.may(Permission.EDIT_IDENTITY, hospital_id),
        "may_consent": actor.may(Permission.MANAGE_CONSENT, hospital_id),
        "may_portal": actor.may(Permission.MANAGE_PORTAL, hospital_id),
        "may_merge": actor.may(Permission.MERGE_RECORDS, hospital_id),
    }
