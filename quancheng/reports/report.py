"""A report as it was counted: its numbers, with what each is a part of."""

from dataclasses import dataclass
from datetime import date, datetime

from quancheng.hospitals.models import Hospital
from quancheng.oncology.models import CaseSummary
from quancheng.reports.indicators.base import Indicator
from quancheng.reports.rules import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `value` is None where it is too small to be shown to this reader."""

    indicator: Indicator
    value: int | None
    among: int | None

    @property
    def hidden(self) -> bool:
        """Whether it is kept back."""
        return self.value is None

    @property
    def percent(self) -> float | None:
        """Share in percent; None where there is nothing to divide or something is kept back."""
        if not self.indicator.as_percent or self.value is None or not self.among:
            return None
        return round(100 * self.value / self.among, 1)


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """The numbers of one hospital and period, and when they were computed."""

    hospital: Hospital
    period: Period
    figures: tuple[Figure, ...]
    computed_at: datetime
    opens_patients: bool

    def figure(self, code: str) -> Figure:
        """The figure of that code. Raises KeyError."""
        for figure in self.figures:
            if figure.indicator.code == code:
                return figure
        raise KeyError(code)

    @property
    def is_empty(self) -> bool:
        """Whether nobody was admitted in the period."""
        return self.figures[0].value == 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What lies around a report: the first admission known, and who is in no period at all."""

    first_admission_on: date | None
    without_day: int


@dataclass(frozen=True, slots=True)
class PatientsPage:
    """Some of the patients whom a number counts; `next` is the cursor of those below."""

    rows: tuple[CaseSummary, ...]
    next: str = ""
