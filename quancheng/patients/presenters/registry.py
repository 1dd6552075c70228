"""Emergencies, matches and merges in the words of their pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from quancheng.access.actor import Actor
from quancheng.access.roles import Permission
from quancheng.accounts.models import User
from quancheng.kernel.masks import mask_name
from quancheng.patients.models import BreakGlass, MatchDecision, MatchProposal
from quancheng.patients.models.access import ReviewOutcome
from quancheng.patients.models.matching import MatchState
from quancheng.patients.models.patient import Sex
from quancheng.patients.rules.matching import Trait, Verdict
from quancheng.ui.words import gettext

if TYPE_CHECKING:
    from quancheng.patients.queries.matching import Comparison
    from quancheng.patients.queries.merging import Pair

TRAITS: dict[Trait, Any] = {
    Trait.NAME: _("Name"),
    Trait.BIRTH: _("Birth date"),
    Trait.SEX: _("Sex"),
    Trait.RESIDENT_ID: _("Resident ID"),
    Trait.PASSPORT: _("Passport"),
    Trait.PHONE: _("Phone"),
}
VERDICTS: dict[Verdict, tuple[str, Any]] = {
    Verdict.AGREES: ("done", _("Agrees")),
    Verdict.DIFFERS: ("urgent", _("Differs")),
    Verdict.UNKNOWN: ("grey", _("Not known on both sides")),
}
STATES: dict[str, tuple[str, Any]] = {
    MatchState.PROPOSED.value: ("today", MatchState.PROPOSED.label),
    MatchState.LINKED.value: ("done", MatchState.LINKED.label),
    MatchState.DISMISSED.value: ("grey", MatchState.DISMISSED.label),
    MatchState.UNLINKED.value: ("grey", MatchState.UNLINKED.label),
}
DECISIONS: dict[str, Any] = {
    "link": _("One person: link the two records"),
    "dismiss": _("Two people: set it aside"),
    "unlink": _("Undo the link"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One trait of a comparison: both values, and what they show."""

    label: str
    here: str
    there: str
    kind: str
    word: str


def lines(comparison: Comparison | Pair) -> list[Line]:
    """The comparison trait by trait, numbers masked; what is known on neither side is left out."""
    found = []
    for trait, label in TRAITS.items():
        here, there = (_value(side, trait) for side in (comparison.here, comparison.there))
        if here or there:
            kind, word = VERDICTS[comparison.verdicts[trait]]
            found.append(Line(str(label), here, there, kind, str(word)))
    return found


def _value(side: Any, trait: Trait) -> str:
    if trait is Trait.SEX:
        return str(Sex(side.sex).label) if side.sex != "unknown" else ""
    return str(getattr(side, "birth" if trait is Trait.BIRTH else trait.value))


def agreeing_words(match: MatchProposal) -> str:
    """What agreed when it was proposed."""
    words = [str(label) for trait, label in TRAITS.items() if trait.value in match.agrees]
    return gettext(", ").join(words)


def decisions(match: MatchProposal) -> list[tuple[str, Any]]:
    """What can be decided about a match in its state."""
    if match.state == MatchState.LINKED.value:
        return [("unlink", DECISIONS["unlink"])]
    if match.state == MatchState.DISMISSED.value:
        return []
    return [(code, DECISIONS[code]) for code in ("link", "dismiss")]


def decision_rows(decisions: Iterable[MatchDecision]) -> list[dict[str, Any]]:
    """Decisions for the history component, newest first, each with the state that it followed."""
    rows: list[dict[str, Any]] = []
    old = str(MatchState.PROPOSED.label)
    for row in reversed(list(decisions)):
        new = str(MatchState(row.state).label)
        rows.insert(
            0,
            {
                "field": gettext("Decision"),
                "old": old,
                "new": new,
                "who": _decider(row.by),
                "at": row.at,
                "why": row.reason,
            },
        )
        old = new
    return rows


def _decider(user: User | None) -> str:
    """Who decided, with her hospital: both hospitals' people decide about a match."""
    if user is None:
        return gettext("The system")
    place = user.hospital
    name = user.display_name or user.username
    return gettext("%(name)s, %(hospital)s") % {"name": name, "hospital": place.called} if place else name


@dataclass(frozen=True, slots=True)
class Use:
    """One emergency access as a row of the review list."""

    pk: int
    patient: str
    number: str
    who: str
    reason: str
    at: datetime
    until: datetime
    outcome: str
    kind: str
    note: str
    reviewer: str
    own: bool


def uses(actor: Actor, rows: Iterable[BreakGlass]) -> list[Use]:
    """Emergencies for the list; the patient's name masked for reviewers who read no records."""
    return [_use(actor, row) for row in rows]


def _use(actor: Actor, row: BreakGlass) -> Use:
    name = row.patient.name or ""
    reads = actor.may(Permission.VIEW_RECORD, row.hospital_id)
    done = row.outcome == ReviewOutcome.JUSTIFIED.value
    return Use(
        pk=row.pk,
        patient=name if reads else mask_name(name),
        number=row.patient.record_number,
        who=row.user.display_name,
        reason=row.reason,
        at=row.at,
        until=row.until,
        outcome=str(ReviewOutcome(row.outcome).label) if row.outcome else gettext("Not reviewed yet"),
        kind="today" if not row.outcome else "done" if done else "urgent",
        note=row.review_note,
        reviewer=row.reviewed_by.display_name if row.reviewed_by else "",
        own=row.user_id == actor.user_id,
    )
