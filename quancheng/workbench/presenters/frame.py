"""The frame of the record: identity bar and tabs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from quancheng.careplan.models import Course
from quancheng.oncology.models import CaseSummary
from quancheng.patients.models import Patient
from quancheng.patients.models.consent import ConsentPurpose
from quancheng.patients.rules.seeing import Sight, Why
from quancheng.ui.addresses import address
from quancheng.ui.words import gettext
from quancheng.workbench.presenters import person


@dataclass(frozen=True, slots=True)
class Bar:
    """Who this is, in the words of the identity bar."""

    name: str
    basics: str
    href: str
    allergies: str
    stage: str
    since: str
    facts: list[tuple[str, str]]
    consents: list[tuple[str, str]]
    missing: list[tuple[str, str]]
    last_contact: dict[str, Any]
    next_step: str
    why: str
    is_emergency: bool


def bar(
    *,
    patient: Patient,
    sight: Sight,
    course: Course | None,
    summary: CaseSummary | None,
    consents: dict[ConsentPurpose, bool],
    last_contact_on: date | None,
    next_step: str,
    may_record: bool,
    today: date,
) -> Bar:
    """The identity bar of one opened record."""
    number = gettext("No. %(number)s") % {"number": patient.record_number}
    basics = [person.sex_words(patient), person.age_words(patient, summary, today)]
    if patient.pseudonymous:
        basics.append(gettext("de-identified"))
    else:
        basics.append(number)
    return Bar(
        name=person.name_of(patient),
        basics=" · ".join(basics),
        href=address("workbench:record", patient.public_id),
        allergies=patient.allergies,
        stage=person.stage_words(course),
        since=person.date_words(course.stage_since) if course else "",
        facts=person.disease_facts(summary),
        consents=[] if patient.pseudonymous else person.consent_badges(consents),
        missing=person.missing(patient, summary, may_record),
        last_contact=person.last_contact(last_contact_on, today),
        next_step=next_step,
        why=person.why_words(sight),
        is_emergency=sight.why is Why.EMERGENCY,
    )


def tabs(patient: Patient, current: str) -> list[dict[str, Any]]:
    """The tabs, each an address."""
    wanted = [
        ("timeline", gettext("Timeline"), "record"),
        ("pathology", gettext("Pathology and staging"), "pathology"),
        ("treatment", gettext("Treatment"), "treatment"),
        ("figures", gettext("Figures"), "figures"),
        ("plan", gettext("Plan"), "plan"),
        ("people", gettext("People and consents"), "people"),
        ("history", gettext("History"), "history"),
        ("readings", gettext("Who looked"), "readings"),
    ]
    return [
        {
            "text": text,
            "href": address(f"workbench:{view}", patient.public_id),
            "current": name == current,
        }
        for name, text, view in wanted
    ]
