"""CTS5: risk of late distant recurrence after five years of endocrine treatment.

CTS5 = 0.438 x nodes + 0.988 x (0.093 s - 0.001 s^2 + 0.375 grade + 0.017 age); nodes 0, 1, 2-3, 4-9, > 9 -> 0
to 4; s = size in mm, at most 30; age in years at diagnosis. Low below 3.13 (< 5 % in years 5-10),
intermediate to 3.86 (5-10 %), high above (> 10 %). Source: Dowsett M et al., J Clin Oncol 2018;36:1941. A
different formula (0.471, 0.980, 0.164 ...) circulates on a calculator site and is wrong. For postmenopausal,
ER-positive women free of recurrence after five years of endocrine treatment. Not for: anyone else.
"""

from __future__ import annotations

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import AGE, ER, GRADE, POSITIVE_NODES, SIZE_MM, known
from quancheng.oncology.calculators.receptors import Marker, is_positive
from quancheng.oncology.calculators.result import Coded, OutOfScope, Result


class LateRisk(Coded):
    """Risk of distant recurrence in years 5 to 10."""

    LOW = "low", _("Low (below 5 percent in years 5 to 10)")
    INTERMEDIATE = "intermediate", _("Intermediate (5 to 10 percent in years 5 to 10)")
    HIGH = "high", _("High (above 10 percent in years 5 to 10)")


SOURCE = "Dowsett M et al., J Clin Oncol 2018;36:1941"
VERSION = "CTS5 2018"
_SIZE_CAP_MM = 30.0


def cts5(
    *,
    postmenopausal: bool | None,
    event_free_five_years: bool | None,
    er: Marker,
    age: float | None,
    size_mm: float | None,
    grade: int | None,
    positive_nodes: int | None,
) -> Result[LateRisk]:
    """The score and the risk group."""
    _check_scope(postmenopausal, event_free_five_years, er)
    value = cts5_value(age=age, size_mm=size_mm, grade=grade, positive_nodes=positive_nodes)
    return Result(
        calculator="cts5",
        title=_("CTS5, late recurrence"),
        value=value,
        category=cts5_group(value),
        inputs=(
            AGE.input(age),
            SIZE_MM.input(size_mm),
            GRADE.input(grade),
            POSITIVE_NODES.input(positive_nodes),
            ER.input(er),
        ),
        source=SOURCE,
        version=VERSION,
        limits=(
            _("Derived from postmenopausal women on tamoxifen or anastrozole, most of them HER2-negative."),
            _("Sizes above 30 mm count as 30 mm."),
        ),
    )


def cts5_value(
    *, age: float | None, size_mm: float | None, grade: int | None, positive_nodes: int | None
) -> float:
    """The bare score."""
    size = min(SIZE_MM.read(size_mm), _SIZE_CAP_MM)
    nodes = _node_points(POSITIVE_NODES.read_whole(positive_nodes))
    rest = 0.093 * size - 0.001 * size**2 + 0.375 * GRADE.read_whole(grade) + 0.017 * AGE.read(age)
    return 0.438 * nodes + 0.988 * rest


def cts5_group(value: float) -> LateRisk:
    """Low below 3.13, high above 3.86; rounded so that binary noise does not decide."""
    rounded = round(value, 6)
    if rounded < 3.13:
        return LateRisk.LOW
    return LateRisk.INTERMEDIATE if rounded <= 3.86 else LateRisk.HIGH


def _node_points(nodes: int) -> int:
    if nodes <= 1:
        return nodes
    return 2 if nodes <= 3 else 3 if nodes <= 9 else 4


def _check_scope(postmenopausal: bool | None, event_free: bool | None, er: Marker) -> None:
    if not is_positive(ER, er):
        raise OutOfScope(_("CTS5 is for ER-positive disease only."), field="er", code="er_negative")
    if not known(postmenopausal, _("The menopausal state is not recorded."), "postmenopausal"):
        raise OutOfScope(
            _("CTS5 was derived from postmenopausal women only."),
            field="postmenopausal",
            code="premenopausal",
        )
    if not known(
        event_free, _("Whether five years passed without recurrence is not recorded."), "event_free"
    ):
        raise OutOfScope(
            _("CTS5 is for people free of recurrence after five years of endocrine treatment."),
            field="event_free",
            code="not_event_free",
        )
