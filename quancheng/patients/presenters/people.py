"""One person in the words of the page: identity, consents, and who has access."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from quancheng.access.roles import ProxyScope
from quancheng.accounts.models import User
from quancheng.hospitals.models import Hospital, Team
from quancheng.kernel import clock
from quancheng.kernel.dates import age_on, format_date
from quancheng.kernel.masks import mask_id, mask_phone
from quancheng.patients.consent_texts import CURRENT, text_of
from quancheng.patients.models import (
    CareRelation,
    Consent,
    Contact,
    Identifier,
    IdentityChange,
    Patient,
    PortalAccess,
    ProxyGrant,
)
from quancheng.patients.models.patient import ContactKind, IdentifierKind, Sex
from quancheng.ui.addresses import address
from quancheng.ui.words import gettext, language

Choices = list[tuple[str, Any]]
RELATIONS: dict[str, Any] = {
    "spouse": _("Husband or wife"),
    "child": _("Son or daughter"),
    "parent": _("Father or mother"),
    "sibling": _("Brother or sister"),
    "other": _("Somebody else"),
}
SCOPES: dict[str, Any] = {
    ProxyScope.TODAY.value: _("What she is to do today"),
    ProxyScope.JOURNEY.value: _("Her journey"),
    ProxyScope.DATA.value: _("Her data"),
}
FIELDS: dict[str, Any] = {
    "record_number": _("Medical record number"),
    "name": _("Name"),
    "sex": _("Sex"),
    "birth_on": _("Birth date"),
    "age_at_diagnosis": _("Age at diagnosis"),
    "allergies": _("Allergies"),
    "team_id": _("Team"),
    "attending_id": _("Attending doctor"),
    "case_manager_id": _("Case manager"),
    "resident_id": _("Resident ID"),
    "passport": _("Passport"),
    "other": _("Other document"),
    "phone": _("Phone"),
    "address": _("Address"),
    "kin_name": _("Relative's name"),
    "kin_relation": _("Who she or he is"),
    "kin_phone": _("Relative's phone"),
}
_NUMBERS = {"resident_id", "passport", "other", "phone", "kin_phone", "address"}


def people_page(patient: Patient) -> str:
    """Where the people of this record are shown: the tab of the record where it exists, else our own page."""
    for name in (getattr(settings, "PEOPLE_PAGE", ""), "patients_staff:people"):
        try:
            return address(name, patient.public_id)
        except NoReverseMatch:
            continue
    raise NoReverseMatch("patients_staff:people")


def record_page(patient: Patient) -> str:
    """The first page of the record, where another app has one."""
    try:
        return address(getattr(settings, "RECORD_PAGE", ""), patient.public_id)
    except NoReverseMatch:
        return people_page(patient)


def identity_rows(
    patient: Patient, numbers: Sequence[Identifier], *, in_full: bool = False
) -> list[tuple[str, Any]]:
    """Label and value of everything that identifies her; numbers masked until they are asked for."""
    rows = [
        (gettext("Name"), patient.name or (gettext("De-identified") if patient.pseudonymous else "")),
        (gettext("Sex"), Sex(patient.sex).label),
        (gettext("Birth date"), birth_words(patient.birth_on)),
        (gettext("Medical record number"), patient.record_number),
    ]
    if patient.age_at_diagnosis is not None:
        rows.append((gettext("Age at diagnosis"), f"{patient.age_at_diagnosis:f}"))
    for number in numbers:
        shown = str(number.value) if in_full else mask_id(str(number.value))
        rows.append((str(IdentifierKind(number.kind).label), shown))
    rows.append((gettext("Allergies"), patient.allergies))
    return rows


def birth_words(birth_on: date | None) -> str:
    """The birth date with the age today."""
    if birth_on is None:
        return ""
    years = age_on(birth_on, clock.today())
    day = format_date(birth_on, language())
    return gettext("%(day)s (%(years)s years old)") % {"day": day, "years": years}


def contact_rows(contacts: Iterable[Contact]) -> list[tuple[str, str]]:
    """Her phones and addresses, and her relatives' with who they are."""
    rows = []
    for row in contacts:
        label = str(ContactKind(row.kind).label)
        if row.relation:
            kin = " ".join(filter(None, [row.name, "" if row.relation == "-" else row.relation]))
            label = gettext("%(kind)s, %(who)s") % {"kind": label, "who": kin or gettext("relative")}
        rows.append((label, str(row.value)))
    return rows


