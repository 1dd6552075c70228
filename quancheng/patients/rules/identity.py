"""What identifies a person, as one form shows it, and what must hold before it is changed."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal

from quancheng.kernel.refused import Refused, msg
from quancheng.kernel.shown import check_as_shown, shown_as
from quancheng.kernel.text import normalise, tidy_line
from quancheng.patients.rules.registering import CheckedPatient, NewContact, NewIdentifier, NewPatient

LEAST_REASON = 2
# A change of these may show that she is known to another hospital.
MATCHED_ON = frozenset({"name", "birth_on", "resident_id", "passport", "phone"})
PERSON_FIELDS = (
    "record_number",
    "name",
    "sex",
    "birth_on",
    "age_at_diagnosis",
    "allergies",
    "team_id",
    "attending_id",
    "case_manager_id",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One person's identity: of several phones or relatives the first, which the form shows."""

    record_number: str
    sex: str
    name: str = ""
    birth_on: date | None = None
    age_at_diagnosis: Decimal | None = None
    allergies: str = ""
    team_id: int | None = None
    attending_id: int | None = None
    case_manager_id: int | None = None
    resident_id: str = ""
    passport: str = ""
    other: str = ""
    phone: str = ""
    address: str = ""
    kin_name: str = ""
    kin_relation: str = ""
    kin_phone: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is to change, both values as text."""

    field: str
    old: str
    new: str


def as_new_patient(identity: Identity, *, hospital_id: int, pseudonymous: bool) -> NewPatient:
    """The same person as registering checks her."""
    numbers = [(kind, getattr(identity, kind)) for kind in ("resident_id", "passport", "other")]
    contacts = [
        NewContact("phone", identity.phone),
        NewContact("address", identity.address),
        NewContact("phone", identity.kin_phone, identity.kin_relation or "-", identity.kin_name),
    ]
    return NewPatient(
        hospital_id=hospital_id,
        pseudonymous=pseudonymous,
        identifiers=tuple(NewIdentifier(kind, value) for kind, value in numbers if normalise(value)),
        contacts=tuple(contact for contact in contacts if normalise(contact.value)),
        **{name: getattr(identity, name) for name in PERSON_FIELDS},
    )


def as_identity(checked: CheckedPatient, asked: Identity) -> Identity:
    """What was asked, every value in its one written form."""
    numbers = {item.kind: item.value for item in checked.identifiers}
    own = {item.kind: item.value for item in checked.contacts if not item.relation}
    kin = next((item for item in checked.contacts if item.relation), None)
    return Identity(
        record_number=checked.record_number,
        name=checked.name or "",
        sex=asked.sex,
        birth_on=checked.birth_on,
        age_at_diagnosis=asked.age_at_diagnosis,
        allergies=tidy_line(asked.allergies),
        team_id=asked.team_id,
        attending_id=asked.attending_id,
        case_manager_id=asked.case_manager_id,
        resident_id=numbers.get("resident_id", ""),
        passport=numbers.get("passport", ""),
        other=numbers.get("other", ""),
        phone=own.get("phone", ""),
        address=own.get("address", ""),
        kin_name=kin.name if kin else "",
        kin_relation=normalise(asked.kin_relation) if kin else "",
        kin_phone=kin.value if kin else "",
    )


def changes(old: Identity, new: Identity) -> list[Change]:
    """What differs, in the order of the form; refuses where nothing does."""
    found = [
        Change(field.name, _text(getattr(old, field.name)), _text(getattr(new, field.name)))
        for field in fields(Identity)
        if _text(getattr(old, field.name)) != _text(getattr(new, field.name))
    ]
    if not found:
        raise Refused(msg("Nothing was changed."), code="nothing_changed")
    return found


def shown_identity(identity: Identity) -> str:
    """The digest by which a form tells which identity it was shown with."""
    return shown_as(asdict(identity))


def check_identity_as_shown(shown: str, now: Identity) -> None:
    """Refuses where somebody has changed her identity since the form was shown."""
    check_as_shown(shown, asdict(now))


def check_reason(reason: str) -> str:
    """The reason, tidied; refuses an empty one."""
    words = tidy_line(reason)
    if len(words) < LEAST_REASON:
        raise Refused(msg("Say why it is changed, for example: mistyped at registration."), field="reason")
    return words[:200]


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return "" if value is None else str(value)
