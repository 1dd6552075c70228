"""The service report: what a centre did for the patients it admitted in a period.

Source: the published three-year report of a centre's whole-course management (Nursing Science 2022, 11(5),
section 3). Each row is a condition on a patient's derived case summary and course; nothing is typed in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from quancheng.kernel.refused import msg
from quancheng.reports.period import Period

ENROLLED = Q(patient__course__enrolled_on__isnull=False)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One number: its code, its words, and which admitted cases it counts."""

    code: str
    label: str
    numerator: str
    denominator: str
    counts: Callable[[Period, date], Q]
    of: str = ""
    year: int = 0


def _admitted(period: Period, as_of: date) -> Q:
    return Q()


def _enrolled(period: Period, as_of: date) -> Q:
    return ENROLLED


def _enrolled_in(year: int) -> Callable[[Period, date], Q]:
    def counts(period: Period, as_of: date) -> Q:
        part = period.years[year - 1]
        return Q(patient__course__enrolled_on__gte=part.start, patient__course__enrolled_on__lt=part.end)

    return counts


def _among_enrolled(**conditions: object) -> Callable[[Period, date], Q]:
    def counts(period: Period, as_of: date) -> Q:
        return ENROLLED & Q(**conditions)

    return counts


def _event_by(field: str) -> Callable[[Period, date], Q]:
    def counts(period: Period, as_of: date) -> Q:
        return ENROLLED & Q(**{f"{field}__lte": as_of})

    return counts


_OF_ENROLLED = msg("Cases under whole-course management")

ADMITTED = Indicator(
    "admitted",
    msg("Breast-cancer cases admitted"),
    msg("Patients with a first admission to this centre within the period"),
    "",
    _admitted,
)
WHOLE_COURSE = Indicator(
    "whole_course",
    msg("Under whole-course management"),
    msg("Admitted cases that were enrolled in whole-course management"),
    msg("Breast-cancer cases admitted"),
    _enrolled,
    of="admitted",
)
TREATMENT = (
    Indicator(
        "neoadjuvant",
        msg("Neoadjuvant chemotherapy"),
        msg("Chemotherapy was started before surgery"),
        _OF_ENROLLED,
        _among_enrolled(neoadjuvant=True),
        of="whole_course",
    ),
    Indicator(
        "breast_conserving",
        msg("Breast-conserving surgery"),
        msg("The last operation on the breast conserved it"),
        _OF_ENROLLED,
        _among_enrolled(breast_conserving=True),
        of="whole_course",
    ),
    Indicator(
        "reconstruction",
        msg("Breast reconstruction"),
        msg("Any operation reconstructed the breast"),
        _OF_ENROLLED,
        _among_enrolled(reconstruction=True),
        of="whole_course",
    ),
    Indicator(
        "completed",
        msg("Comprehensive treatment plan completed"),
        msg(
            "Every part of the latest treatment plan was carried out: operated, therapies ended as "
            "completed; endocrine therapy counts once begun, unless it was given up"
        ),
        _OF_ENROLLED,
        _among_enrolled(plan_completed=True),
        of="whole_course",
    ),
)
EVENTS = (
    Indicator(
        "recurrence",
        msg("Recurrence or metastasis"),
        msg("A recurrence or metastasis was confirmed up to the day of the report"),
        _OF_ENROLLED,
        _event_by("recurrence_on"),
        of="whole_course",
    ),
    Indicator(
        "deaths",
        msg("Deaths"),
        msg("Died up to the day of the report, of any cause"),
        _OF_ENROLLED,
        _event_by("died_on"),
        of="whole_course",
    ),
    Indicator(
        "lymphedema",
        msg("Breast-cancer-related lymphoedema"),
        msg("Lymphoedema was found up to the day of the report"),
        _OF_ENROLLED,
        _event_by("lymphedema_on"),
        of="whole_course",
    ),
)

# Rows of the published table that need capabilities this centre does not record yet. Never shown as zero.
NOT_RECORDED: tuple[str, ...] = (
    msg("Education messages sent"),
    msg("Class sessions held"),
    msg("Hours of online interaction"),
    msg("Questions of patients answered"),
    msg("Trained volunteers and their hours"),
    msg("Sharing sessions and peer support"),
    msg("Case managers and therapists trained, courses held"),
    msg("Grants, papers and talks"),
)


def indicators(period: Period) -> tuple[Indicator, ...]:
    """Every row of the report, the years of enrolment following the whole."""
    years = tuple(_year(number) for number in range(1, len(period.years) + 1))
    return (ADMITTED, WHOLE_COURSE, *years, *TREATMENT, *EVENTS)


def _year(number: int) -> Indicator:
    return Indicator(
        f"whole_course_year_{number}",
        msg("Enrolled in year %(year)s"),
        msg("Admitted cases whose enrolment lies in this year of the period"),
        _OF_ENROLLED,
        _enrolled_in(number),
        of="whole_course",
        year=number,
    )
