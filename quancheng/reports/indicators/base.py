"""What an indicator is: one definition, from which page, download and list of patients all count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from quancheng.reports.rules import Period

# Everybody of the cohort: first admitted to this hospital in the period.
ALL = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number: which case summaries of the cohort count, and in words what that means.

    `among` is the code of the number that it is a part of; `flag` names what the case summary must also say,
    as it stood on the counting day. Who belongs to the cohort is said in `queries`.
    """

    code: str
    label: str
    definition: str
    source: str
    counts: Callable[[Period], Q]
    flag: str = ""
    among: str = ALL
    as_percent: bool = False
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """Patients of whom a flag of the case summary was not yet, or was still, true on the counting day."""

    not_yet: Mapping[str, frozenset[int]] = field(default_factory=dict)
    still: Mapping[str, frozenset[int]] = field(default_factory=dict)


def condition(indicator: Indicator, period: Period, since: Since) -> Q:
    """Which case summaries of the cohort count: the one condition of page, list and download."""
    found = indicator.counts(period)
    if not indicator.flag:
        return found
    stood = Q(**{indicator.flag: True})
    if later := since.not_yet.get(indicator.flag):
        stood &= ~Q(pk__in=later)
    if before := since.still.get(indicator.flag):
        stood |= Q(pk__in=before)
    return found & stood


def under_whole_course(period: Period) -> Q:
    """Taken into whole-course management by the day up to which events are counted."""
    return Q(patient__course__enrolled_on__lte=period.as_of)


def by_day(field: str, flag: str, period: Period) -> Q:
    """An event that happened by the counting day; one without a known day counts too."""
    return Q(**{flag: True}) & (Q(**{f"{field}__lte": period.as_of}) | Q(**{f"{field}__isnull": True}))
