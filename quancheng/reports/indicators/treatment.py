"""What was done: chemotherapy before surgery, conserved and rebuilt breasts."""

from quancheng.kernel.refused import msg
from quancheng.reports.indicators.base import Indicator, under_whole_course
from quancheng.reports.indicators.whole_course import WHOLE_COURSE

NEOADJUVANT = Indicator(
    code="neoadjuvant",
    label=msg("Neoadjuvant chemotherapy"),
    definition=msg(
        "Whole-course cases in whom chemotherapy before surgery was begun by the counting day, "
        "completed or not."
    ),
    source=msg("Facts “therapy started”: chemotherapy, intent neoadjuvant"),
    counts=under_whole_course,
    flag="neoadjuvant",
    among=WHOLE_COURSE.code,
    as_percent=True,
)
BREAST_CONSERVING = Indicator(
    code="breast_conserving",
    label=msg("Breast-conserving surgery"),
    definition=msg(
        "Whole-course cases in whom a breast was conserved by the last operation on it, by the counting day. "
        "A mastectomy of the same breast after an attempt to conserve is not counted; of two breasts, one "
        "conserved is enough."
    ),
    source=msg("Facts “operation”, the latest one on each breast"),
    counts=under_whole_course,
    flag="breast_conserving",
    among=WHOLE_COURSE.code,
    as_percent=True,
)
RECONSTRUCTION = Indicator(
    code="reconstruction",
    label=msg("Breast reconstruction"),
    definition=msg(
        "Whole-course cases with a reconstruction by the counting day, at once or later, "
        "by implant or own tissue."
    ),
    source=msg("Facts “operation” with a reconstruction"),
    counts=under_whole_course,
    flag="reconstruction",
    among=WHOLE_COURSE.code,
    as_percent=True,
)
INDICATORS = (NEOADJUVANT, BREAST_CONSERVING, RECONSTRUCTION)
