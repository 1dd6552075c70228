"""Which steps a pathway asks for, given the facts. Pathways are data; this reads them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quancheng.careplan.rules.conditions import Condition, is_met, meeting
from quancheng.careplan.states import CLOSED_STAGES, PRIORITY_RANK, Duty, Priority, Stage
from quancheng.kernel.dates import add_months, months_between
from quancheng.oncology.rules.history import ClinicalFact, History

ENROLMENT = "enrolment"
_RULE_FIELDS = frozenset(
    "code title why duty priority anchor after_days window_days stages done_by done_ever needs unless "
    "every_months source certainty off sex assume".split()
)


@dataclass(frozen=True, slots=True)
class Assumption:
    """Facts that do not say what the anchor asks for: on which grounds they are taken for it, and words."""

    on: Sequence[Condition]
    needs: Sequence[Condition]
    why: str


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
    done_by: Sequence[Condition]
    done_ever: bool
    needs: Sequence[Condition]
    unless: Sequence[Condition]
    every_months: Sequence[tuple[int, int]]
    source: str
    sex: str = ""
    assume: Assumption | None = None
    pathway_id: int | None = None

    @property
    def rank(self) -> int:
        """Where its priority stands in the day's list."""
        return PRIORITY_RANK[self.priority]

    def begins_in(self, stage: Stage) -> bool:
        """Whether the step may appear while the patient is in this stage."""
        return stage in self.stages if self.stages else stage is not Stage.LOST

    def fits(self, sex: str) -> bool:
        """Whether it may be asked of a person of this sex, as far as it is known."""
        return not (self.sex and sex and sex != "unknown" and self.sex != sex)


@dataclass(frozen=True, slots=True)
class ClosedStep:
    """A step that a person closed, done or not: its key and the day."""

    key: str
    on: date


