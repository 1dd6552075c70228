"""How many of them are under whole-course management, in all and by year."""

from django.db.models import Q

from quancheng.kernel.refused import msg
from quancheng.reports.indicators.admissions import ADMITTED
from quancheng.reports.indicators.base import Indicator, under_whole_course
from quancheng.reports.rules import Period

_SOURCE = msg("Enrolment in whole-course management, and the first admission")
WHOLE_COURSE = Indicator(
    code="whole_course",
    label=msg("Under whole-course management"),
    definition=msg("Cases admitted in the period who were taken into whole-course management."),
    source=_SOURCE,
    counts=under_whole_course,
    among=ADMITTED.code,
    as_percent=True,
)
INDICATORS = (WHOLE_COURSE,)
_BY_YEAR = "whole_course_year_"


def by_year(period: Period) -> tuple[Indicator, ...]:
    """The same by year of first admission, so that the years add up; none where the period is one year."""
    years = period.years
    return tuple(_of_year(number, year) for number, year in enumerate(years, 1)) if len(years) > 1 else ()


def _of_year(number: int, year: Period) -> Indicator:
    def counts(period: Period) -> Q:
        return under_whole_course(period) & Q(admitted_on__gte=year.begins, admitted_on__lt=year.ends)

    return Indicator(
        code=f"{_BY_YEAR}{number}",
        label=msg("… of these, admitted in year %(number)s"),
        definition=msg("Of the cases under whole-course management, those first admitted in these months."),
        source=_SOURCE,
        counts=counts,
        among=WHOLE_COURSE.code,
        params=(
            ("number", str(number)),
            ("begins", year.begins.isoformat()),
            ("last", year.last_day.isoformat()),
        ),
    )
