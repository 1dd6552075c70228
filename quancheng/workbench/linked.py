"""What the page of a linked record shows below the identity: the disease, and every fact in words.

`config` names these two to the registry, which has checked link and consent before it calls them. Genetic
results are not among the facts: they would need a right in the other hospital.
"""

from dataclasses import dataclass

from django.utils.translation import gettext

from quancheng.access.actor import Actor
from quancheng.oncology import presenters as oncology
from quancheng.oncology.models import Fact
from quancheng.patients.models import Patient
from quancheng.workbench.presenters.person import disease_facts
from quancheng.workbench.queries.record import current_facts


@dataclass(frozen=True, slots=True)
class Part:
    """One card of the page: its title, and rows of label and value."""

    title: str
    rows: list[tuple[str, str]]


def disease(actor: Actor, patient: Patient) -> Part:
    """Side, stage, receptors and subtype, as the other hospital's facts come to."""
    summary = getattr(patient, "summary", None)
    return Part(gettext("The disease"), disease_facts(summary) if summary else [])


def course(actor: Actor, patient: Patient) -> Part:
    """Every fact that stands, newest first: when, and what with its values."""
    facts = reversed(current_facts(actor, patient))
    return Part(gettext("What is recorded there"), [_row(fact) for fact in facts])


def _row(fact: Fact) -> tuple[str, str]:
    when = oncology.when_words(fact.occurred_on, fact.precision, fact.offset_days)
    words = oncology.headline(fact.kind, fact.side, fact.body), oncology.detail(fact.kind, fact.body)
    return when, " · ".join(filter(None, words))
