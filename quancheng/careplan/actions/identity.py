"""Changing what identifies a person, with what follows for her course."""

from django.db import transaction

from quancheng.access.actor import Actor
from quancheng.careplan.actions.replanning import replan
from quancheng.careplan.models import Step
from quancheng.patients.actions import identity
from quancheng.patients.models import Patient
from quancheng.patients.rules.identity import Change, Identity


@transaction.atomic
def edit_identity(*, by: Actor, patient: Patient, new: Identity, reason: str, shown: str) -> list[Change]:
    """What was changed, after steps followed her team, and stage and summary her sex and birth date."""
    found = identity.edit_identity(by=by, patient=patient, new=new, reason=reason, shown=shown)
    changed = {change.field for change in found}
    if "team_id" in changed:
        Step.objects.filter(patient=patient).update(team_id=patient.team_id)
    if changed & {"team_id", "sex", "birth_on", "age_at_diagnosis"}:
        replan(by=by, patient=patient)
    return found
