"""My day: the open steps that are hers, in the built-in order, a page at a time.

Two queries whatever the size of the centre. What is hers has two parts, each a walk along its own index that
stops after a page: what nobody has taken yet of her duties in her teams, and what stands in her own name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet, Subquery

from quancheng.access.actor import Actor
from quancheng.access.guards import check_may
from quancheng.access.roles import ROLE_PERMISSIONS, Permission
from quancheng.careplan.models import Step, StepQuerySet
from quancheng.careplan.states import DUTIES_OF_ROLE, PRIORITY_RANK
from quancheng.hospitals.models import Hospital
from quancheng.kernel.cursor import DAMAGED, decode_cursor, encode_cursor
from quancheng.kernel.refused import Refused
from quancheng.patients.compiled import Fixed, compiled
from quancheng.patients.models import CareRelation

COUNTED = 100
WEEK = timedelta(days=6)


class Only(StrEnum):
    """Which of the steps are shown."""

    DUE = "due"
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"


COUNTERS = (Only.OVERDUE, Only.TODAY, Only.WEEK)


class Whose(StrEnum):
    """Whose steps are shown: hers by name or by duty, those in her name, or everybody's in her teams."""

    MINE = "mine"
    NAMED = "named"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Day:
    """One page of the day and the figures beside it; a figure of 100 means that many or more."""

    steps: list[Step]
    next_cursor: str | None
    overdue: int
    today: int
    week: int


def my_day(
    actor: Actor,
    *,
    today: date,
    cursor: str | None = None,
    limit: int = 50,
    only: Only = Only.DUE,
    whose: Whose = Whose.MINE,
) -> Day:
    """The steps to be done, most pressing first: built-in priority, then how late."""
    check_may(actor, Permission.WORK_STEPS)
    after = _position(cursor) if cursor else ()
    steps = _shown(actor, whose, only, today, today + WEEK, after, Fixed(limit + 1))
    more = len(steps) > limit
    steps = steps[:limit]
    overdue, due_today, week = _counts(actor, whose, today)
    next_cursor = encode_cursor([steps[-1].rank, steps[-1].due_by, steps[-1].pk]) if more else None
    return Day(steps, next_cursor, overdue, due_today, week)


@compiled
def _shown(
    actor: Actor,
    whose: Whose,
    only: Only,
    today: date,
    week_ends: date,
    after: tuple[int, date, int] | tuple[()],
    size: int,
) -> StepQuerySet:
    parts = [_of_time(part, only, today, week_ends) for part in _parts(actor, whose)]
    return _page([part.after(*after) for part in parts] if after else parts, size)


def _parts(actor: Actor, whose: Whose) -> list[StepQuerySet]:
    """The parts of what is asked for, without overlap."""
    named = _in_her_name(actor)
    if whose is Whose.NAMED:
        return [named]
    teams = Q(pk__in=[])
    for team_id, duties in _duties_by_team(actor):
        free = {} if whose is Whose.TEAM else {"owner__isnull": True, "duty__in": duties}
        teams |= Q(team_id=team_id, patient__team_id=team_id, **free)
    pool = Step.objects.open().filter(
        teams, hospital_id__in=actor.hospitals_with(Permission.WORK_STEPS), patient__merged_into__isnull=True
    )
    return [pool] if whose is Whose.TEAM else [pool, named]


def _duties_by_team(actor: Actor) -> Iterator[tuple[int, list[str]]]:
    found: dict[int, set[str]] = {}
    for duty in actor.duties:
        if duty.team_id is not None and Permission.WORK_STEPS in ROLE_PERMISSIONS[duty.role]:
            found.setdefault(duty.team_id, set()).update(DUTIES_OF_ROLE[duty.role])
    for team_id in sorted(found):
        yield team_id, sorted(found[team_id])


def _in_her_name(actor: Actor) -> StepQuerySet:
    """Steps handed to her, of patients whom she still looks after."""
    guests = CareRelation.open_for(actor).values("patient_id")
    me = actor.user_id or 0
    hers = Q(patient__attending=me) | Q(patient__case_manager=me) | Q(patient_id__in=guests)
    return Step.objects.open().filter(
        Q(patient__team_id__in=actor.team_ids) | hers,
        owner_id=actor.user_id,
        hospital_id__in=actor.hospitals_with(Permission.WORK_STEPS),
        patient__merged_into__isnull=True,
    )


def _of_time(steps: StepQuerySet, only: Only, today: date, week_ends: date) -> StepQuerySet:
    if only is Only.OVERDUE:
        return steps.filter(due_by__lt=today)
    if only is Only.TODAY:
        return steps.filter(due_by=today)
    if only is Only.WEEK:
        return steps.filter(due_by__gte=today, due_by__lte=week_ends)
    return steps.filter(due_from__lte=today)


def _page(parts: list[StepQuerySet], size: int) -> StepQuerySet:
    """The first rows over all parts, with what a row of the list shows."""
    first, *rest = [
        Step.objects.filter(pk__in=part.in_order_of_the_day().values("pk")[:size]).values("pk")
        for part in parts
    ]
    ids = first.union(*rest, all=True) if rest else first
    shown = (
        "patient__public_id patient__name patient__record_number patient__pseudonymous patient__sex"
        " patient__birth_on patient__age_at_diagnosis patient__hospital_id patient__course__stage"
        " owner__display_name owner__username hospital_id"
        " public_id rank priority title why side code source due_from due_by duty state by_hand left_open"
    ).split()
    return (
        Step.objects.filter(pk__in=ids)
        .select_related("patient__course", "owner")
        .only(*shown)
        .in_order_of_the_day()[:size]
    )


def _counts(actor: Actor, whose: Whose, today: date) -> tuple[int, int, int]:
    """How many are overdue, due today and due within a week, each counted to a hundred at most."""
    row: dict[str, int | None] = next(iter(_figures(actor, whose, today, today + WEEK)), {})
    overdue, due_today, week = (
        min(COUNTED, sum(number or 0 for name, number in row.items() if name.startswith(only.value)))
        for only in COUNTERS
    )
    return overdue, due_today, week


@compiled
def _figures(actor: Actor, whose: Whose, today: date, week_ends: date) -> QuerySet[Hospital, Any]:
    columns = {
        f"{only.value}_{place}": Subquery(_counted(_of_time(part, only, today, week_ends)))
        for only in COUNTERS
        for place, part in enumerate(_parts(actor, whose))
    }
    # One row of any table would do to carry the figures.
    return Hospital.objects.filter(pk__in=[actor.home_hospital_id or 0]).values(**columns)[:1]


def _counted(steps: StepQuerySet) -> Any:
    # Naming every rank lets the index of the day be entered at the date in each of them.
    some = steps.filter(rank__in=sorted(PRIORITY_RANK.values())).order_by().values("pk")[:COUNTED]
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Step.objects.filter(pk__in=some).order_by().annotate(number=number).values("number")


def _position(cursor: str) -> tuple[int, date, int]:
    """Where the last page ended; refuses a damaged address."""
    values = decode_cursor(cursor)
    if len(values) != 3:
        raise Refused(DAMAGED, code="cursor_damaged")
    rank, due_by, pk = values
    if type(rank) is not int or type(due_by) is not date or type(pk) is not int:
        raise Refused(DAMAGED, code="cursor_damaged")
    return rank, due_by, pk
