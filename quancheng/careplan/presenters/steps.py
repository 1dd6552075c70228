"""Steps in words: what, why, when, whose, what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from quancheng.careplan.models import Step, StepMove
from quancheng.careplan.states import (
    DUTY_LABELS,
    LEFT_OPEN,
    OUTCOME_LABELS,
    PRIORITY_LABELS,
    STAGE_LABELS,
    STEP_STATE_LABELS,
    VARIANCE_LABELS,
    Duty,
    Outcome,
    Priority,
    Stage,
    StepState,
    VarianceReason,
)
from quancheng.kernel import clock
from quancheng.kernel.dates import age_on, format_date
from quancheng.oncology.facts.schema import SIDE_LABELS, Side
from quancheng.patients.models import Patient
from quancheng.patients.models.patient import Sex
from quancheng.ui.words import gettext, language, ngettext, pgettext

TAIL = 4
KINDS_OF_STATE = {
    StepState.OPEN: "info",
    StepState.DONE: "done",
    StepState.VARIED: "today",
    StepState.WITHDRAWN: "grey",
}


@dataclass(frozen=True, slots=True)
class Urgency:
    """How a due date looks today: the kind gives symbol and colour, the word says it."""

    kind: str
    word: str


def title_of(step: Step) -> str:
    """What is to be done, with the side where it is about one; shipped titles are translated.

    What was left open says from when it was due: a newer step of the same name may stand beside it.
    """
    parts = [gettext(step.title) if step.title else ""]
    if step.side:
        parts.append(gettext(SIDE_LABELS[Side(step.side)]))
    if step.left_open:
        day = format_date(step.due_from, language())
        parts.append(gettext("due from %(day)s") % {"day": day})
    return " · ".join(parts)


def why_of(step: Step) -> str:
    """Why it is to be done; empty where nobody said."""
    if step.left_open:
        return gettext(LEFT_OPEN)
    return gettext(step.why) if step.why else ""


def urgency(step: Step, today: date) -> Urgency:
    """Overdue by days, today, soon, or not to be begun yet."""
    late, left = (today - step.due_by).days, (step.due_by - today).days
    if late > 0:
        return Urgency(
            "urgent", ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {"days": late}
        )
    if late == 0:
        return Urgency("today", pgettext("due date", "Today"))
    if step.due_from > today:
        wait = (step.due_from - today).days
        return Urgency("grey", ngettext("From tomorrow", "In %(days)s days", wait) % {"days": wait})
    return Urgency("info", ngettext("%(days)s day left", "%(days)s days left", left) % {"days": left})


def state_words(step: Step, today: date) -> Urgency:
    """The urgency of an open step; of a closed one, what became of it."""
    state = StepState(step.state)
    if state is StepState.OPEN:
        return urgency(step, today)
    return Urgency(KINDS_OF_STATE[state], gettext(STEP_STATE_LABELS[state]))


def outcome_words(step: Step) -> str:
    """How it ended: the outcome, or the coded reason, with the note."""
    words = ""
    if step.state == StepState.DONE and step.outcome:
        words = gettext(OUTCOME_LABELS[Outcome(step.outcome)])
    elif step.state == StepState.VARIED and step.reason:
        words = gettext(VARIANCE_LABELS[VarianceReason(step.reason)])
    return gettext(": ").join(filter(None, (words, step.note)))


def window(step: Step) -> str:
    """3月5日–8日; the year only where it is not this one."""
    return span(step.due_from, step.due_by, clock.today())


def span(first: date, last: date, today: date) -> str:
    """From the first day to the last, as short as it can be said."""
    lang = language()
    if first == last:
        return _short(first, today, lang)
    if (first.year, first.month) == (last.year, last.month) and last.year == today.year:
        if lang.startswith("en"):
            return f"{first.day}–{_short(last, today, lang)}"
        return f"{_short(first, today, lang).removesuffix('日')}–{last.day}日"
    return f"{_short(first, today, lang)}–{_short(last, today, lang)}"


def _short(on: date, today: date, lang: str) -> str:
    """The day without a year that goes without saying; a line never breaks inside it."""
    full = format_date(on, lang)
    if on.year == today.year:
        full = (
            full.removesuffix(f" {on.year}") if lang.startswith("en") else full.removeprefix(f"{on.year}年")
        )
    return full.replace(" ", "\u00a0")


def owner_words(step: Step) -> str:
    """The person who has it, else the duty that has."""
    return str(step.owner) if step.owner is not None else duty_words(step.duty)


def duty_words(duty: str) -> str:
    """The duty that owns a step until a person takes it."""
    return gettext(DUTY_LABELS[Duty(duty)])


def priority_words(priority: str) -> str:
    """Why the step stands where it stands."""
    return gettext(PRIORITY_LABELS[Priority(priority)])


def stage_words(stage: str) -> str:
    """The stage of the course."""
    return gettext(STAGE_LABELS[Stage(stage)])


def name_of(patient: Patient) -> str:
    """The name; of a de-identified person the record number."""
    return patient.display_name


def basics(patient: Patient, today: date) -> str:
    """女 · 52岁 · 尾号 0123: what tells two people of one name apart."""
    parts = [str(Sex(patient.sex).label)]
    if patient.birth_on is not None:
        years = age_on(patient.birth_on, today)
        parts.append(ngettext("%(years)s year", "%(years)s years", years) % {"years": years})
    elif patient.age_at_diagnosis is not None:
        parts.append(gettext("%(years)s at diagnosis") % {"years": int(patient.age_at_diagnosis)})
    if patient.name:
        parts.append(gettext("no. …%(tail)s") % {"tail": str(patient.record_number)[-TAIL:]})
    return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One line of the day."""

    step: Step
    title: str
    why: str
    urgency: Urgency
    window: str
    owner: str
    is_named: bool
    name: str
    basics: str
    stage: str


def day_row(step: Step, today: date) -> DayRow:
    """The words of one line."""
    course = getattr(step.patient, "course", None)
    return DayRow(
        step=step,
        title=title_of(step),
        why=why_of(step),
        urgency=state_words(step, today),
        window=window(step),
        owner=owner_words(step),
        is_named=step.owner_id is not None,
        name=name_of(step.patient),
        basics=basics(step.patient, today),
        stage=stage_words(course.stage) if course else "",
    )


def day_groups(steps: Iterable[Step], today: date) -> list[tuple[str, str, list[DayRow]]]:
    """(priority code, its words, lines) in the order of the list; the words say why these come first."""
    return [
        (priority, priority_words(priority), [day_row(step, today) for step in group])
        for priority, group in groupby(steps, key=lambda step: step.priority)
    ]


def move_lines(moves: Sequence[StepMove]) -> list[dict[str, object]]:
    """The history of a step for the timeline component, newest first."""
    return [_move_line(move) for move in moves]


def _move_line(move: StepMove) -> dict[str, object]:
    if move.old_state == move.new_state:
        title = gettext("Handed over to %(name)s") % {"name": move.new_owner or ""}
        kind = "info"
    elif move.new_state == StepState.OPEN:
        title, kind = gettext("Opened again"), "info"
    else:
        state = StepState(move.new_state)
        title, kind = gettext(STEP_STATE_LABELS[state]), KINDS_OF_STATE[state]
    who = str(move.by) if move.by is not None else gettext("by the record")
    return {"when": moment(move), "title": title, "text": move.note, "kind": kind, "foot": [who]}


def moment(move: StepMove) -> str:
    """The day and the minute of a move, on the clinic's clock."""
    at = move.at.astimezone(clock.zone())
    return f"{format_date(at.date(), language())} {at:%H:%M}"
