"""Facts as events of a course: which lane, from when to when, in which words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from quancheng.kernel.dates import ClinicalDate
from quancheng.oncology import presenters as oncology
from quancheng.oncology.facts import KINDS
from quancheng.oncology.facts.schema import Lane
from quancheng.oncology.models import Fact
from quancheng.ui.addresses import address

# How a mark is drawn: operations and other turning points are diamonds, reports circles.
_TURNING = {"operation", "recurrence", "death", "lost_to_follow_up", "palliative_care", "second_primary"}
_REPORTS = {"diagnosis", "biopsy_pathology", "surgical_pathology", "tnm", "treatment_plan"}
_QUIET = {"follow_up"}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; `first` and `last` are days on the axis, None where no date is known."""

    fact_id: int
    kind: str
    lane: Lane
    headline: str
    detail: str
    when: str
    href: str
    first: int | None
    last: int | None
    tone: str = "report"
    running: bool = False

    @property
    def weight(self) -> int:
        """What is drawn first where room is short: turning points, reports, then the rest."""
        return 0 if self.kind in _TURNING else 1 if self.kind in _REPORTS or self.tone != "report" else 2

    @property
    def is_quiet(self) -> bool:
        """Whether it is drawn without words, because there are many like it."""
        return self.kind in _QUIET


def events(facts: Sequence[Fact], public_id: str) -> list[Event]:
    """Every fact as an event, oldest first; a therapy's start and end become one."""
    by_id = {fact.pk: fact for fact in facts}
    ends = _ends_of_therapies(facts)
    closed = {end.pk for end in ends.values()}
    found = []
    for fact in facts:
        if fact.pk in closed:
            continue
        event = _event(fact, public_id)
        if fact.kind == "therapy_started":
            event = _therapy(event, by_id.get(ends[fact.pk].pk) if fact.pk in ends else None)
        found.append(event)
    return sorted(found, key=lambda event: (event.first is None, event.first or 0, event.fact_id))


def _event(fact: Fact, public_id: str) -> Event:
    first, last = _span(fact)
    return Event(
        fact_id=fact.pk,
        kind=fact.kind,
        lane=_lane(fact),
        headline=oncology.headline(fact.kind, fact.side, fact.body),
        detail=oncology.detail(fact.kind, fact.body),
        when=oncology.when_words(fact.occurred_on, fact.precision, fact.offset_days),
        href=address("workbench:fact", public_id, fact.pk),
        first=first,
        last=last,
        tone="turn" if fact.kind in _TURNING else "report",
    )


def _span(fact: Fact) -> tuple[int | None, int | None]:
    """First and last day that it can have been; days from diagnosis for de-identified people."""
    if fact.occurred_on is None:
        return fact.offset_days, fact.offset_days
    on = ClinicalDate(fact.occurred_on, fact.precision)  # type: ignore[arg-type]
    return on.earliest.toordinal(), on.latest.toordinal()


def _lane(fact: Fact) -> Lane:
    if fact.kind in {"therapy_started", "therapy_ended"} and fact.body.get("modality") == "radiotherapy":
        return Lane.RADIOTHERAPY
    return KINDS[fact.kind].lane if fact.kind in KINDS else Lane.PERSON


def _key(body: Mapping[str, Any]) -> tuple[Any, str]:
    return body.get("modality"), str(body.get("intent"))


def _ends_of_therapies(facts: Iterable[Fact]) -> dict[int, Fact]:
    """The end of each started therapy: the next end of the same kind and intent."""
    waiting: dict[tuple[Any, str], list[Fact]] = {}
    found = {}
    for fact in facts:
        if fact.kind == "therapy_started":
            waiting.setdefault(_key(fact.body), []).append(fact)
        elif fact.kind == "therapy_ended" and (begun := waiting.get(_key(fact.body))):
            found[begun.pop(0).pk] = fact
    return found


def _therapy(event: Event, end: Fact | None) -> Event:
    """The start drawn out to its end; without one it is still running."""
    if end is None:
        return replace(event, tone="running", running=True)
    kind = KINDS["therapy_ended"]
    reason = end.body.get("reason")
    completed = reason == "completed"
    ended = [oncology.when_words(end.occurred_on, end.precision, end.offset_days)]
    if reason is not None:
        ended.append(oncology.value_words(kind.field("reason"), reason))
    _, last = _span(end)
    return replace(
        event,
        last=last if last is not None and last >= (event.first or last) else event.last,
        when=f"{event.when} – {ended[0]}",
        detail=" · ".join(part for part in [event.detail, *ended[1:]] if part),
        tone="done" if completed else "stopped",
    )
