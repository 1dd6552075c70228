"""Whether the treatment that was planned was carried out."""

from quancheng.kernel.refused import msg
from quancheng.reports.indicators.base import Indicator, under_whole_course
from quancheng.reports.indicators.whole_course import WHOLE_COURSE

COMPLETED = Indicator(
    code="completed",
    label=msg("Completed the comprehensive treatment plan"),
    definition=msg(
        "Whole-course cases in whom every part of the latest treatment plan was carried out by the counting "
        "day: operated on; "
        "drugs and radiotherapy ended as completed; endocrine therapy, which takes years, begun and not "
        "ended early. A case without a recorded plan does not count as completed."
    ),
    source=msg("Facts “treatment plan”, “operation”, “therapy started” and “therapy ended”"),
    counts=under_whole_course,
    flag="plan_completed",
    among=WHOLE_COURSE.code,
    as_percent=True,
)
INDICATORS = (COMPLETED,)
