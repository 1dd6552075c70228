"""Residual Cancer Burden after neoadjuvant treatment.

RCB = 1.4 x (f_inv x sqrt(d1 x d2))^0.17 + (4 x (1 - 0.75^LN) x d_met)^0.17, f_inv = (1 - in situ) x
cellularity. Source: Symmans WF et al., J Clin Oncol 2007;25:4414. Classes: 0; I up to 1.36; II up to 3.28;
III above. A value on a cut belongs to the lower class. Units: the residual tumour bed d1, d2 and the largest
nodal metastasis in mm; cellularity and in-situ share in % of the bed. Carcinoma in situ alone with negative
nodes is a complete response, RCB-0. Not for: people operated first, before neoadjuvant treatment is finished,
metastatic disease.
"""

from __future__ import annotations

import math

from quancheng.kernel.refused import msg as _
from quancheng.oncology.calculators.fields import POSITIVE_NODES, Field, known
from quancheng.oncology.calculators.result import Coded, Figure, Input, InvalidInput, OutOfScope, Result


class RcbClass(Coded):
    """RCB class."""

    ZERO = "RCB-0", _("RCB-0 (pathological complete response)")
    I = "RCB-I", _("RCB-I (minimal)")  # noqa: E741 - the classes are Roman numerals
    II = "RCB-II", _("RCB-II (moderate)")
    III = "RCB-III", _("RCB-III (extensive)")


D1 = Field(
    "d1_mm", _("Tumour bed, largest diameter"),
    _("The largest diameter of the tumour bed is not recorded."),
    _("The largest diameter of the tumour bed must be %(low)s to %(high)s mm; %(value)s was given."),
    0, 300, "mm",
)  # fmt: skip
D2 = Field(
    "d2_mm", _("Tumour bed, second diameter"),
    _("The second diameter of the tumour bed is not recorded."),
    _("The second diameter of the tumour bed must be %(low)s to %(high)s mm; %(value)s was given."),
    0, 300, "mm",
)  # fmt: skip
CELLULARITY = Field(
    "cellularity_pct", _("Cancer cellularity of the bed"),
    _("The cancer cellularity of the bed is not recorded."),
    _("The cancer cellularity must be %(low)s to %(high)s %%; %(value)s was given."), 0, 100, "%",
)  # fmt: skip
IN_SITU = Field(
    "in_situ_pct", _("In-situ share of the cancer"), _("The in-situ share of the cancer is not recorded."),
    _("The in-situ share must be %(low)s to %(high)s %%; %(value)s was given."), 0, 100, "%",
)  # fmt: skip
LARGEST_NODE = Field(
    "largest_node_met_mm", _("Largest nodal metastasis"),
    _("The size of the largest nodal metastasis is not recorded."),
    _("The largest nodal metastasis must be %(low)s to %(high)s mm; %(value)s was given."), 0, 100, "mm",
)  # fmt: skip

SOURCE = "Symmans WF et al., J Clin Oncol 2007;25:4414"
VERSION = "RCB, cuts 1.36 and 3.28"


def rcb(
    *,
    neoadjuvant: bool | None,
    d1_mm: float | None,
    d2_mm: float | None,
    cellularity_pct: float | None,
    in_situ_pct: float | None,
    positive_nodes: int | None,
    largest_node_met_mm: float | None,
) -> Result[RcbClass]:
    """The RCB index and its class."""
    if not known(neoadjuvant, _("Whether there was neoadjuvant treatment is not recorded."), "neoadjuvant"):
        raise OutOfScope(
            _("RCB describes what is left after neoadjuvant treatment; there was none."),
            field="neoadjuvant",
            code="no_neoadjuvant",
        )
    breast = _breast(d1_mm, d2_mm, cellularity_pct, in_situ_pct)
    nodes = _nodes(positive_nodes, largest_node_met_mm)
    value = breast + nodes
    return Result(
        calculator="rcb",
        title=_("Residual Cancer Burden"),
        value=value,
        category=rcb_class(value),
        inputs=(
            *_bed_inputs(d1_mm, d2_mm, cellularity_pct, in_situ_pct),
            POSITIVE_NODES.input(positive_nodes),
            LARGEST_NODE.input(largest_node_met_mm),
        ),
        figures=(Figure("breast", _("Breast part"), breast), Figure("nodes", _("Lymph node part"), nodes)),
        source=SOURCE,
        version=VERSION,
        limits=(
            _(
                "The bed must be mapped and measured as the RCB protocol says; retrospective "
                "estimates are rough."
            ),
        ),
    )


def rcb_class(value: float) -> RcbClass:
    """The class of an index; rounded so that binary noise does not decide at a cut."""
    rounded = round(value, 6)
    if value == 0:
        return RcbClass.ZERO
    if rounded <= 1.36:
        return RcbClass.I
    return RcbClass.II if rounded <= 3.28 else RcbClass.III


def _bed_inputs(
    d1: float | None, d2: float | None, cellularity: float | None, in_situ: float | None
) -> tuple[Input, ...]:
    return D1.input(d1), D2.input(d2), CELLULARITY.input(cellularity), IN_SITU.input(in_situ)


def _breast(d1: float | None, d2: float | None, cellularity: float | None, in_situ: float | None) -> float:
    first, second = D1.read(d1), D2.read(d2)
    if (first == 0) != (second == 0):
        raise InvalidInput(
            _("The tumour bed has two diameters: either both are 0, or neither is."),
            field="d2_mm",
            code="contradiction",
        )
    invasive = (1 - IN_SITU.read(in_situ) / 100) * CELLULARITY.read(cellularity) / 100
    return 1.4 * math.pow(invasive * math.sqrt(first * second), 0.17)


def _nodes(positive: int | None, largest: float | None) -> float:
    count, size = POSITIVE_NODES.read_whole(positive), LARGEST_NODE.read(largest)
    if (count == 0) != (size == 0):
        raise InvalidInput(
            _("The number of positive nodes and the size of the largest metastasis contradict each other."),
            field="largest_node_met_mm",
            code="contradiction",
        )
    return math.pow(4 * (1 - 0.75**count) * size, 0.17)
