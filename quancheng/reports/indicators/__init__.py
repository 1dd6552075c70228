"""The indicators of the service report, in the order of the page."""

from quancheng.kernel.refused import Refused, msg
from quancheng.reports.indicators import admissions, completion, outcomes, treatment, whole_course
from quancheng.reports.indicators.base import Indicator
from quancheng.reports.rules import Period

NO_SUCH = msg("There is no such number in this report. Go back to the report and open it from there.")


def of_service(period: Period) -> tuple[Indicator, ...]:
    """Every indicator of the service report for this period; the years depend on it."""
    return (
        *admissions.INDICATORS,
        *whole_course.INDICATORS,
        *whole_course.by_year(period),
        *treatment.INDICATORS,
        *completion.INDICATORS,
        *outcomes.INDICATORS,
    )


def sums(period: Period) -> dict[str, tuple[str, ...]]:
    """Which number is the sum of which others."""
    years = tuple(indicator.code for indicator in whole_course.by_year(period))
    return {whole_course.WHOLE_COURSE.code: years} if years else {}


def named(code: str, period: Period) -> Indicator:
    """The indicator of that code; refuses an unknown one."""
    for indicator in of_service(period):
        if indicator.code == code:
            return indicator
    raise Refused(NO_SUCH, code="no_such_indicator")
