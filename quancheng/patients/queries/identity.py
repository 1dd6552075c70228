"""Reading who a person is: her identity in one piece, her numbers, contacts, and what was changed."""

from django.db.models import QuerySet

from quancheng.access.actor import Actor
from quancheng.patients.models import Contact, Identifier, IdentityChange, Patient
from quancheng.patients.rules.identity import Identity


def identity_of(actor: Actor, patient: Patient) -> Identity:
    """The identity as the form shows it."""
    numbers: dict[str, str] = {}
    for row in Identifier.objects.filter(patient=patient).order_by("id"):
        numbers.setdefault(row.kind, row.value)
    contacts = list(Contact.objects.filter(patient=patient).order_by("id"))
    kin = next((row for row in contacts if row.relation and row.kind == "phone"), None)
    return Identity(
        record_number=patient.record_number,
        name=patient.name or "",
        sex=patient.sex,
        birth_on=patient.birth_on,
        age_at_diagnosis=patient.age_at_diagnosis,
        allergies=patient.allergies,
        team_id=patient.team_id,
        attending_id=patient.attending_id,
        case_manager_id=patient.case_manager_id,
        resident_id=numbers.get("resident_id", ""),
        passport=numbers.get("passport", ""),
        other=numbers.get("other", ""),
        phone=_first(contacts, "phone"),
        address=_first(contacts, "address"),
        kin_name=(kin.name or "") if kin else "",
        kin_relation=kin.relation if kin else "",
        kin_phone=kin.value if kin else "",
    )


def _first(contacts: list[Contact], kind: str) -> str:
    return next((str(row.value) for row in contacts if row.kind == kind and not row.relation), "")


def identifiers(actor: Actor, patient: Patient) -> list[Identifier]:
    """Her identifying numbers; the page masks them until they are asked for."""
    return list(Identifier.objects.filter(patient=patient).order_by("id"))


def contacts(actor: Actor, patient: Patient) -> list[Contact]:
    """Her phones and addresses, and her relatives'."""
    return list(Contact.objects.filter(patient=patient).order_by("id"))


def identity_changes(actor: Actor, patient: Patient) -> QuerySet[IdentityChange]:
    """What was changed of her identity, newest first."""
    return IdentityChange.objects.filter(patient=patient).select_related("by").order_by("-id")
