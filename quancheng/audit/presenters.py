"""Words for events and readings. Every value of an event's detail is shown; nothing is left out."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string

from quancheng.access.roles import PURPOSE_LABELS, ROLE_LABELS, Purpose
from quancheng.audit.events import LABELS, Event
from quancheng.audit.rules import BY_PHONE, FAMILY, PATIENT
from quancheng.kernel.refused import msg
from quancheng.ui.words import gettext as _


def event_word(code: str) -> str:
    """The type of an event in words; a code that this version does not know stands as it is."""
    try:
        return _(LABELS[Event(code)])
    except ValueError:
        return code


def purpose_word(code: str) -> str:
    """Why a record was read, in words."""
    try:
        return _(PURPOSE_LABELS[Purpose(code)])
    except ValueError:
        return code


PAGES: dict[str, str] = {
    "timeline": msg("Timeline"),
    "pathology": msg("Pathology and staging"),
    "treatment": msg("Treatment"),
    "figures": msg("Figures"),
    "plan": msg("Plan"),
    "step": msg("One step of the plan"),
    "people": msg("People and consents"),
    "identity": msg("Identity"),
    "identifiers": msg("Numbers in full"),
    "consent": msg("Consent"),
    "colleagues": msg("Colleagues"),
    "family": msg("Family"),
    "portal": msg("Portal"),
    "linked": msg("Records in other hospitals"),
    "merge": msg("Merge"),
    "history": msg("History"),
    "readings": msg("Who looked"),
    "today": msg("Today (portal)"),
    "journey": msg("Journey (portal)"),
    "data": msg("Her data (portal)"),
}


def page_word(code: str) -> str:
    """What a page of a record is called; one that nobody has named yet stands by its code."""
    return _(PAGES[code]) if code in PAGES else code


SUBJECTS: dict[str, str] = {
    "user": msg("Account"),
    "hospital": msg("Hospital"),
    "department": msg("Department"),
    "team": msg("Care team"),
    "step": msg("Step"),
    "fact": msg("Entry"),
    "match": msg("Match"),
    "mapping": msg("Column matching"),
    "pathway": msg("Pathway"),
    "import": msg("Import"),
    "batch": msg("Import"),
    "file": msg("File"),
    "service report": msg("Service report"),
}
VALUES: dict[str, str] = {
    **{role.value: words for role, words in ROLE_LABELS.items()},
    "manual": msg("Entered by hand"),
    "command": msg("command line"),
    "json": "JSON",
    "password": msg("password"),
    "senior": msg("Senior (chief)"),
    "associate_senior": msg("Associate senior"),
    "intermediate": msg("Intermediate"),
    "junior": msg("Junior"),
    "code": msg("one-time code"),
    "second_factor": msg("second step"),
    "password + totp": msg("password and authenticator"),
    "password + recovery_codes": msg("password and recovery code"),
}
FIELDS: dict[str, str] = {
    "how": msg("by means of"),
    "way": msg("by means of"),
    "address": msg("network address"),
    "name_token": msg("token of the name typed"),
    "ended_sessions": msg("sign-ins ended"),
    "reason": msg("reason"),
    "changed": msg("what changed"),
    "fields": msg("what changed"),
    "duties": msg("roles"),
    "credentials": msg("credentials"),
    "display_name": msg("name"),
    "department_id": msg("department"),
    "title": msg("title"),
    "licence_number": msg("licence number"),
    "licence_expires_on": msg("licence valid until"),
    "internet_hospital_right": msg("internet-hospital right"),
    "internet_hospital_expires_on": msg("right valid until"),
    "breast_care_since": msg("in breast care since"),
    "account_expires_on": msg("last day of the account"),
    "name": msg("name"),
    "name_en": msg("name in English"),
    "ki67_cut": msg("Ki-67 cut"),
    "subtype_rule": msg("subtype rule"),
    "prognostic_stage_licensed": msg("prognostic stage licensed"),
    "checked": msg("events checked"),
    "whole": msg("whole"),
    "first_bad": msg("first bad event"),
    "from": msg("from"),
    "to": msg("to"),
    "count": msg("count"),
    "digest": msg("digest"),
    "kind": msg("kind"),
    "purpose": msg("purpose"),
    "version": msg("version"),
    "confirmed": msg("confirmed by the centre"),
    "stage": msg("stage"),
    "owner": msg("owner"),
    "outcome": msg("outcome"),
    "scopes": msg("may see"),
    "expires_at": msg("until"),
    "relation": msg("relation"),
    "source": msg("source"),
    "on": msg("day"),
    "old": msg("before"),
    "new": msg("after"),
    "replaces": msg("replaces entry"),
    "channel": msg("given by"),
    "user": msg("account"),
    "request": msg("request"),
    "state": msg("state"),
    "glass": msg("emergency"),
    "share_with": msg("shared with hospital"),
    "agrees": msg("agrees"),
    "sha256": msg("fingerprint"),
    "size": msg("size"),
    "until": msg("until"),
    "absorbed": msg("merged record"),
    "rows": msg("rows"),
    "kinds": msg("kinds"),
    "facts": msg("entries"),
    "code": msg("code"),
    "username": msg("account"),
    "begins": msg("from"),
    "ends": msg("to"),
    "hospital": msg("hospital"),
    "what": msg("what"),
    "note": msg("note"),
    "patients": msg("patients"),
}


# What an import counts its rows by; the same codes mean other things elsewhere.
ROWS: dict[str, str] = {
    "new": msg("Ready to import"),
    "in": msg("Imported"),
    "unchanged": msg("Known and unchanged"),
    "differs": msg("Known, with other values"),
    "refused": msg("Refused"),
    "resubmitted": msg("Refused, corrected later"),
    "undone": msg("Import undone"),
}


@cache
def _codes() -> Mapping[str, Any]:
    """Every code that has a word: our own, then those of the apps above (settings.AUDIT_WORDS)."""
    found: dict[str, Any] = {}
    for path in settings.AUDIT_WORDS:
        found = {**import_string(path), **found}
    return {**found, **VALUES}


def field_word(name: str) -> str:
    """The name of a detail in words; one that nobody has named yet stands as it was written."""
    return _(FIELDS[name]) if name in FIELDS else name


def lines(
    detail: Mapping[str, Any], path: str = "", *, changes: bool = False, counts: bool = False
) -> Iterator[tuple[str, str]]:
    """Name and value of everything in an event's detail, one line each; before → after where it changed."""
    for name, value in detail.items():
        word = _(ROWS[name]) if counts and name in ROWS else field_word(str(name))
        full = f"{path} › {word}" if path else word
        if isinstance(value, Mapping):
            yield from lines(value, full, changes=name == "changed", counts=name == "rows")
        elif changes and isinstance(value, list) and len(value) == 2:
            yield full, f"{shown(value[0])} → {shown(value[1])}"
        else:
            yield full, shown(value)


