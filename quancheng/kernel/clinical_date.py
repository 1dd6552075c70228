"""A clinical date and the arithmetic of dates; callers import these from `dates`."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from quancheng.kernel import clock
from quancheng.kernel.refused import Refused, msg

Precision = Literal["day", "month", "year"]

AGE_BEFORE_BIRTH = msg("%(on)s is before the birth date %(birth)s; correct the date that is wrong.")

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class ClinicalDate:
    """A date and how exactly it is known; `on` is the first day of the period when it is not exact."""

    on: date
    precision: Precision = "day"

    def __post_init__(self) -> None:
        if isinstance(self.on, datetime):
            raise TypeError("A clinical date holds a date, not a datetime.")
        if self.precision not in ("day", "month", "year"):
            raise ValueError(f"{self.precision!r} is no precision of a date.")
        if self.precision != "day":
            month = 1 if self.precision == "year" else self.on.month
            object.__setattr__(self, "on", self.on.replace(month=month, day=1))

    @property
    def earliest(self) -> date:
        """The first day that it can have been."""
        return self.on

    @property
    def latest(self) -> date:
        """The last day that it can have been."""
        if self.precision == "day":
            return self.on
        months = 1 if self.precision == "month" else 12
        return add_months(self.on, months) - timedelta(days=1)

    @property
    def is_exact(self) -> bool:
        """Whether the day is known."""
        return self.precision == "day"

    def __str__(self) -> str:
        length = {"day": 10, "month": 7, "year": 4}[self.precision]
        return self.on.isoformat()[:length]


def add_months(on: date, months: int) -> date:
    """The same day some months later (or earlier); the last of a shorter month when there is no such day."""
    index = on.year * 12 + on.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def months_between(start: date, end: date) -> int:
    """Whole months from start to end: the largest n with add_months(start, n) <= end; negative backwards."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def age_on(birth_on: date, on: date) -> int:
    """Completed years of life (周岁); who was born on 29 February completes a year on 1 March otherwise."""
    if on < birth_on:
        params = {"on": on.isoformat(), "birth": birth_on.isoformat()}
        raise Refused(AGE_BEFORE_BIRTH, params=params, code="date_before_birth")
    return on.year - birth_on.year - ((on.month, on.day) < (birth_on.month, birth_on.day))


def format_date(clinical_date: ClinicalDate | date, lang: str = "zh-hans") -> str:
    """2026年3月5日 or 5 Mar 2026, as short as the date is known; a moment shows its day in the clinic."""
    if isinstance(clinical_date, datetime):
        clinical_date = clock.local_date(clinical_date) if clinical_date.tzinfo else clinical_date.date()
    if isinstance(clinical_date, date):
        return _written(clinical_date, "day", lang)
    return _written(clinical_date.on, clinical_date.precision, lang)


@lru_cache(maxsize=10_000)
def _written(on: date, precision: Precision, lang: str) -> str:
    if lang.lower().startswith("en"):
        day, month = f"{on.day} ", f"{_MONTHS_EN[on.month - 1]} "
        return {"day": day + month, "month": month, "year": ""}[precision] + f"{on.year}"
    month, day = f"{on.month}月", f"{on.day}日"
    return f"{on.year}年" + {"day": month + day, "month": month, "year": ""}[precision]
