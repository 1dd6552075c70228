"""What must hold before a person is registered."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from quancheng.kernel.passport import parse_passport
from quancheng.kernel.phone import normalise_phone
from quancheng.kernel.refused import Findings, msg
from quancheng.kernel.resident_id import check_agrees_with_birth, parse_resident_id
from quancheng.kernel.text import normalise, normalise_name


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """A number that identifies the person: resident_id, passport or other."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class NewContact:
    """A phone or address, of a relative where `relation` is set."""

    kind: str
    value: str
    relation: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """A person to be registered in one hospital; without a name she is pseudonymous."""

    hospital_id: int
    record_number: str
    sex: str
    name: str = ""
    pseudonymous: bool = False
    birth_on: date | None = None
    age_at_diagnosis: Decimal | None = None
    team_id: int | None = None
    attending_id: int | None = None
    case_manager_id: int | None = None
    allergies: str = ""
    identifiers: tuple[NewIdentifier, ...] = ()
    contacts: tuple[NewContact, ...] = ()
    source: str = "manual"


@dataclass(slots=True)
class CheckedPatient:
    """The same with every value in its one written form."""

    record_number: str = ""
    name: str | None = None
    birth_on: date | None = None
    identifiers: list[NewIdentifier] = field(default_factory=list)
    contacts: list[NewContact] = field(default_factory=list)


OLDEST = 120


def check_new_patient(new: NewPatient, *, today: date) -> CheckedPatient:
    """The normalised values. Refuses with every reason at once, each at its field."""
    findings = Findings()
    checked = CheckedPatient(record_number=normalise(new.record_number), birth_on=new.birth_on)
    if not checked.record_number:
        findings.add(msg("Enter the medical record number."), field="record_number")
    name = normalise_name(new.name)
    checked.name = name or None
    if not name and not new.pseudonymous:
        findings.add(msg("Enter the name. Only people of a de-identified cohort have none."), field="name")
    if name and new.pseudonymous:
        findings.add(msg("A de-identified person has no name. Leave it empty."), field="name")
    _check_birth(new, today, findings)
    _check_identifiers(new, checked, findings)
    _check_contacts(new, checked, findings)
    findings.raise_any()
    return checked


def _check_birth(new: NewPatient, today: date, findings: Findings) -> None:
    if new.birth_on is not None and not today.year - OLDEST <= new.birth_on.year <= today.year:
        findings.add(msg("This birth date cannot be right. Check the year."), field="birth_on")
    elif new.birth_on is not None and new.birth_on > today:
        findings.add(msg("The birth date lies in the future. Check it."), field="birth_on")
    if new.age_at_diagnosis is not None and not 0 < new.age_at_diagnosis < OLDEST:
        findings.add(
            msg("This age cannot be right. Enter full years, for example 48."), field="age_at_diagnosis"
        )


def _check_identifiers(new: NewPatient, checked: CheckedPatient, findings: Findings) -> None:
    for identifier in new.identifiers:
        with findings.catching(identifier.kind):
            if identifier.kind == "resident_id":
                resident = parse_resident_id(identifier.value)
                check_agrees_with_birth(resident, new.birth_on, new.sex)
                checked.birth_on = checked.birth_on or resident.birth_on
                checked.identifiers.append(NewIdentifier("resident_id", resident.number))
            elif identifier.kind == "passport":
                checked.identifiers.append(NewIdentifier("passport", parse_passport(identifier.value)))
            else:
                checked.identifiers.append(NewIdentifier("other", normalise(identifier.value)))


def _check_contacts(new: NewPatient, checked: CheckedPatient, findings: Findings) -> None:
    for contact in new.contacts:
        with findings.catching(contact.kind):
            value = normalise_phone(contact.value) if contact.kind == "phone" else normalise(contact.value)
            checked.contacts.append(
                NewContact(contact.kind, value, normalise(contact.relation), normalise_name(contact.name))
            )
