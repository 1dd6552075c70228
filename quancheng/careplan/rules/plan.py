"""How a plan follows what its pathways want: what is added, fulfilled, moved, opened again or withdrawn.

What a person has closed is never touched, what she took on is never withdrawn while the patient lives, and
an overdue step never disappears because the record has moved on: somebody does it or says why not.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from quancheng.careplan.rules.carrying import NOTHING_LEFT, Leftover, leftover
from quancheng.careplan.rules.pathway import StepRule, WantedStep
from quancheng.careplan.states import CLOSED_STAGES, Outcome, Stage, StepState
from quancheng.oncology.rules.history import History

MANUAL = "manual"
PATHWAY = "pathway"


class PlanStep(Protocol):
    """What the rules read of a step that stands in the plan."""

    key: str
    state: str
    source: str
    by_hand: bool
    due_from: date
    due_by: date
    fact_id: int | None
    left_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The patient as the plan sees her today: stage and since when, her team, the facts that stand."""

    stage: Stage
    since: date | None
    today: date
    enrolled_on: date
    sex: str = ""
    team_id: int | None = None
    fact_ids: AbstractSet[int | None] = frozenset()
    leftover: Leftover = NOTHING_LEFT


@dataclass(slots=True)
class Changes:
    """What to write: new steps, and for steps that stand the values that differ."""

    new: list[WantedStep] = field(default_factory=list)
    changed: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)


def overtaken(
    steps: Iterable[PlanStep],
    wanted: Sequence[WantedStep],
    rules: Sequence[StepRule],
    history: History,
    now: Situation,
) -> Leftover:
    """What the facts say about the pathway's steps that wait for somebody and are not asked for any more."""
    asked = {want.key for want in wanted}
    keys = [
        step.key
        for step in steps
        if step.source == PATHWAY
        and step.key not in asked
        and (step.state == StepState.OPEN or (step.state == StepState.DONE and _is_undone(step, now)))
    ]
    return leftover(keys, wanted, rules, history, now.enrolled_on, now.sex)


def _is_undone(step: PlanStep, now: Situation) -> bool:
    """Whether the fact that had closed the step was withdrawn or corrected."""
    return step.fact_id is not None and step.fact_id not in now.fact_ids


def changes(steps: Sequence[PlanStep], wanted: Sequence[WantedStep], now: Situation) -> Changes:
    """What brings the steps in line with what is wanted; empty when they are."""
    by_key = {want.key: want for want in wanted}
    found = Changes()
    taken = _renamed(steps, by_key)
    for step in steps:
        key = taken.get(step.key, step.key)
        values = _values(step, by_key.get(key), now)
        if key != step.key:
            values["key"] = key
        values = {name: value for name, value in values.items() if getattr(step, name) != value}
        if values:
            found.changed.append((step, values))
    there = {taken.get(step.key, step.key) for step in steps}
    found.new = [want for want in wanted if want.key not in there and _may_be_added(want, now)]
    return found


def _may_be_added(want: WantedStep, now: Situation) -> bool:
    return want.begins or (want.done_on is not None and want.done_on >= now.enrolled_on)


def _renamed(steps: Iterable[PlanStep], by_key: Mapping[str, WantedStep]) -> dict[str, str]:
    """Open occurrences whose base has moved (a visit's date was corrected): old key → new key.

    Without this the visit that somebody took on would stand beside a second one for the same date.
    """
    there = {step.key for step in steps}
    free = {
        want.series: want.key
        for want in by_key.values()
        if want.rule.every_months and want.fact_id is None and want.key not in there
    }
    return {
        step.key: free.pop(series)
        for step in steps
        if step.state == StepState.OPEN
        and step.key not in by_key
        and (series := step.key.rpartition(":")[0]) in free
    }


def _values(step: PlanStep, want: WantedStep | None, now: Situation) -> dict[str, Any]:
    """The values that the step should have; those it has already may be among them."""
    if step.state == StepState.VARIED or (step.state == StepState.DONE and step.fact_id is None):
        return {}
    if want is None:
        return _not_wanted(step, now)
    if want.fact_id is not None:
        return _fulfilled(want)
    if step.state == StepState.OPEN and (want.begins or step.by_hand or _is_late(step.due_by, now)):
        # A later date would let an overdue step slip away with the next re-planning.
        slips = not (want.begins or step.by_hand or _is_late(want.due_by, now))
        return {"team_id": now.team_id} if slips else _due(want, now)
    if want.begins or (step.state == StepState.DONE and _is_late(want.due_by, now)):
        return _open(want, now)
    return {} if step.state == StepState.WITHDRAWN else _withdrawn()


def _is_late(due_by: date, now: Situation) -> bool:
    return due_by < now.today


def _not_wanted(step: PlanStep, now: Situation) -> dict[str, Any]:
    if step.state == StepState.WITHDRAWN or (step.state == StepState.DONE and not _is_undone(step, now)):
        return {}
    if now.stage in CLOSED_STAGES:
        after_it = step.source == MANUAL and now.since is not None and step.due_from > now.since
        return {"team_id": now.team_id} if after_it and step.state == StepState.OPEN else _withdrawn()
    if fact := now.leftover.done_by.get(step.key):
        return _done(fact.id, fact.on)
    if step.source == PATHWAY and _is_late(step.due_by, now) and step.key not in now.leftover.groundless:
        return {**_opened(), "team_id": now.team_id, "left_open": True}
    return {"team_id": now.team_id} if step.by_hand and step.state == StepState.OPEN else _withdrawn()


def _fulfilled(want: WantedStep) -> dict[str, Any]:
    return _done(want.fact_id, want.done_on)


def _done(fact_id: int | None, on: date | None) -> dict[str, Any]:
    return {
        "state": StepState.DONE.value,
        "fact_id": fact_id,
        "outcome": Outcome.DONE.value,
        "closed_on": on,
        "left_open": False,
    }


def _withdrawn() -> dict[str, Any]:
    return {"state": StepState.WITHDRAWN.value, "fact_id": None, "outcome": "", "left_open": False}


def _opened() -> dict[str, Any]:
    return {"state": StepState.OPEN.value, "fact_id": None, "outcome": "", "closed_on": None}


def _open(want: WantedStep, now: Situation) -> dict[str, Any]:
    return {**_opened(), **_due(want, now)}


def _due(want: WantedStep, now: Situation) -> dict[str, Any]:
    rule = want.rule
    return {
        "due_from": want.due_from,
        "due_by": want.due_by,
        "title": rule.title,
        "why": want.why,
        "duty": rule.duty.value,
        "priority": rule.priority.value,
        "rank": rule.rank,
        "pathway_id": rule.pathway_id,
        "team_id": now.team_id,
        "left_open": False,
    }
