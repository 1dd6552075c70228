"""What became of them: relapse, death, a swollen arm."""

from django.db.models import Q

from quancheng.kernel.refused import msg
from quancheng.reports.indicators.base import Indicator, by_day, under_whole_course
from quancheng.reports.indicators.whole_course import WHOLE_COURSE

RECURRENCE = Indicator(
    code="recurrence",
    label=msg("Recurrence or metastasis"),
    definition=msg(
        "Whole-course cases with a confirmed recurrence or metastasis by the counting day. "
        "Suspected and refuted ones are not counted."
    ),
    source=msg("Facts “recurrence or metastasis” adjudicated as confirmed"),
    counts=lambda period: under_whole_course(period) & by_day("recurrence_on", "recurred", period),
    among=WHOLE_COURSE.code,
    as_percent=True,
)
DEATHS = Indicator(
    code="deaths",
    label=msg("Deaths"),
    definition=msg("Whole-course cases who died by the counting day, of any cause."),
    source=msg("Facts “death”"),
    counts=lambda period: under_whole_course(period) & by_day("died_on", "deceased", period),
    among=WHOLE_COURSE.code,
    as_percent=True,
)
LYMPHEDEMA = Indicator(
    code="lymphedema",
    label=msg("Breast-cancer-related lymphoedema"),
    definition=msg("Whole-course cases in whom lymphoedema of the arm was found by the counting day."),
    source=msg("Facts “complication”: lymphoedema of the arm"),
    counts=lambda period: under_whole_course(period) & Q(lymphedema_on__lte=period.as_of),
    among=WHOLE_COURSE.code,
    as_percent=True,
)
INDICATORS = (RECURRENCE, DEATHS, LYMPHEDEMA)