def change_rows(
    changes: Iterable[IdentityChange], people: dict[int, str], teams: dict[int, str]
) -> list[dict[str, Any]]:
    """Changes of her identity for the history component, numbers masked."""
    return [
        {
            "field": FIELDS.get(row.field, row.field),
            "old": _shown(row.field, row.old, people, teams),
            "new": _shown(row.field, row.new, people, teams),
            "who": row.by.display_name if row.by else gettext("The system"),
            "at": row.at,
            "why": row.reason,
        }
        for row in changes
    ]


def _shown(field: str, value: Any, people: dict[int, str], teams: dict[int, str]) -> str:
    text = str(value or "")
    if not text:
        return ""
    if field in _NUMBERS:
        return mask_phone(text) if field.endswith("phone") else mask_id(text)
    if field == "sex":
        return str(Sex(text).label)
    if field in {"team_id", "attending_id", "case_manager_id"}:
        return (teams if field == "team_id" else people).get(int(text), text)
    return text


@dataclass(frozen=True, slots=True)
class Access:
    """One person's access as a row: who, what, until when, and whether it is open now."""

    pk: int
    who: str
    what: str
    since: datetime
    until: datetime | None
    open: bool


def portal_rows(accesses: Iterable[PortalAccess]) -> list[Access]:
    """The patient's own accesses."""
    return [
        Access(
            row.pk,
            row.patient.display_name,
            mask_phone(str(row.user.phone or "")),
            row.opened_at,
            row.closed_at,
            row.closed_at is None,
        )
        for row in accesses
    ]


def family_rows(grants: Iterable[ProxyGrant]) -> list[Access]:
    """The family's accesses, each with what it covers."""
    now = clock.now()
    return [
        Access(
            row.pk,
            gettext("%(name)s (%(relation)s)")
            % {"name": row.name or gettext("Family"), "relation": RELATIONS.get(row.relation, row.relation)},
            gettext(", ").join(str(SCOPES[code]) for code in row.scopes if code in SCOPES),
            row.granted_at,
            row.revoked_at or row.expires_at,
            row.revoked_at is None and row.expires_at > now,
        )
        for row in grants
    ]


def naming_rows(relations: Iterable[CareRelation]) -> list[Access]:
    """Colleagues named on the record."""
    now = clock.now()
    return [
        Access(
            row.pk,
            row.user.display_name,
            row.reason,
            row.added_at,
            row.until,
            row.until is None or row.until > now,
        )
        for row in relations
    ]


def team_choices(teams: Iterable[Team]) -> Choices:
    """The teams to choose from, and none."""
    return [("", gettext("No team")), *((str(team.pk), team.called) for team in teams)]


def colleague_choices(people: Iterable[User], nobody: str) -> Choices:
    """The colleagues to choose from, and nobody."""
    return [("", nobody), *((str(user.pk), user.display_name or user.username) for user in people)]


def hospital_choices(hospitals: Iterable[Hospital]) -> Choices:
    """The hospitals to choose from."""
    return [("", gettext("Choose a hospital")), *((str(row.pk), row.called) for row in hospitals)]


def consent_paragraphs(consent: Consent) -> list[str]:
    """The words that were read when this consent was given."""
    text = text_of(consent.purpose, consent.text_version)
    partner = consent.share_with.called if consent.share_with is not None else ""
    return text.read(language(), hospital=consent.hospital.called, partner=partner) if text else []


def purpose_paragraphs(purpose: str, hospital: Hospital, partner: str) -> list[str]:
    """The words to be read now for this purpose."""
    return CURRENT[purpose].read(language(), hospital=hospital.called, partner=partner)
