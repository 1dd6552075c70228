"""Which steps a pathway asks for, given the facts. Pathways are data; this reads them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quancheng.careplan.states import CLOSED_STAGES, PRIORITY_RANK, Duty, Priority, Stage
from quancheng.kernel.dates import add_months
from quancheng.oncology.rules.history import ClinicalFact, History


@dataclass(frozen=True, slots=True)
class StepRule:
    """One line of a pathway: what starts the step, when it is due, whose it is, what fulfils it."""

    code: str
    title: str
    why: str
    duty: Duty
    priority: Priority
    anchor: Mapping[str, Any]
    after_days: int
    window_days: int
    stages: frozenset[Stage]
    done_by: Sequence[Mapping[str, Any]]
    unless: Sequence[Mapping[str, Any]]
    every_months: Sequence[tuple[int, int]]
    source: str

    @property
    def rank(self) -> int:
        """Where its priority stands in the day's list."""
        return PRIORITY_RANK[self.priority]


@dataclass(frozen=True, slots=True)
class WantedStep:
    """A step that the pathway asks for now; `fact_id` is set where a fact has fulfilled it."""

    key: str
    rule: StepRule
    due_from: date
    due_by: date
    fact_id: int | None = None
    done_on: date | None = None


def read_rules(definition: Mapping[str, Any]) -> tuple[StepRule, ...]:
    """The rules of a stored pathway. Raises KeyError or ValueError where it is not well formed."""
    return tuple(
        StepRule(
            code=row["code"],
            title=row["title"],
            why=row.get("why", ""),
            duty=Duty(row["duty"]),
            priority=Priority(row["priority"]),
            anchor=row["anchor"],
            after_days=int(row.get("after_days", 0)),
            window_days=int(row["window_days"]),
            stages=frozenset(Stage(code) for code in row.get("stages", ())),
            done_by=tuple(row.get("done_by", ())),
            unless=tuple(row.get("unless", ())),
            every_months=tuple((int(until), int(step)) for until, step in row.get("every_months", ())),
            source=row.get("source", ""),
        )
        for row in definition["steps"]
    )


def matches(fact: ClinicalFact, condition: Mapping[str, Any]) -> bool:
    """Whether a fact is of the condition's kind and has one of the values it names for each field."""
    if fact.kind != condition["kind"]:
        return False
    for code, wanted in condition.items():
        if code == "kind":
            continue
        value = fact.value(code)
        options = wanted if isinstance(wanted, list) else [wanted]
        if isinstance(value, list):
            if not set(value) & set(options):
                return False
        elif value not in options:
            return False
    return True


def wanted_steps(
    rules: Sequence[StepRule], history: History, stage: Stage, enrolled_on: date
) -> list[WantedStep]:
    """Every step the pathway has asked for so far, fulfilled or not, from the day of enrolment on."""
    if stage in CLOSED_STAGES:
        return []
    return [step for rule in rules for step in _wanted_by(rule, history, stage, enrolled_on)]


def _wanted_by(rule: StepRule, history: History, stage: Stage, enrolled_on: date) -> Iterator[WantedStep]:
    if rule.stages and stage not in rule.stages:
        return
    if any(matches(fact, condition) for condition in rule.unless for fact in history):
        return
    for anchor in _anchors(rule, history, enrolled_on):
        if rule.every_months:
            yield from _repeating(rule, history, anchor, enrolled_on)
        else:
            yield _single(rule, history, anchor)


def _anchors(rule: StepRule, history: History, enrolled_on: date) -> list[date]:
    """The days from which the rule counts: enrolment, or the last matching fact."""
    if rule.anchor["kind"] == "enrolment":
        return [enrolled_on]
    days = [fact.on for fact in history if fact.on is not None and matches(fact, rule.anchor)]
    if not days:
        return []
    return [days[0]] if rule.anchor.get("which") == "first" else [days[-1]]


def _single(rule: StepRule, history: History, anchor: date) -> WantedStep:
    due_from = anchor + timedelta(days=rule.after_days)
    due_by = due_from + timedelta(days=rule.window_days)
    fact = _fulfilling(rule, history, anchor)
    return WantedStep(
        f"{rule.code}:{anchor.isoformat()}",
        rule,
        due_from,
        due_by,
        fact.id if fact else None,
        fact.on if fact else None,
    )


def _fulfilling(rule: StepRule, history: History, since: date) -> ClinicalFact | None:
    for fact in history:
        if fact.on is not None and fact.on >= since and any(matches(fact, want) for want in rule.done_by):
            return fact
    return None


def _repeating(rule: StepRule, history: History, anchor: date, enrolled_on: date) -> Iterator[WantedStep]:
    """The occurrence last fulfilled and the next one, counted from when it was last done.

    Only one is ever open, so that a patient who comes back after years is not met by twenty overdue visits.
    """
    done = [
        fact
        for fact in history
        if fact.on is not None and fact.on > anchor and any(matches(fact, want) for want in rule.done_by)
    ]
    start = max(anchor, enrolled_on)
    if done:
        before = done[-2].on if len(done) > 1 else start
        yield from _occurrence(rule, anchor, before or start, done[-1])
    yield from _occurrence(rule, anchor, (done[-1].on if done else None) or start, None)


def _occurrence(rule: StepRule, anchor: date, base: date, fact: ClinicalFact | None) -> Iterator[WantedStep]:
    """The occurrence that follows `base`; none once the schedule has run out.

    `every_months` holds (until month, interval) pairs, counted from the anchor; until 0 means without end.
    """
    months_in = max(0, (base.year - anchor.year) * 12 + base.month - anchor.month)
    interval = next((step for until, step in rule.every_months if until == 0 or months_in < until), None)
    if interval is None:
        return
    due_from = add_months(base, interval)
    yield WantedStep(
        f"{rule.code}:{anchor.isoformat()}:{base.isoformat()}",
        rule,
        due_from,
        due_from + timedelta(days=rule.window_days),
        fact.id if fact else None,
        fact.on if fact else None,
    )
