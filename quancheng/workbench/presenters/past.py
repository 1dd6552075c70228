"""Facts as cards with every value, and the history of a record as a list of who did what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from quancheng.careplan.models import StageChange, StepMove
from quancheng.careplan.states import STAGE_LABELS, STEP_STATE_LABELS, Stage, StepState
from quancheng.oncology import presenters as oncology
from quancheng.oncology.facts import KINDS
from quancheng.oncology.models import Fact
from quancheng.oncology.presenters import Line
from quancheng.ui.addresses import address
from quancheng.ui.words import gettext
from quancheng.workbench.presenters.person import step_words
from quancheng.workbench.presenters.versions import who


class Past(Protocol):
    """What happened to a record, as the query gives it."""

    @property
    def facts(self) -> Sequence[Fact]: ...
    @property
    def stages(self) -> Sequence[StageChange]: ...
    @property
    def moves(self) -> Sequence[StepMove]: ...


@dataclass(frozen=True, slots=True)
class Card:
    """One fact with all its values."""

    title: str
    side: str
    when: str
    lines: tuple[Line, ...]
    href: str
    corrected: bool


def cards(facts: Sequence[Fact], public_id: str) -> list[Card]:
    """Facts newest first; side by side, the right breast before the left."""
    return [_card(fact, public_id) for fact in reversed(facts)]


def kinds(*codes: str) -> list[tuple[str, str]]:
    """Codes and names of kinds of facts, for the buttons that enter them."""
    return [(code, oncology.kind_name(code)) for code in codes]


def _card(fact: Fact, public_id: str) -> Card:
    kind = KINDS.get(fact.kind)
    return Card(
        title=oncology.tnm_words(fact.body) if fact.kind == "tnm" else oncology.kind_name(fact.kind),
        side=oncology.side_words(fact.side),
        when=oncology.when_words(fact.occurred_on, fact.precision, fact.offset_days),
        lines=tuple(oncology.lines(kind, fact.body)) if kind else (),
        href=address("workbench:fact", public_id, fact.pk),
        corrected=fact.replaces_id is not None,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did: when, who, what, to what, and why."""

    at: datetime
    who: str
    what: str
    about: str
    why: str = ""
    href: str = ""


def entries(past: Past, public_id: str) -> list[Entry]:
    """Everything that was done to the record, newest first."""
    by_id = {fact.pk: fact for fact in past.facts}
    corrected = {fact.replaces_id for fact in past.facts}
    found = []
    for fact in past.facts:
        found.append(_recorded(fact, by_id.get(fact.replaces_id or 0), public_id))
        if fact.retired_at is not None and fact.pk not in corrected:
            found.append(_withdrawn(fact, fact.retired_at, public_id))
    found += [_of_stage(change) for change in past.stages]
    found += [_of_move(move) for move in past.moves]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _recorded(fact: Fact, before: Fact | None, public_id: str) -> Entry:
    """A fact written down; of a correction, why the version before it was corrected."""
    what = gettext("Corrected") if fact.replaces_id else gettext("Recorded")
    why = before.retired_reason if before else ""
    return Entry(
        fact.recorded_at, who(fact.recorded_by, fact.source), what, _about(fact), why, _page(fact, public_id)
    )


def _withdrawn(fact: Fact, at: datetime, public_id: str) -> Entry:
    what, why = gettext("Withdrawn"), fact.retired_reason
    return Entry(at, who(fact.retired_by), what, _about(fact), why, _page(fact, public_id))


def _about(fact: Fact) -> str:
    when = oncology.when_words(fact.occurred_on, fact.precision, fact.offset_days)
    return f"{oncology.headline(fact.kind, fact.side, fact.body)} · {when}"


def _page(fact: Fact, public_id: str) -> str:
    return address("workbench:fact", public_id, fact.pk)


def _of_stage(change: StageChange) -> Entry:
    old = gettext(STAGE_LABELS[Stage(change.old)]) if change.old else ""
    new = gettext(STAGE_LABELS[Stage(change.new)])
    about = f"{old} → {new}" if old else new
    return Entry(change.at, who(change.by), gettext("Stage of the course"), about)


def _of_move(move: StepMove) -> Entry:
    about = step_words(move.step.title, move.step.side)
    if move.old_state != move.new_state:
        what = gettext("Step: %(state)s") % {"state": gettext(STEP_STATE_LABELS[StepState(move.new_state)])}
    elif move.new_owner is not None:
        what = gettext("Step handed to %(name)s") % {"name": move.new_owner.display_name}
    else:
        what = gettext("Step changed")
    return Entry(move.at, who(move.by), what, about, move.note)