@dataclass(frozen=True, slots=True)
class WantedStep:
    """A step that the pathway asks for; `fact_id` is set where a fact has fulfilled it.

    `begins` is False when the stage has moved on: such a step is not started any more, but one that stands
    already is still fulfilled by facts, and stays when it is overdue. `series` names its repetition.
    """

    key: str
    series: str
    rule: StepRule
    due_from: date
    due_by: date
    begins: bool
    side: str = ""
    fact_id: int | None = None
    done_on: date | None = None
    guessed: bool = False

    @property
    def why(self) -> str:
        """Why it is asked for; where that rests on an assumption, which one."""
        assumed = self.rule.assume
        return assumed.why if self.guessed and assumed else self.rule.why


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The day from which a rule counts: how many such days there were, on which side, and whether assumed."""

    on: date
    number: int
    side: str = ""
    guessed: bool = False

    def series(self, rule: StepRule) -> str:
        """The name of the step within the plan; it does not change when the day is corrected."""
        return ":".join(filter(None, (rule.code, str(self.number), self.side)))


def read_rules(definition: Mapping[str, Any], pathway_id: int | None = None) -> tuple[StepRule, ...]:
    """The rules of a stored pathway, those switched off left out.

    Raises KeyError or ValueError where it is not well formed.
    """
    return tuple(_read_rule(row, pathway_id) for row in definition["steps"] if not row.get("off"))


def _read_rule(row: Mapping[str, Any], pathway_id: int | None) -> StepRule:
    if unknown := row.keys() - _RULE_FIELDS:
        raise ValueError(f"{row.get('code')}: unknown {sorted(unknown)}")
    return StepRule(
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
        done_ever=bool(row.get("done_ever", False)),
        needs=tuple(row.get("needs", ())),
        unless=tuple(row.get("unless", ())),
        every_months=tuple((int(until), int(step)) for until, step in row.get("every_months", ())),
        source=row.get("source", ""),
        sex=row.get("sex", ""),
        assume=_read_assumption(row["assume"]) if "assume" in row else None,
        pathway_id=pathway_id,
    )


def _read_assumption(row: Mapping[str, Any]) -> Assumption:
    return Assumption(on=tuple(row["on"]), needs=tuple(row["needs"]), why=row["why"])


def wanted_steps(
    rules: Sequence[StepRule],
    history: History,
    stage: Stage,
    enrolled_on: date,
    closed: Sequence[ClosedStep] = (),
    sex: str = "",
) -> list[WantedStep]:
    """Every step the pathway asks for, fulfilled or not; `closed` is what a person has closed already."""
    if stage in CLOSED_STAGES:
        return []
    return [
        step
        for rule in rules
        if rule.fits(sex)
        for step in _wanted_by(rule, history, stage, enrolled_on, closed)
    ]


def _wanted_by(
    rule: StepRule, history: History, stage: Stage, enrolled_on: date, closed: Sequence[ClosedStep]
) -> Iterator[WantedStep]:
    if not all(is_met(condition, history) for condition in rule.needs):
        return
    for anchor in _anchors(rule, history, enrolled_on):
        if any(is_met(condition, history, anchor=anchor.on) for condition in rule.unless):
            continue
        if rule.every_months:
            yield from _repeating(rule, history, stage, anchor, enrolled_on, closed)
        else:
            yield _single(rule, history, stage, anchor, enrolled_on)


def _may_assume(rule: StepRule, history: History) -> bool:
    return rule.assume is not None and all(is_met(condition, history) for condition in rule.assume.needs)


def anchor_days(rule: StepRule, history: History, enrolled_on: date) -> dict[str, list[date]]:
    """The days from which the rule could count, oldest first: by side where it says so, else under ""."""
    if rule.anchor["on"] == ENROLMENT:
        return {"": [enrolled_on]}
    # What may be assumed is counted with the rest, so that the number in a key never falls with a new fact.
    facts = meeting([*rule.anchor["on"], *(rule.assume.on if rule.assume else ())], history)
    found: dict[str, set[date]] = {}
    for fact in facts:
        found.setdefault(fact.side if rule.anchor.get("per_side") else "", set()).add(day_of(fact))
    return {side: sorted(found[side]) for side in sorted(found)}


def _anchors(rule: StepRule, history: History, enrolled_on: date) -> list[_Anchor]:
    """Enrolment, or the first or last day with a matching fact; one for each side where the rule says so.

    Days that rest on an assumption count where it may be made; where it may not, those that were stated.
    """
    which = 0 if rule.anchor.get("which") == "first" else -1
    stated = {fact.on for fact in meeting(rule.anchor["on"], history)} if rule.assume else None
    may_guess = stated is None or _may_assume(rule, history)
    found = []
    for side, days in anchor_days(rule, history, enrolled_on).items():
        counting = [
            (number, on)
            for number, on in enumerate(days, start=1)
            if may_guess or stated is None or on in stated
        ]
        if counting:
            number, on = counting[which]
            found.append(_Anchor(on, number, side, guessed=stated is not None and on not in stated))
    return found


def _window(rule: StepRule, start: date, enrolled_on: date) -> tuple[date, date]:
    """First and last day; what lay before enrolment is due from then on, not overdue by years."""
    due_from = start + timedelta(days=rule.after_days)
    if due_from + timedelta(days=rule.window_days) < enrolled_on:
        due_from = enrolled_on
    return due_from, due_from + timedelta(days=rule.window_days)


def _single(rule: StepRule, history: History, stage: Stage, anchor: _Anchor, enrolled_on: date) -> WantedStep:
    due_from, due_by = _window(rule, anchor.on, enrolled_on)
    fact = next(
        (
            fact
            for fact in fulfilling(rule, history, anchor.side)
            if rule.done_ever or day_of(fact) >= anchor.on
        ),
        None,
    )
    return WantedStep(
        key=anchor.series(rule),
        series=anchor.series(rule),
        rule=rule,
        due_from=due_from,
        due_by=due_by,
        begins=rule.begins_in(stage),
        side=anchor.side,
        fact_id=fact.id if fact else None,
        done_on=fact.on if fact else None,
        guessed=anchor.guessed,
    )


def fulfilling(rule: StepRule, history: History, side: str) -> list[ClinicalFact]:
    """Facts that fulfil the rule; of one side, those of that side or of none."""
    facts = meeting(rule.done_by, history)
    return [fact for fact in facts if not side or fact.side in ("", side)]


def day_of(fact: ClinicalFact) -> date:
    """The day of a fact that `meeting` gave: those are dated."""
    assert fact.on is not None  # noqa: S101 - `meeting` gives dated facts only
    return fact.on


def _repeating(
    rule: StepRule,
    history: History,
    stage: Stage,
    anchor: _Anchor,
    enrolled_on: date,
    closed: Sequence[ClosedStep],
) -> Iterator[WantedStep]:
    """The occurrences fulfilled so far and the next one, counted from when it was last done or closed.

    Only one is ever open, so that a patient who comes back after years is not met by twenty overdue visits.
    """
    by_day = {
        day_of(fact): fact
        for fact in reversed(fulfilling(rule, history, anchor.side))
        if day_of(fact) > anchor.on
    }
    prefix = anchor.series(rule) + ":"
    by_hand = {step.on for step in closed if step.key.startswith(prefix)}
    base = max(anchor.on, enrolled_on)
    for day in sorted(by_day.keys() | by_hand):
        if day in by_day and day >= enrolled_on:
            yield from _occurrence(rule, stage, anchor, base, enrolled_on, by_day[day])
        base = day
    yield from _occurrence(rule, stage, anchor, base, enrolled_on, None)


def _occurrence(
    rule: StepRule, stage: Stage, anchor: _Anchor, base: date, enrolled_on: date, fact: ClinicalFact | None
) -> Iterator[WantedStep]:
    """The occurrence that follows `base`; none once the schedule has run out.

    `every_months` holds (until month, interval) pairs, counted from the anchor; until 0 means without end.
    A negative `after_days` opens the window before the day itself.
    """
    months_in = max(0, months_between(anchor.on, base))
    interval = next((step for until, step in rule.every_months if until == 0 or months_in < until), None)
    if interval is None:
        return
    due_from, due_by = _window(rule, add_months(base, interval), enrolled_on)
    yield WantedStep(
        key=f"{anchor.series(rule)}:{base.isoformat()}",
        series=anchor.series(rule),
        rule=rule,
        due_from=due_from,
        due_by=due_by,
        begins=rule.begins_in(stage),
        side=anchor.side,
        fact_id=fact.id if fact else None,
        done_on=fact.on if fact else None,
        guessed=anchor.guessed,
    )
