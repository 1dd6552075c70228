"""The period of a report: whole months, the last one not included."""

import re
from dataclasses import dataclass
from datetime import date

from quancheng.kernel.dates import add_months
from quancheng.kernel.refused import Refused, msg

_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
LONGEST_YEARS = 30


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day of a month up to, not including, the first day of another."""

    start: date
    end: date

    @property
    def years(self) -> tuple["Period", ...]:
        """The period cut into years from its start; the last may be shorter."""
        cuts, start = [], self.start
        while start < self.end:
            end = min(add_months(start, 12), self.end)
            cuts.append(Period(start, end))
            start = end
        return tuple(cuts)


def read_month(text: str, field: str) -> date:
    """The first day of a month written as 2015-10. Refuses anything else."""
    found = _MONTH.fullmatch(text.strip())
    if not found or not 1 <= int(found[2]) <= 12 or not 1900 <= int(found[1]) <= 2100:
        raise Refused(msg("Write the month as year and month, for example 2015-10."), field=field)
    return date(int(found[1]), int(found[2]), 1)


def read_period(start: str, end: str) -> Period:
    """The period between two months; the second is not included. Refuses an empty or endless one."""
    first, last = read_month(start, "start"), read_month(end, "end")
    if last <= first:
        raise Refused(msg("The end must be a later month than the beginning."), field="end")
    if last.year - first.year > LONGEST_YEARS:
        raise Refused(msg("Choose at most thirty years."), field="end")
    return Period(first, last)
