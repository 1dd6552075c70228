"""The plan of one patient in words."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from quancheng.careplan.models import Course, Step
from quancheng.careplan.presenters.steps import DayRow, day_row, outcome_words, stage_words
from quancheng.kernel.dates import format_date
from quancheng.ui.words import gettext, language


class Plan(Protocol):
    """All steps of a patient by what became of them, and where she is."""

    course: Course | None
    open: list[Step]
    done: list[Step]
    varied: list[Step]
    withdrawn: list[Step]
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A closed step: the line, when and by whom, how it ended."""

    row: DayRow
    closed_on: date | None
    by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PlanWords:
    """What the plan's page shows."""

    stage: str
    since: str
    enrolled_on: str
    open: list[DayRow]
    late: int
    done: list[ClosedRow]
    varied: list[ClosedRow]
    withdrawn: list[ClosedRow]
    unconfirmed: bool


def plan_words(plan: Plan, today: date) -> PlanWords:
    """The plan for the page; `late` counts the overdue among the open."""
    course = plan.course
    return PlanWords(
        stage=stage_words(course.stage) if course else "",
        since=_day(course.stage_since if course else None),
        enrolled_on=_day(course.enrolled_on if course else None),
        open=[day_row(step, today) for step in plan.open],
        late=sum(step.due_by < today for step in plan.open),
        done=[_closed(step, today) for step in plan.done],
        varied=[_closed(step, today) for step in plan.varied],
        withdrawn=[_closed(step, today) for step in plan.withdrawn],
        unconfirmed=plan.unconfirmed and _is_planned(course),
    )


def _is_planned(course: Course | None) -> bool:
    return course is not None and course.enrolled_on is not None


def _day(on: date | None) -> str:
    return "" if on is None else format_date(on, language())


def _closed(step: Step, today: date) -> ClosedRow:
    if step.closed_by is not None:
        by = str(step.closed_by)
    else:
        by = gettext("by the record")
    return ClosedRow(day_row(step, today), step.closed_on, by, outcome_words(step))