def shown(value: Any) -> str:
    """A value of a detail as text."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(shown(item) for item in value) or "–"
    if isinstance(value, str):
        return _text(value)
    return str(value)


def _text(value: str) -> str:
    """A code in words, as kind:code and as a role in a team too; a moment on the clinic's clock."""
    kind, colon, rest = value.partition(":")
    if colon and kind in SUBJECTS:
        return f"{_(SUBJECTS[kind])} {rest}"
    code, in_team, number = value.partition(" in team ")
    if code in _codes():
        word = _(str(_codes()[code]))
        return _("%(role)s in team %(number)s") % {"role": word, "number": number} if in_team else word
    if "T" in value and (moment := _moment(value)):
        return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    return value


def _moment(value: str) -> datetime | None:
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


ACTORS: dict[str, str] = {
    PATIENT: msg("The patient herself"),
    FAMILY: msg("Family member"),
    BY_PHONE: msg("Patient or family member"),
}


def who_word(actor: str, name: str = "") -> str:
    """Who acted or looked: staff as written down; a family member with her name, where the reader has it."""
    if actor == FAMILY and name:
        return _("%(name)s (family)") % {"name": name}
    return _(ACTORS[actor]) if actor in ACTORS else actor


def subject_word(subject: str, accounts: Mapping[int, str]) -> str:
    """What an event is about: the account's name where it is one that the reader may know."""
    if subject in SUBJECTS:
        return _(SUBJECTS[subject])
    kind, _separator, number = subject.replace(":", " ", 1).partition(" ")
    if kind == "user" and number.isdigit() and int(number) in accounts:
        return accounts[int(number)]
    return f"{_(SUBJECTS[kind])} {number}" if kind in SUBJECTS else subject


def brief(detail: Mapping[str, Any], most: int = 3) -> str:
    """The beginning of a detail for one line of a list."""
    told = [(name, value) for name, value in lines(detail) if value != "–"]
    return " · ".join(f"{name}{_(': ')}{value}" for name, value in told[:most])
